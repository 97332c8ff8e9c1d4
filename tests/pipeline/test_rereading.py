"""Snapshots read again: what history becomes, and what of it stays."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article, Capture, Reading, Reextraction, Source, Version
from articles.versioning import Outcome
from tests.newsroom import Newsroom
from tests.pipeline.conftest import A, B, Poll, outcomes

PROMO = "Subscribe to the Post and save on each second issue."


@pytest.fixture
def promoted(newsroom: Newsroom, story: Article, poll: Poll) -> Article:
    """Three versions, of which the second only adds a promotion."""
    for minute, text in [(30, (*A, PROMO)), (90, (*B, PROMO))]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    story.refresh_from_db()
    assert story.versions_count == 3
    return story


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    call_command("reextract", *arguments)
    return capsys.readouterr().out.splitlines()


def test_a_dry_run_says_what_would_change_and_writes_nothing(
    promoted: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    lines = say(capsys, "--dry-run")
    assert lines == [
        f"{promoted.url} version 1: repeats version 0, superseded",
        f"{promoted.url} version 2: reads otherwise now",
        "1 articles would be read again: 2 versions read otherwise, 1 would be superseded.",
    ]
    assert not Reading.objects.exists()
    assert not Reextraction.objects.exists()
    assert not Version.objects.exclude(superseded_by=None).exists()


def test_spurious_versions_are_superseded_and_nothing_is_lost(
    promoted: Article, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    captures = list(Capture.objects.values_list("hash", "fingerprint").order_by("pk"))
    packed = list(Version.objects.values_list("packed", flat=True).order_by("pk"))
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    say(capsys, "--source", promoted.source.slug, "--reason", "promotions")
    zero, one, two = promoted.versions.order_by("number")
    assert (zero.superseded_by, one.superseded_by, two.superseded_by) == (None, zero, None)
    assert PROMO not in two.text.running
    assert client.get(one.get_absolute_url())["Location"] == zero.get_absolute_url()
    assert (
        client.get(f"/articles/{promoted.pk}/diff/1/2/")["Location"] == f"/articles/{promoted.pk}/diff/0/2/"
    )
    changes = promoted.changes.order_by("number")
    assert [(c.number, c.spurious) for c in changes] == [(1, True), (2, False)]
    assert PROMO not in str(changes[1].excerpt)
    assert f"/articles/{promoted.pk}/diff/1/2/" in changes[1].get_absolute_url()
    page = client.get(f"/articles/{promoted.pk}/diff/0/2/").content.decode()
    assert "changed between" in page.lower() or "between" in page
    assert [change.number for change in promoted.changes.visible()] == [2]
    promoted.refresh_from_db()
    assert (promoted.changed_times, promoted.current) == (1, two)
    assert list(Capture.objects.values_list("hash", "fingerprint").order_by("pk")) == captures
    assert list(Version.objects.values_list("packed", flat=True).order_by("pk")) == packed
    entry = Reextraction.objects.get()
    assert (entry.reason, entry.readings_count, entry.superseded_count) == ("promotions", 2, 1)
    assert entry.finished_at is not None
    assert say(capsys) == ["0 articles were read again: 0 versions read otherwise, 0 were superseded."]


def test_a_rule_that_is_taken_back_lets_versions_stand_again(
    promoted: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    say(capsys)
    Source.objects.update(rules={})
    assert f"{promoted.url} version 1: stands again" in say(capsys)
    assert not Version.objects.exclude(superseded_by=None).exists()
    promoted.refresh_from_db()
    assert promoted.changed_times == 2
    assert [c.words_added > 0 for c in promoted.changes.order_by("number")] == [True, True]


def test_new_rules_alone_never_make_a_version(newsroom: Newsroom, promoted: Article, poll: Poll) -> None:
    """The next check reads what is kept by the new rules first."""
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    newsroom.pages["/news/1"].body += b"<!-- another machine -->"
    assert outcomes(poll, 200) == [Outcome.UNCHANGED]
    assert promoted.versions.count() == 3
    assert promoted.versions.get(number=1).superseded_by is not None


def test_an_unknown_source_is_said(story: Article) -> None:
    with pytest.raises(CommandError, match="there are: "):
        call_command("reextract", source="nowhere")
