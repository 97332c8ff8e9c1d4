"""Real worker processes that can be killed at any moment, and what they poll."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

LEASE = 19.0
GAP = 0.4


@dataclass
class Fleet:
    """Celery workers and beat on one database and one broker; every process is one of ours."""

    environment: dict[str, str]
    folder: Path
    threads: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """A worker (any name), or the one that is called beat."""
        role = ["beat", "-s", str(self.folder / "beat")] if name == "beat" else self._worker(name)
        command = [sys.executable, "-m", "celery", "-A", "tracker", *role, "--loglevel", "WARNING"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def _worker(self, name: str) -> list[str]:
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return ["worker", "-P", "threads", "-c", str(self.threads), "-n", f"{name}@stet", *quiet]

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def logs(self) -> str:
        return "\n".join(
            path.read_text(errors="replace")[-2000:] for path in sorted(self.folder.glob("*.log"))
        )


@contextmanager
def fleet(environment: dict[str, str], folder: Path, workers: int, threads: int = 3) -> Iterator[Fleet]:
    made = Fleet(environment, folder, threads)
    try:
        for name in ["beat", *(f"w{n}" for n in range(workers))]:
            made.start(name)
        yield made
    finally:
        made.stop()


def kill_at_random(made: Fleet, rng: random.Random, times: int, pause: tuple[float, float]) -> None:
    """Kill a worker at a random moment and start another in its place, again and again."""
    for n in range(times):
        time.sleep(rng.uniform(*pause))
        victim = rng.choice([name for name in made.processes if name != "beat"])
        made.kill(victim)
        made.start(f"w{victim.split('.')[0].removeprefix('w')}.{n}")


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
