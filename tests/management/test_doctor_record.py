"""What `manage.py doctor` says of the record: its anchors, and its newest captures."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from articles.management.doctor import Finding, Level
from articles.management.doctor.record import check_anchors, check_integrity
from articles.models import Article, Capture
from articles.pipeline import verify_newest, write_anchor
from tests.factories import make_story, make_text
from tests.management.test_doctor import doctor

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def story(db: None, tmp_path: Path, settings: Any) -> Article:
    settings.ANCHORS_DIR = tmp_path / "anchors"
    return make_story([make_text("Tide", "The tide is in."), make_text("Tide", "The tide is out.")])


def only(findings: Any) -> tuple[Level, str]:
    [finding] = findings
    assert isinstance(finding, Finding)
    return finding.level, finding.text


def test_the_age_of_the_newest_anchor_is_said(story: Article, settings: Any) -> None:
    now = timezone.now()
    write_anchor(settings.ANCHORS_DIR, now - 3 * DAY)
    level, text = only(check_anchors(now))
    assert (level, "is about 3 days old: is a worker running?" in text) == (Level.WARN, True)
    write_anchor(settings.ANCHORS_DIR, now - 5 * HOUR)
    level, text = only(check_anchors(now))
    assert level == Level.OK
    assert f"the newest is about 5 hours old, in {settings.ANCHORS_DIR}; copy them to another machine" in text


def test_anchors_are_missed_once_they_should_be_there(story: Article) -> None:
    now = story.captures.earliest("pk").fetched_at
    assert only(check_anchors(now + DAY))[0] == Level.OK
    level, text = only(check_anchors(now + 3 * DAY))
    assert (level, "./run manage anchors writes one" in text) == (Level.WARN, True)


def test_the_newest_captures_are_verified(story: Article) -> None:
    assert "ok integrity the newest 2 captures looked at, as written" in " ".join(doctor("--offline").split())
    Capture.objects.filter(number=1).update(status=404)
    level, text = only(check_integrity(timezone.now()))
    assert level == Level.FAIL
    assert f"article {story.pk} ({story.url}), capture 1: its hash is not that of its row" in text


def test_what_is_verified_is_bounded_by_time(story: Article) -> None:
    assert verify_newest(timedelta(0)) == (1, [])
    assert verify_newest(timedelta(minutes=1)) == (2, [])


@pytest.mark.django_db
def test_nothing_to_verify_is_well() -> None:
    assert only(check_integrity(timezone.now())) == (Level.OK, "nothing was captured yet")
