"""An installation of its own: a data folder, a database, and the commands that its admin runs."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


class Installation:
    """Migrated, and otherwise empty; on SQLite unless `settings` say otherwise."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "STET_ENV_FILE": os.devnull,
            "STET_DATA_DIR": str(folder),
            **settings,
        }
        self.manage("migrate", "--verbosity=0")

    def manage(self, *arguments: str | Path) -> str:
        """What the command says; it must succeed."""
        status, told = self.run(*arguments)
        assert status == 0, told
        return told

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        """The command's exit status, and what it says."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr
