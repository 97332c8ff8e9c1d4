"""What a process and its children take in memory, at their most (Linux)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.01
PROC = Path("/proc")


@dataclass
class Peak:
    """Megabytes of all processes together, what they share counted once: `before`, and at the `most`."""

    before: float = 0.0
    most: float = 0.0

    @property
    def grown(self) -> float:
        return self.most - self.before


@contextmanager
def measured(pid: int) -> Iterator[Peak]:
    """Looked at a hundred times a second, children that come and go included."""
    before, done = together(pid), threading.Event()
    peak = Peak(before, before)

    def watch() -> None:
        while not done.is_set():
            peak.most = max(peak.most, together(pid))
            time.sleep(EVERY)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()
        peak.most = max(peak.most, together(pid))


def together(pid: int) -> float:
    return sum(map(_share_of, [pid, *descendants(pid)]))


def descendants(pid: int) -> list[int]:
    try:
        threads = list((PROC / str(pid) / "task").iterdir())
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:  # it, or a thread of it, has ended
        return []
    return [*children, *(later for child in children for later in descendants(child))]


def _share_of(pid: int) -> float:
    """Its proportional set size (proc(5), smaps_rollup)."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
