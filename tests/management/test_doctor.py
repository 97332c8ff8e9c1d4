"""`manage.py doctor`: what it finds, what it says to do, and that it fails where something does."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from articles.management.doctor import Level
from articles.management.doctor.configuration import check_configuration, is_local, is_reachable
from articles.models import Article, Feed, Host, Passage, Source
from tests.conftest import ROOT
from tests.factories import make_article, make_day, make_feed, make_source, make_story, make_text
from tests.servers import OwnRedis, free_port

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WIDE = 100


def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """The command as a process with a data folder of its own: its exit status, and what it says, as one line."""
    environment = {
        "PATH": os.environ["PATH"],
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": str(folder),
        **settings,
    }
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, re.sub(r"\s+", " ", done.stdout)


def doctor(*arguments: str) -> str:
    """What it says of the tests' database, whose hosts are nowhere, where nothing fails."""
    told = StringIO()
    call_command("doctor", "--offline", *arguments, stdout=told)
    assert all(len(line) <= WIDE for line in told.getvalue().splitlines())
    return told.getvalue()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_a_database_without_migrations_fails_with_the_command(tmp_path: Path) -> None:
    for arguments in (("doctor",), ("doctor", "--source", "post")):
        status, told = run(tmp_path, *arguments)
        assert status == 1
        assert re.search(r"fail database \d+ migrations are not applied yet: run ./run manage migrate", told)


def test_an_empty_installation_is_told_what_to_do_next(tmp_path: Path) -> None:
    run(tmp_path, "migrate", "--verbosity=0")
    status, told = run(tmp_path, "doctor", FETCH_CONTACT="desk@post.example.org")
    assert status == 0
    assert "ok contact publishers are told desk@post.example.org" in told
    assert "ok database SQLite, all migrations applied" in told
    assert "ok broker in memory" in told
    assert "warn admin nobody can sign in: run ./run manage createsuperuser" in told
    assert "warn sources there is none: ./run manage add_source" in told
    assert told.endswith("0 failed, 2 warnings. ")


def test_a_database_that_is_newer_than_the_code_fails(tmp_path: Path) -> None:
    run(tmp_path, "migrate", "--verbosity=0")
    later = (
        "INSERT INTO django_migrations (app, name, applied) VALUES ('articles', '9999_later', '2030-01-01')"
    )
    run(
        tmp_path,
        "shell",
        "-v0",
        "-c",
        f"from django.db import connection as c; c.cursor().execute({later!r})",
    )
    status, told = run(tmp_path, "doctor")
    assert status == 1
    assert "fail database it is newer than this code, which does not know 9999_later" in told


def test_what_is_no_database_fails(tmp_path: Path) -> None:
    (tmp_path / "stet.sqlite3").write_bytes(b"This is a letter, not a database. " * 99)
    status, told = run(tmp_path, "doctor")
    assert status == 1
    assert "fail database it does not answer: file is not a database" in told


def test_servers_that_do_not_answer_fail(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    status, told = run(
        tmp_path,
        "doctor",
        DATABASE_URL=f"postgres://stet:sesame@{nobody}/stet",
        CELERY_BROKER_URL=f"redis://:sesame@{nobody}/0",
    )
    assert status == 1
    assert "fail database it does not answer" in told
    assert "fail broker Redis does not answer" in told
    assert "ok disk" in told
    assert "sesame" not in told
    assert told.endswith("2 failed, 1 warning. ")


def test_servers_that_answer_are_well(tmp_path: Path, postgres_url: str, own_redis: OwnRedis) -> None:
    servers = {"DATABASE_URL": postgres_url, "CELERY_BROKER_URL": own_redis.url}
    run(tmp_path, "migrate", "--verbosity=0", **servers)
    status, told = run(tmp_path, "doctor", **servers)
    assert status == 0
    assert "ok database PostgreSQL, all migrations applied" in told
    assert "ok broker Redis answers" in told
    assert "ok clock as the database's" in told


@pytest.mark.django_db
def test_the_work_is_counted() -> None:
    now = timezone.now()
    User.objects.create_superuser("ada")
    source = make_source("The Harbour Post")
    make_feed(source, next_check_at=now + HOUR, last_checked_at=now)
    lease = {"lease_until": now - HOUR, "lease_token": "1" * 32}
    for fields in ({"next_check_at": now - HOUR / 2, **lease}, {"failures": 2}, {"paused": True}, {}):
        make_article(source, **{"next_check_at": None, **fields})
    Article.objects.filter(failures=2).update(next_check_at=now + HOUR)
    told = flat(doctor())
    assert "ok admin there is one" in told
    assert "ok feeds 1: 1 checked" in told
    assert "ok articles 4: 2 checked, 1 of these in vain at present, 1 paused, 1 no longer checked" in told
    assert "ok queue 1 due, the longest for about 30 minutes" in told
    assert "warn queue 1 visit broken off" in told
    assert "ok hosts none is blocked or fails" in told


@pytest.mark.django_db
def test_a_queue_that_nobody_works_on_fails() -> None:
    make_article(next_check_at=timezone.now() - 2 * HOUR)
    told = StringIO()
    Host.objects.update(free_at=timezone.now() - HOUR / 2)
    call_command("doctor", stdout=told)
    assert "warn queue 1 due, the longest for about 2 hours: more is due than is fetched" in flat(
        told.getvalue()
    )
    Host.objects.update(free_at=timezone.now() - 2 * HOUR)
    told = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=told)
    assert ended.value.code == 1
    assert "fail queue 1 due, the longest for about 2 hours, and nothing was visited" in flat(told.getvalue())


@pytest.mark.django_db
def test_what_searches_do_not_find_is_said_with_the_command() -> None:
    make_article()
    stories = [make_story([make_text("Tide", "The tide is in.")]) for _ in range(3)]
    assert "ok search every article is indexed" in flat(doctor())
    Passage.objects.forget_all()
    stories[1].hide("A court ordered it.", timezone.now())
    stories[2].versions.get().hide("It named a child.", timezone.now())
    told = flat(doctor())
    assert "warn search 1 article cannot be found, not being indexed: run ./run manage index" in told
    call_command("index", stdout=StringIO(), stderr=StringIO())
    assert "ok search every article is indexed" in flat(doctor())


@pytest.mark.django_db
def test_a_clock_that_was_set_back_is_noticed() -> None:
    feed = make_feed(make_source(), last_checked_at=timezone.now() + DAY)
    Host.objects.filter(pk=feed.host_id).update(free_at=timezone.now() + HOUR)
    told = flat(doctor())
    assert "ok clock as the database's" in told
    assert "warn clock a feed was last polled on" in told
    assert "warn clock 1 host is held until long after any visit ends" in told


@pytest.mark.django_db
def test_each_source_has_a_line_with_its_month() -> None:
    today = timezone.now().date()
    source = make_source("The Harbour Post", slug="a-very-long-name-of-a-source")
    for ago in (1, 29, 30):
        make_day(
            source, today - ago * DAY, feed_polls=50_001, sitemap_polls=24, checks=240, hinted_checks=4,
            confirmations=7, failures=3, articles=9, changes=2,
        )  # fmt: skip
    Source.objects.update(fetches_per_day=350, price=1.34, hints_count=48, hints_right_count=31)
    make_source("Northern Echo", slug="echo")
    lines = doctor().splitlines()
    header = next(line for line in lines if "fetches" in line and "budget" in line)
    rows = {line.split()[1]: line for line in lines if line.startswith("ok ") and len(line) == len(header)}
    figures = ["101k", "100k", "48", "480", "8", "14", "6", "18", "4", "31/48", "350", "1.3"]
    assert rows["a-very-long-nam…"].split()[2:] == figures
    assert rows["echo"].split()[2:] == [*"0" * 9, "-", "-", "1.0"]


@pytest.mark.django_db
def test_what_is_wrong_with_a_source_is_said_under_its_line() -> None:
    now = timezone.now()
    source = make_source("The Harbour Post", slug="post")
    make_feed(
        source, title="News", last_checked_at=now, stopped="its address answered 410: it is gone for good"
    )
    make_feed(
        source,
        url="https://post.example/b",
        title="Sp\x1b[31mort",
        next_check_at=now + HOUR,
        failures=4,
        last_outcome="failed",
        last_error="the server answered 500.\n\x1b[2J",
    )
    make_feed(source, url="https://post.example/c", title="Weather", paused=True)
    blocked = make_feed(source, url="https://post.example/d", title="Fine", next_check_at=now + HOUR)
    Host.objects.filter(pk=blocked.host_id).update(blocked_until=now + DAY)
    told = doctor()
    assert "\x1b" not in told
    told = flat(told)
    assert "News: not polled any more: its address answered 410: it is gone for good" in told
    assert "Sp?[31mort: its last 4 polls brought nothing (failed: the server answered 500. ?[2J)" in told
    assert "Weather" not in told
    assert "Fine" not in told
    assert "warn host post.example:443 is left alone" in told
    assert "warn post " in told


@pytest.mark.django_db
def test_one_source_is_told_in_detail() -> None:
    source = make_source("The Harbour Post", slug="post")
    feed = make_feed(source, next_check_at=timezone.now() + HOUR, last_outcome="unchanged")
    make_day(source, timezone.now().date(), feed_polls=12, checks=9, changes=1)
    told = flat(doctor("--source", "post"))
    assert "ok fetches 21 since" in told
    assert "ok budget None is set." in told
    assert f"ok feed {feed.url}: unchanged" in told
    Feed.objects.update(next_check_at=None, stopped="gone")
    assert f"warn feed {feed.url}: not polled any more: gone" in flat(doctor("--source", "post"))
    with pytest.raises(CommandError, match="There is no source 'none'"):
        doctor("--source", "none")


@pytest.mark.parametrize(
    ("contact", "reachable"),
    [
        ("desk@post.example", True),
        ("mailto:desk@post.example", True),
        ("https://stet.post.example/about/", True),
        ("http://127.0.0.1:8000/about/", False),
        ("http://[::1]/about/", False),
        ("http://192.168.1.4/", False),
        ("https://stet/about/", False),
        ("desk@localhost", False),
        ("@post.example", False),
        ("desk", False),
        ("", False),
        ("gopher://post.example/", False),
    ],
)
def test_whether_a_contact_looks_reachable(contact: str, reachable: bool) -> None:
    assert is_reachable(contact) is reachable


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("10.0.0.1", True),
        ("8.8.8.8", False),
        ("stet.local", True),
        ("post.example", False),
    ],
)
def test_whether_a_name_is_of_this_machine_alone(host: str, local: bool) -> None:
    assert is_local(host) is local


@pytest.mark.parametrize(
    ("fields", "level", "said"),
    [
        ({"PUBLIC_URL": "http://127.0.0.1:8000", "BIND": "127.0.0.1"}, Level.OK, "for this machine alone"),
        ({"PUBLIC_URL": "http://127.0.0.1:8000", "BIND": "0.0.0.0"}, Level.WARN, "set STET_PUBLIC_URL"),
        ({"PUBLIC_URL": "http://stet.post.example"}, Level.WARN, "put a TLS proxy before it"),
        ({"PUBLIC_URL": "https://stet.post.example"}, Level.OK, "https://stet.post.example"),
        ({"FETCH_HOST_GAP": timedelta(0)}, Level.WARN, "set FETCH_HOST_GAP to 2"),
        ({"FETCH_HOST_GAP": timedelta(seconds=2)}, Level.OK, "2 s from one request"),
        ({"PARSE_PROCESSES": 4000}, Level.WARN, "set PARSE_PROCESSES to"),
        ({"PARSE_PROCESSES": 1}, Level.OK, "1 process may parse"),
        ({"DEBUG": True, "PUBLIC_URL": "https://stet.post.example"}, Level.FAIL, "unset STET_DEBUG"),
        ({"DEBUG": True}, Level.WARN, "unset STET_DEBUG"),
        ({"FETCH_ALLOW_NETS": ("10.0.0.0/8",)}, Level.WARN, "10.0.0.0/8"),
        ({"TIME_SCALE": 60.0}, Level.WARN, "60 times as fast"),
    ],
)
def test_settings_that_may_not_be_meant(
    settings: Settings, fields: dict[str, object], level: Level, said: str
) -> None:
    for name, value in fields.items():
        setattr(settings, name, value)
    told = [finding for finding in check_configuration() if said in finding.text]
    assert [finding.level for finding in told] == [level]
