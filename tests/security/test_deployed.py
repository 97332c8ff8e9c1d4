"""The site as it stands on the open internet: what Django's own checks say of it, and whom it answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

UNSILENCED = """
import django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
settings.SILENCED_SYSTEM_CHECKS = []
print(*sorted(message.id for message in run_checks(include_deployment_checks=True)))
"""
TOLD = "from tracker import settings; print(*(getattr(settings, name) for name in {names!r}))"
COOKIES = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG")


def told(code: str, folder: Path, **environment: str) -> list[str]:
    """What this code prints where the site is deployed."""
    deployed = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": str(folder),
        "STET_PUBLIC_URL": "https://stet.example.org",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=deployed | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.split()


def test_the_only_checks_that_are_silenced_are_of_the_rest_of_the_domain(tmp_path: Path) -> None:
    """HSTS for subdomains, and the browsers' list of them: W005 and W021."""
    assert told(UNSILENCED, tmp_path) == ["security.W005", "security.W021"]


def test_cookies_are_secure_and_plain_http_is_redirected(tmp_path: Path) -> None:
    assert told(TOLD.format(names=COOKIES), tmp_path) == ["True", "True", "True", "False"]


@pytest.mark.parametrize(
    ("more", "names"),
    [("", ["stet.example.org"]), ("www.example.org", ["stet.example.org", "www.example.org"])],
)
def test_only_its_own_names_are_answered(tmp_path: Path, more: str, names: list[str]) -> None:
    code = "from tracker import settings; print(*settings.ALLOWED_HOSTS)"
    allowed = set(told(code, tmp_path, STET_ALLOWED_HOSTS=more))
    assert allowed == {*names, "127.0.0.1", "localhost", "[::1]"}
