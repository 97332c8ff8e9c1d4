"""Settings: documented, validated, and a secret key that is nobody else's."""

import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker import secret_key

SETTINGS = (ROOT / "tracker" / "settings.py").read_text()
NAMES = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS)) | {"STET_ENV_FILE"}


def test_readme_lists_every_setting() -> None:
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert listed == NAMES


def test_only_the_settings_read_the_environment() -> None:
    reader = re.compile(r"os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|os\.getenv|Env\(")
    code = [*ROOT.glob("tracker/*.py"), *ROOT.glob("articles/**/*.py"), ROOT / "manage.py"]
    readers = {path.name for path in code if reader.search(path.read_text())}
    assert readers == {"settings.py"}


def refused(tmp_path: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "import tracker.settings"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "STET_ENV_FILE": os.devnull,
            "STET_DATA_DIR": str(tmp_path),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, ""),
        ({"FETCH_HOST_GAP": "0"}, "accepted only together with FETCH_ALLOW_NETS"),
        ({"FETCH_HOST_GAP": "0", "FETCH_ALLOW_NETS": "127.0.0.0/8"}, ""),
        ({"FETCH_HOST_GAP": "-1", "FETCH_ALLOW_NETS": "127.0.0.0/8"}, "FETCH_HOST_GAP"),
        ({"CELERY_BROKER_URL": "pigeon://loft"}, "CELERY_BROKER_URL must begin with"),
        ({"LEASE": "30"}, "LEASE must be 33 seconds or more"),
        ({"FETCH_ALLOW_NETS": "127.0.0.0/8, here"}, "FETCH_ALLOW_NETS: 'here'"),
        ({"STET_TIME_SCALE": "60"}, "FETCH_ALLOW_NETS lists loopback networks alone"),
        ({"STET_TIME_SCALE": "60", "FETCH_ALLOW_NETS": "127.0.0.0/8,10.0.0.0/8"}, "loopback networks alone"),
        ({"STET_TIME_SCALE": "60", "FETCH_ALLOW_NETS": "127.0.0.0/8,::1"}, ""),
        ({"STET_TIME_SCALE": "0.5", "FETCH_ALLOW_NETS": "127.0.0.0/8"}, "from 1 to 10000"),
        ({"STET_TIME_SCALE": "nan", "FETCH_ALLOW_NETS": "127.0.0.0/8"}, "STET_TIME_SCALE"),
        ({"FETCH_CONTACT": "https://fürth.example/"}, "FETCH_CONTACT goes into a header"),
        ({"POLL_THREADS": "0"}, "POLL_THREADS"),
        ({"FETCH_DEADLINE": "0"}, "FETCH_DEADLINE"),
        ({"FEED_INTERVAL": "-5"}, "FEED_INTERVAL"),
        ({"KEEP_SNAPSHOTS": "0"}, "KEEP_SNAPSHOTS"),
        ({"KEEP_SNAPSHOTS_FOR": "0"}, "KEEP_SNAPSHOTS_FOR"),
        ({"KEEP_SNAPSHOTS": "", "KEEP_SNAPSHOTS_FOR": "90d"}, ""),
        ({"PORT": "99999"}, "PORT"),
        ({"PORT": "", "DATABASE_URL": ""}, ""),
        ({"STET_PUBLIC_URL": "stet.example.org"}, "STET_PUBLIC_URL must be like"),
        ({"PORT": "eighty"}, "PORT"),
        ({"STET_PROXIES": "-1"}, "STET_PROXIES"),
        ({"STET_SEARCH_RATE": "10/second"}, ""),
        ({"STET_SEARCH_RATE": "often"}, "STET_SEARCH_RATE: 'often' is no rate"),
        ({"STET_SEARCH_RATE": "1/second, 9/minute"}, "is no rate"),
        ({"STET_SEARCH_RATE": "0/minute"}, "STET_SEARCH_RATE must be 1 or more"),
    ],
)
def test_senseless_settings_are_refused_in_words(
    tmp_path: Path, environment: dict[str, str], message: str
) -> None:
    said = refused(tmp_path, **environment)
    assert message in said
    assert bool(said) == bool(message)


def test_env_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("PORT=9000\nPOLL_THREADS=3\n")
    code = "from tracker import settings; print(settings.PORT, settings.POLL_THREADS)"
    environment = {"STET_ENV_FILE": str(tmp_path / "env"), "STET_DATA_DIR": str(tmp_path), "PORT": "9001"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["9001", "3"]


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: secret_key.read_or_create(path), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]
