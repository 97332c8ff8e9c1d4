"""Real worker processes that can be killed at any moment, and what they poll."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from tests.conftest import ROOT

LEASE = 19.0
GAP = 1.0


@dataclass
class Fleet:
    """Celery workers and beat on one database and one broker; every process is one of ours.

    Each worker tells its name to whom it asks: see `worker_of`. May be used by several threads.
    """

    environment: dict[str, str]
    folder: Path
    threads: int
    prefetch: int = 1
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def start(self) -> str:
        """One more worker; its name."""
        name = f"w{next(self._numbers)}"
        options = ["-P", "threads", "-c", str(self.threads), "--prefetch-multiplier", str(self.prefetch)]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._run(name, "worker", "-n", f"{name}@stet", *options, *quiet)
        return name

    def start_beat(self) -> None:
        self._run("beat", "beat", "-s", str(self.folder / "beat"))

    def _run(self, name: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "celery", "-A", "tracker", *arguments, "--loglevel", "WARNING"]
        environment = self.environment | {"FETCH_CONTACT": f"worker:{name}"}
        with self._log(name).open("ab") as log, self._lock:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> bool:
        """False where it is dead already."""
        with self._lock:
            process = self.processes.pop(name, None)
        if process is None:
            return False
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True

    def replace(self, name: str) -> bool:
        """Kill a worker and start another in its place; False where it is dead already."""
        if not self.kill(name):
            return False
        self.start()
        return True

    def replace_any(self, random: Random) -> bool:
        with self._lock:
            workers = [name for name in self.processes if name != "beat"]
        return self.replace(random.choice(workers))

    def end(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def log(self, name: str) -> str:
        return self._log(name).read_text(errors="replace")

    def logs(self) -> str:
        """The end of each."""
        paths = sorted(self.folder.glob("*.log"))
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in paths)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


@contextmanager
def fleet(
    environment: dict[str, str], folder: Path, workers: int, threads: int = 3, prefetch: int = 1
) -> Iterator[Fleet]:
    made = Fleet(environment, folder, threads, prefetch)
    try:
        made.start_beat()
        for _ in range(workers):
            made.start()
        yield made
    finally:
        made.end()


def worker_of(headers: Mapping[str, str]) -> str:
    """The worker that asks, by the contact in its User-Agent."""
    return headers.get("User-Agent", "").partition("worker:")[2].rstrip(")")


def environment_for(folder: Path, database: str, broker: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker,
        "FETCH_ALLOW_NETS": "127.0.0.0/8",
        "FETCH_HOST_GAP": str(GAP),
        "FETCH_DEADLINE": "2",
        "PARSE_DEADLINE": "2",
        "LEASE": str(LEASE),
    }
