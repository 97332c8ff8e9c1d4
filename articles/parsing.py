"""The pool of killable child processes in which discovery and extraction run.

Parsers hang and eat memory on hostile input (measured: feedparser more than 45 s on a 192 kB author field), and a
thread cannot be stopped. Children are spawned, not forked, since the parent has threads; they import no Django.
"""

import atexit
import ctypes
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as DeadlinePassed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

from pebble import ProcessExpired, ProcessPool

P = ParamSpec("P")
T = TypeVar("T")

PR_SET_PDEATHSIG = 1
TASKS_PER_CHILD = 500  # what parsers leak goes with the child
NICENESS = 10  # readers wait for pages, nobody waits for a parser


BROKEN = "the parsing processes broke down; the next page gets new ones."


class ParsingFailed(Exception):
    """The child was killed at its deadline, ran out of memory or died."""


class NotParsed(CancelledError):
    """Through no fault of what was to be parsed: the children are being stopped, or none was free in time."""


class NotReady(NotParsed):
    """A place was free, and yet nothing began."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parse may take: wall time, memory of the child (Linux only), and how many run at a time.

    `patience` is for how long it may wait for a child before that.
    """

    processes: int
    deadline: timedelta
    memory_mb: int
    patience: timedelta = timedelta(seconds=5)


_pools: dict[Limits, ProcessPool] = {}
_stopped: WeakSet[ProcessPool] = WeakSet()
_calls: set[Future[Any]] = set()
_free: dict[Limits, threading.Semaphore] = {}
_lock = threading.Lock()


def run(limits: Limits, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function(*args, **kwargs)` in a child, within patience and deadline together.

    Raises what it raises, ParsingFailed, or NotParsed.
    """
    seconds = limits.deadline.total_seconds()
    ends = time.monotonic() + limits.patience.total_seconds() + seconds
    with _free_child(limits):
        pool = _pool(limits)
        try:
            call = pool.schedule(_bounded, args=[seconds, function, args, kwargs], timeout=seconds)
            return _result(call, ends)  # type: ignore[no-any-return]
        except NotReady:
            _give_up(limits, pool)
            raise
        except DeadlinePassed as error:
            raise ParsingFailed(f"parsing took longer than {seconds:g} s and was stopped.") from error
        except MemoryError as error:
            raise ParsingFailed(f"parsing needed more than {limits.memory_mb} MB and was stopped.") from error
        except ProcessExpired as error:
            if pool in _stopped or error.exitcode == -signal.SIGTERM:  # as systemd sends it to children too
                raise NotParsed("the parsing processes are being stopped.") from error
            raise ParsingFailed("the parsing process died.") from error
        except (OSError, RuntimeError) as error:
            if pool in _stopped:
                raise NotParsed("the parsing processes are being stopped.") from error
            if _is_active(pool):  # then it is the function's own
                raise
            raise ParsingFailed(BROKEN) from error


@contextmanager
def _free_child(limits: Limits) -> Iterator[None]:
    """A place in the pool. Its own queue would hand out what nobody waits for any more."""
    free = _free.setdefault(limits, threading.Semaphore(limits.processes))
    if not free.acquire(timeout=limits.patience.total_seconds()):
        raise NotParsed("no parsing process was free in time.")
    try:
        yield
    finally:
        free.release()


def _result(call: Future[Any], ends: float) -> Any:
    """Raises NotParsed where it does not come: the child may be long in starting, or nobody has started it."""
    _calls.add(call)
    try:
        return call.result(timeout=max(0.0, ends - time.monotonic()))
    except CancelledError as error:
        raise NotParsed("the parsing processes are being stopped.") from error
    except DeadlinePassed as error:
        if call.cancel():
            raise NotReady("no parsing process was ready in time.") from error
        raise
    finally:
        _calls.discard(call)


def _give_up(limits: Limits, pool: ProcessPool) -> None:
    """A pool with a place free that begins nothing has lost its children: the next page gets new ones."""
    with _lock:
        if _pools.get(limits) is pool:
            del _pools[limits]
            _stopped.add(pool)
            pool.stop()  # type: ignore[no-untyped-call]


def stop() -> None:
    """End all children; who waits for one gets NotParsed."""
    with _lock:
        while _pools:
            _, pool = _pools.popitem()
            _stopped.add(pool)
            pool.stop()  # type: ignore[no-untyped-call]
            for call in list(_calls):
                call.cancel()
            pool.join()


atexit.register(stop)


def _pool(limits: Limits) -> ProcessPool:
    with _lock:
        if limits not in _pools or not _is_active(_pools[limits]):
            try:
                _pools[limits] = _started(limits)
            except OSError as error:
                raise ParsingFailed(BROKEN) from error
        return _pools[limits]


def _started(limits: Limits) -> ProcessPool:
    """A running pool. Children die with the thread that started them (PR_SET_PDEATHSIG, prctl(2)), and a visit's own
    may end at any time; so a thread of its own starts them, which lasts as long as they are wanted.
    """
    made: Future[ProcessPool] = Future()
    threading.Thread(target=_keep, args=[limits, made], name="parsing-keeper", daemon=True).start()
    return made.result()


def _keep(limits: Limits, made: "Future[ProcessPool]") -> None:
    pool = ProcessPool(
        max_workers=limits.processes,
        max_tasks=TASKS_PER_CHILD,
        context=get_context("spawn"),
        initializer=_confine,
        initargs=[os.getpid(), limits.memory_mb],
    )
    try:
        pool.schedule(_nothing)
    except OSError as error:
        made.set_exception(error)
        return
    made.set_result(pool)
    while pool not in _stopped:
        time.sleep(1)


def _nothing() -> None:
    """The first call starts the pool."""


def _is_active(pool: ProcessPool) -> bool:
    """A pool that could not start a child once (no descriptors left, say) never works again."""
    try:
        return bool(pool.active)
    except OSError:
        return False


def _confine(parent: int, memory_mb: int) -> None:
    """In the child: die with the parent, leave Ctrl-C to it, die when told to, give way, and stay within the memory.

    The pool's own handler of SIGTERM would wait for a busy parser, and the pool for 3 s before it kills.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _lower(resource.RLIMIT_AS, memory_mb * 2**20)
    os.nice(NICENESS)
    if os.getppid() != parent:
        os._exit(1)


def _bounded(
    seconds: float, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]
) -> T:
    """In the child: a bound on CPU time too, so that a busy child whose parent was killed ends by itself."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 2)
    return function(*args, **kwargs)


def _lower(kind: int, bound: int) -> None:
    """Set the soft limit, as far as the hard one allows."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
