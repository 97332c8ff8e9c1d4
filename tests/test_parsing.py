"""Children that can be killed: at their deadline, at their memory, and with their parent."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from articles import parsing
from articles.extraction import EmptyText, extract
from tests.conftest import ROOT

BACKTRACKING = (r"(a+)+b", "a" * 60)
"""A pattern and a text that keep a processor busy for years."""
PATIENT = parsing.Limits(processes=1, deadline=timedelta(seconds=60), memory_mb=512)


@pytest.fixture
def limits() -> Iterator[parsing.Limits]:
    yield parsing.Limits(processes=1, deadline=timedelta(seconds=2), memory_mb=512)
    parsing.stop()


def test_children_give_way_to_the_web_pages(limits: parsing.Limits) -> None:
    assert parsing.run(limits, os.nice, 0) == min(19, os.nice(0) + parsing.NICENESS)


def test_values_and_errors_come_back(limits: parsing.Limits) -> None:
    page = b"<html><body><article><h1>Tide</h1><p>The tide was high on Tuesday, they said.</p></article></body></html>"
    assert parsing.run(limits, extract, page, "https://news.example/tide").headline == "Tide"
    with pytest.raises(EmptyText):
        parsing.run(limits, extract, b"<html></html>", "https://news.example/empty")


def test_a_hang_ends_at_the_deadline_and_the_next_parse_works(limits: parsing.Limits) -> None:
    with pytest.raises(parsing.ParsingFailed, match="longer than 2 s"):
        parsing.run(limits, time.sleep, 60)
    assert parsing.run(limits, abs, -1) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_children_outlive_the_thread_that_asked_for_them_first(limits: parsing.Limits) -> None:
    children: list[int] = []
    first = threading.Thread(target=lambda: children.append(parsing.run(limits, os.getpid)))
    first.start()
    first.join()
    time.sleep(0.5)
    assert parsing.run(limits, os.getpid) == children[0]


def test_memory_is_bounded(limits: parsing.Limits) -> None:
    with pytest.raises(parsing.ParsingFailed, match="512 MB"):
        parsing.run(limits, bytearray, 2**30)
    assert parsing.run(limits, abs, -1) == 1


def test_a_child_that_dies_is_said(limits: parsing.Limits) -> None:
    with pytest.raises(parsing.ParsingFailed, match="died"):
        parsing.run(limits, os._exit, 3)
    assert parsing.run(limits, abs, -1) == 1


BREAKDOWN = """
import os, resource
from datetime import timedelta
from articles import parsing
if __name__ == "__main__":
    limits = parsing.Limits(1, timedelta(seconds=5), 512)
    parsing.run(limits, abs, -1)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    for function, argument in [(os._exit, 3), (abs, -1)]:
        try:
            parsing.run(limits, function, argument)
        except (parsing.ParsingFailed, parsing.NotParsed) as error:
            print(error)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    print(parsing.run(limits, abs, -1), flush=True)
    os._exit(0)
"""


def test_a_pool_that_broke_down_is_replaced() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BREAKDOWN], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    _, second, third = done.stdout.splitlines()
    # The pool may notice before the second call that it cannot start another child, or not.
    assert second in (parsing.BROKEN, "no parsing process was ready in time.")
    assert third == "1"


def test_the_parser_s_own_errors_are_its_own(limits: parsing.Limits) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        parsing.run(limits, _raise_runtime_error)


def _raise_runtime_error() -> None:
    raise RuntimeError("StopIteration")


@contextmanager
def parsing_in_background(limits: parsing.Limits) -> Iterator[tuple[int, list[BaseException]]]:
    """A busy child's pid, and what comes to the one who waits for its parse."""
    child, came = parsing.run(limits, os.getpid), list[BaseException]()

    def parse() -> None:
        try:
            parsing.run(limits, re.match, *BACKTRACKING)
        except (parsing.ParsingFailed, parsing.NotParsed) as error:
            came.append(error)

    thread = threading.Thread(target=parse)
    thread.start()
    wait_until_busy(child)
    yield child, came
    thread.join(10)
    assert not thread.is_alive()


def test_who_waits_while_all_is_stopped_is_told_that_it_is_not_the_page_s_fault() -> None:
    with parsing_in_background(PATIENT) as (child, came):
        parsing.stop()
        assert not is_running(child)
    assert [type(error) for error in came] == [parsing.NotParsed]


def test_a_child_that_is_told_to_end_ends_although_busy_and_that_is_not_the_page_s_fault() -> None:
    with parsing_in_background(PATIENT) as (child, came):
        os.kill(child, signal.SIGTERM)
    assert [type(error) for error in came] == [parsing.NotParsed]
    parsing.stop()


def test_nobody_waits_long_for_a_free_child() -> None:
    hurried = replace(PATIENT, patience=timedelta(0))
    with parsing_in_background(hurried):
        with pytest.raises(parsing.NotParsed, match="no parsing process was free"):
            parsing.run(hurried, abs, -1)
        parsing.stop()


def test_nobody_waits_long_for_a_child_to_start() -> None:
    hurried = parsing.Limits(1, deadline=timedelta(milliseconds=1), memory_mb=512, patience=timedelta(0))
    with pytest.raises(parsing.NotParsed, match="no parsing process was ready"):
        parsing.run(hurried, abs, -1)
    parsing.stop()


ORPHANS = """
import os, re, sys
from datetime import timedelta
from articles import parsing
if __name__ == "__main__":
    limits = parsing.Limits(1, timedelta(seconds=int(sys.argv[1])), 512)
    print(parsing.run(limits, os.getpid), flush=True)
    parsing.run(limits, re.match, *sys.argv[2:])
"""


@contextmanager
def busy_orphan_to_be(deadline: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process and its child, which is busy with a parse."""
    command = [sys.executable, "-c", ORPHANS, str(deadline), *BACKTRACKING]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        try:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            wait_until_busy(child)
            yield parent, child
        finally:
            parent.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG")
def test_a_busy_child_does_not_outlive_a_killed_parent() -> None:
    with busy_orphan_to_be(deadline=60) as (parent, child):
        parent.kill()
        wait_until(lambda: not is_running(child))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_busy_child_whose_parent_cannot_stop_it_ends_at_its_bound_of_cpu_time() -> None:
    with busy_orphan_to_be(deadline=1) as (parent, child):
        parent.send_signal(signal.SIGSTOP)
        wait_until(lambda: not is_running(child), seconds=60)


def wait_until_busy(child: int) -> None:
    """With what takes CPU time, in code that heeds no signal handler of Python's."""
    before = cpu_time(child)
    wait_until(lambda: cpu_time(child) > before + 0.2)


def wait_until(ask: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def cpu_time(pid: int) -> float:
    """Seconds."""
    user, system = _stat(pid)[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def is_running(pid: int) -> bool:
    try:
        return _stat(pid)[0] != "Z"
    except FileNotFoundError:
        return False


def _stat(pid: int) -> list[str]:
    """The fields of /proc/…/stat behind the name, which may have spaces in it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
