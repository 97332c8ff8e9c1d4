"""`manage.py backup` and `restore`: all that is kept, from one database into another, or nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from articles.management.backup.contents import kept_models
from articles.models import Alert, Article, Candidate, Feed, Host, Passage, Preview, Source
from articles.pipeline import reextract, verify
from tests.management.backing_up import all_rows, backup, restore
from tests.management.installation import Installation
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll
from tests.pipeline.meddling import elsewhere, meddling

PROMO = "Subscribe to the Post and save on each second issue."
ODD = 210.000123
"""Minutes, with microseconds."""
GO_ON = """
from django.contrib.auth.models import User
from django.utils import timezone
from articles.models import Article, Source
article, _ = Article.objects.track("https://post.example/news/of-today", Source.objects.get(), timezone.now())
User.objects.create_user("ada")
print(article.pk)
"""


@pytest.fixture
def kept(newsroom: Newsroom, lived: Article, poll: Poll) -> Article:
    """Some of all: a text that was read again, one that is held, an article that is hidden, users, alerts, leases."""
    newsroom.publish("/news/1", *A, PROMO)
    poll(ODD)
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    assert len(list(reextract(None, "ed", "", START))) == 1
    newsroom.publish("/news/1", *C)
    poll(300, confirm=False)
    assert Candidate.objects.held().exists()
    other, _ = Article.objects.track(
        newsroom.publish("/news/2", "Straße 5 \U0001f30a", "עברית"), lived.source, START
    )
    poll(301, confirm=False)
    other.refresh_from_db()
    other.hide("by order of a court", START)
    user = User.objects.create_user("ed", password="sesame", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    LogEntry.objects.log_actions(user.pk, [lived], CHANGE)
    Alert.objects.create(name="ports", owner=user, emails="ed@post.example", seen_at=10**9)
    Preview.objects.create(made_at=timezone.now(), wanted="https://post.example/")
    lived.refresh_from_db()
    return lived


def pages(client: Client, article: Article) -> dict[str, Any]:
    own = f"/articles/{article.pk}/"
    addresses = ["/", "/sources/", "/feed.rss", "/feed.json", own, f"{own}versions/1/", f"{own}diff/0/1/"]
    addresses += [f"{own}feed.atom", "/search/?q=minister", "/search/?q=price+-41"]
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content for address, answer in answers.items()}


# There and back -------------------------------------------------------------------------------------------


def test_all_comes_back_and_goes_on(
    tmp_path: Path, newsroom: Newsroom, kept: Article, poll: Poll, client: Client
) -> None:
    path = tmp_path / "stet.backup"
    rows, shown = all_rows(), pages(client, kept)
    assert all(
        rows[label] for label in ("articles.candidate", "articles.reading", "articles.notice", "auth.user")
    )
    assert f"Written to {path}: " in backup(path)
    newsroom.publish("/news/1", *B)
    poll(500)
    User.objects.all().delete()
    assert all_rows() != rows
    told = restore(path, "--replace")
    assert "Restored as of " in told
    assert "2 articles, " in told
    assert all_rows() == rows
    assert pages(client, kept) == shown
    assert User.objects.get().check_password("sesame")
    assert not Preview.objects.exists()
    assert [one.faults for one in verify()] == [(), ()]
    newsroom.publish("/news/1", *B)
    newsroom.publish("/news/3", "Tide", "The tide is in.")
    Article.objects.track(f"{newsroom.url}/news/3", kept.source, START)
    poll(600)
    poll(700)
    assert {one.pk for one in Article.objects.all()} > {row["id"] for row in rows["articles.article"]}
    assert [one.faults for one in verify()] == [(), (), ()]
    assert Passage.objects.filter(article__url__endswith="/news/3").exists()


def test_it_moves_from_one_kind_of_database_to_the_other_and_back(
    tmp_path: Path, kept: Article, client: Client, postgres_url: str
) -> None:
    rows, shown = all_rows(), pages(client, kept)
    first, second, third = (tmp_path / f"{number}.backup" for number in range(3))
    backup(first)
    theirs = Installation(tmp_path / "theirs", DATABASE_URL=postgres_url)
    light = Installation(tmp_path / "light")
    assert "./run manage verify" in theirs.manage("restore", first)
    theirs.manage("backup", second)
    light.manage("restore", second)
    assert "All is as it was written." in light.manage("verify")
    assert "All is as it was written." in theirs.manage("verify", "--quick")
    light.manage("backup", third)
    for moved in (theirs, light):
        told = moved.manage("shell", "--verbosity=0", "--command", GO_ON)
        assert int(told) > max(row["id"] for row in rows["articles.article"])
    restore(third, "--replace")
    assert all_rows() == rows
    assert pages(client, kept) == shown


def test_what_is_written_meanwhile_is_not_in_it_and_waits_for_nothing(
    tmp_path: Path, newsroom: Newsroom, lived: Article, poll: Poll
) -> None:
    rows, path = all_rows(), tmp_path / "stet.backup"
    newsroom.publish("/news/1", *C)

    with meddling(elsewhere(lambda: poll(300)), before='FROM "articles_version"'):
        backup(path)
    assert lived.versions.count() == 3
    restore(path, "--replace")
    assert all_rows() == rows
    assert [one.faults for one in verify()] == [()]


def test_nothing_is_under_way_in_what_is_restored(tmp_path: Path, kept: Article) -> None:
    later = timezone.now() + timedelta(days=1)
    for queue in (Article, Feed):
        queue.objects.update(lease_token="1" * 32, lease_until=later)
    Host.objects.update(held=True, free_at=later)
    backup(tmp_path / "stet.backup")
    restore(tmp_path / "stet.backup", "--replace")
    for queue in (Article, Feed):
        assert set(queue.objects.values_list("lease_token", "lease_until")) == {(None, None)}
    assert set(Host.objects.values_list("held", flat=True)) == {False}
    assert Host.objects.free().count() == Host.objects.count()
    assert Alert.objects.get().seen_at == 0


def test_every_model_is_kept_or_named_as_left_out() -> None:
    kept = {model._meta.label_lower for model in kept_models()}
    rest = {model._meta.label_lower for model in apps.get_models() if not model._meta.proxy} - kept
    mine = {label for label in rest if not label.startswith("axes.")}
    assert mine == {"articles.preview", "auth.permission", "contenttypes.contenttype", "sessions.session"}
