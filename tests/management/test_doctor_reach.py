"""`manage.py doctor` tries whether the sites that are polled can be reached."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.management.doctor.finding import Finding, Level
from articles.management.doctor.reach import check_reach
from articles.models import Feed, Host
from tests.factories import make_feed, make_source
from tests.newsroom import Newsroom
from tests.servers import free_port

pytestmark = pytest.mark.django_db


def polled(url: str) -> Feed:
    return make_feed(make_source(), url=url, next_check_at=timezone.now(), last_checked_at=timezone.now())


def found() -> list[Finding]:
    return list(check_reach(timezone.now()))


def test_hosts_are_connected_to_and_told_nothing(newsroom: Newsroom) -> None:
    polled(f"{newsroom.url}/feed")
    polled(f"{newsroom.url}/sport")
    assert [(one.level, one.text) for one in found()] == [(Level.OK, "1 host of feeds can be connected to")]
    assert newsroom.log == []


def test_nothing_that_answers_is_a_failure_with_what_to_look_at() -> None:
    polled(f"http://127.0.0.1:{free_port()}/feed")
    [finding] = found()
    assert finding.level == Level.FAIL
    assert "no connection to 127.0.0.1" in finding.text
    assert "is this machine online" in finding.text


def test_one_host_that_does_not_answer_is_a_warning(newsroom: Newsroom) -> None:
    polled(f"{newsroom.url}/feed")
    polled(f"http://127.0.0.1:{free_port()}/feed")
    [finding] = found()
    assert finding.level == Level.WARN
    assert "others are reached" in finding.text


def test_what_is_left_alone_paused_or_inside_is_not_tried(newsroom: Newsroom) -> None:
    blocked = polled(f"{newsroom.url}/feed")
    Host.objects.filter(pk=blocked.host_id).update(blocked_until=timezone.now() + timedelta(hours=1))
    make_feed(make_source(), url=f"http://127.0.0.1:{free_port()}/feed", next_check_at=None)
    assert found() == []
    polled("http://10.0.0.1/feed")
    [finding] = found()
    assert "is not a public address" in finding.text
