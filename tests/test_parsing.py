"""Children that can be killed: at their deadline, at their memory, and with their parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from articles import parsing
from articles.extraction import EmptyText, extract
from tests.conftest import ROOT


@pytest.fixture
def limits() -> Iterator[parsing.Limits]:
    yield parsing.Limits(processes=1, deadline=timedelta(seconds=2), memory_mb=512)
    parsing.stop()


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
        except parsing.ParsingFailed as error:
            print(error)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    print(parsing.run(limits, abs, -1), flush=True)
    os._exit(0)
"""


def test_a_pool_that_broke_down_is_replaced() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BREAKDOWN], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.splitlines()[1:] == [
        "the parsing processes broke down; the next page gets new ones.",
        "1",
    ]


def test_the_parser_s_own_errors_are_its_own(limits: parsing.Limits) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        parsing.run(limits, _raise_runtime_error)


def _raise_runtime_error() -> None:
    raise RuntimeError("StopIteration")


ORPHANS = """
import os, time
from datetime import timedelta
from articles import parsing
if __name__ == "__main__":
    limits = parsing.Limits(1, timedelta(seconds=60), 512)
    print(parsing.run(limits, os.getpid), flush=True)
    parsing.run(limits, time.sleep, 60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG")
def test_a_busy_child_does_not_outlive_a_killed_parent() -> None:
    command = [sys.executable, "-c", ORPHANS]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
