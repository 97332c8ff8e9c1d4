"""The commands of docker-compose.yml as real processes on this machine, against real servers."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.deployment import compose


class Deployment:
    """What the image holds and its data folder, with the servers of this machine; `settings` are those of `.env`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.image = _image(folder / "app")
        services = compose.read({"POSTGRES_PASSWORD": "sesame", **settings})["services"]
        self.services: dict[str, dict[str, Any]] = services
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "STET_ENV_FILE": os.devnull,
            **settings,
        }

    def run(self, service: str, command: Sequence[str] = (), timeout: float = 60) -> str:
        """What this command, or else the service's own, prints. Fails where it does."""
        done = subprocess.run(
            command or self.services[service]["command"],
            cwd=self.image,
            env=self._environment_of(service),
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
        assert done.returncode == 0, f"{command or service}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def is_healthy(self, service: str) -> bool:
        """Whether the service's health check succeeds within its own time limit."""
        check = self.services[service]
        done = subprocess.run(
            compose.health_check(check),
            cwd=self.image,
            env=self._environment_of(service),
            capture_output=True,
            check=False,
            timeout=float(check["healthcheck"]["timeout"].removesuffix("s")),
        )
        return done.returncode == 0

    @contextmanager
    def running(self, service: str) -> Iterator["Process"]:
        """The service's command, killed at the end if it is still there."""
        process = Process(
            self.services[service], self.image, self._environment_of(service), self.log(service)
        )
        try:
            yield process
        finally:
            process.end()

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def _environment_of(self, service: str) -> dict[str, str]:
        """As Docker puts it together: what the file says outranks `.env`. The volume at /data is a folder here."""
        whole = self.environment | self.services[service].get("environment", {})
        return whole | {"STET_DATA_DIR": str(self.folder / "data")}


class Process:
    def __init__(self, service: dict[str, Any], folder: Path, environment: dict[str, str], log: Path) -> None:
        self.grace = float(service.get("stop_grace_period", "10s").removesuffix("s"))
        with log.open("w") as output:
            self._process = subprocess.Popen(
                service["command"], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def stop(self) -> float:
        """SIGTERM, as Docker does it; the seconds that it took. Fails where Docker would have killed it."""
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(self.grace)
        return time.monotonic() - begun

    @property
    def code(self) -> int | None:
        return self._process.poll()

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()


def _image(folder: Path) -> Path:
    folder.mkdir()
    for name in compose.copied():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    return folder
