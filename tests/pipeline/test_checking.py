"""One check: what becomes a version, what becomes an event, and what leaves no row."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article, Capture, Change, Event, Host, Source, Version
from articles.pipeline import claim_due, work_on
from articles.versioning import Outcome
from tests.newsroom import Newsroom, Page, open_newsroom
from tests.pipeline.conftest import START, Poll

A = ("Port to be sold", "The port will be sold.", "The minister gave no price.")
B = ("Port to be sold", "The port will be sold.", "The minister named a price of 41 million.")
C = ("Port not to be sold", "The port will not be sold.", "The minister named a price of 41 million.")


def minutes(at: Any) -> float:
    return (at - START) / timedelta(minutes=1)


def outcomes(poll: Poll, *at: float) -> list[str]:
    return [report.outcome for minute in at for report in poll(minute)]


def test_a_b_a_c_gives_three_versions_and_three_changes_with_honest_intervals(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    for minute, text in [(30, A), (66, B), (96, A), (126, A), (162, C)]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    story.refresh_from_db()
    changes = list(story.changes.order_by("number"))
    assert [(c.number, c.from_number, c.to_number) for c in changes] == [(1, 0, 1), (2, 1, 0), (3, 0, 2)]
    assert [(minutes(c.not_before), minutes(c.not_after)) for c in changes] == [
        (30, 66),
        (66, 96),
        (126, 162),
    ]
    assert [c.is_return for c in changes] == [False, True, False]
    assert list(story.versions.order_by("number").values_list("number", flat=True)) == [0, 1, 2]
    assert (story.versions_count, story.changes_count, story.headline) == (3, 3, "Port not to be sold")
    assert changes[0].excerpt
    assert changes[0].words_added > 0
    assert [block.text for block in story.versions.get(number=1).text.blocks] == list(B[1:])


def test_an_unchanged_page_leaves_no_row(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    rows = [model.objects.count() for model in (Capture, Version, Change, Event)]
    assert outcomes(poll, 30) == [Outcome.UNCHANGED]
    assert newsroom.asked("/news/1")[-1].status == 304
    newsroom.pages["/news/1"].validators = False
    assert outcomes(poll, 66) == [Outcome.UNCHANGED]
    newsroom.pages["/news/1"].body += b"<!-- served by machine 7 -->"
    assert outcomes(poll, 110) == [Outcome.UNCHANGED]
    assert [model.objects.count() for model in (Capture, Version, Change, Event)] == rows
    story.refresh_from_db()
    assert story.checks_count == 4
    assert minutes(story.last_seen_at) == 110


def test_the_interval_grows_by_a_fifth_and_restarts_with_a_version(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    def wait() -> float:
        story.refresh_from_db()
        return minutes(story.next_check_at) - minutes(story.last_checked_at)

    assert wait() == 30
    poll(30)
    assert wait() == pytest.approx(36)
    newsroom.pages["/news/1"].status = 500
    poll(66)
    assert wait() == pytest.approx(43.2)
    newsroom.publish("/news/1", *B)
    poll(120)
    assert wait() == 30


def test_an_article_that_never_changes_is_given_up(story: Article, poll: Poll) -> None:
    Article.objects.update(interval=timedelta(days=34), next_check_at=START + timedelta(minutes=1))
    poll(2)
    story.refresh_from_db()
    assert story.next_check_at is None
    assert poll(10**6, everything=True) == []


def test_alternating_texts_are_one_flapping_change_beyond_the_second_return(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    for step, text in enumerate([B, A, B, A, B, A], start=1):
        newsroom.publish("/news/1", *text)
        poll(step * 60)
    assert [c.flapping for c in story.changes.order_by("number")] == [False, False, True]
    newsroom.publish("/news/1", *C)
    poll(600)
    last = story.changes.get(number=4)
    assert (last.from_number, last.to_number) == (0, 2)


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (b"", 200, Outcome.FAILED),
        (b"<html><body></body></html>", 200, Outcome.FAILED),
        (b"%PDF-1.7 ...", 200, Outcome.FAILED),
        (b"<p>Forbidden</p>", 403, Outcome.BLOCKED),
        (b"<p>Payment required</p>", 402, Outcome.BLOCKED),
        (b"<p>Oops</p>", 500, Outcome.FAILED),
        (b"<p>Not found</p>", 404, Outcome.GONE),
        (b"<p>Gone</p>", 410, Outcome.GONE),
    ],
)
def test_what_brings_no_text_is_never_a_version(
    newsroom: Newsroom, story: Article, poll: Poll, body: bytes, status: int, outcome: Outcome
) -> None:
    newsroom.pages["/news/1"].body, newsroom.pages["/news/1"].status = body, status
    assert outcomes(poll, 30) == [outcome]
    story.refresh_from_db()
    assert (story.versions_count, story.failures, story.last_outcome) == (1, 1, outcome)
    assert story.last_error
    newsroom.publish("/news/1", *A)
    assert outcomes(poll, 70) == [Outcome.UNCHANGED]
    story.refresh_from_db()
    assert (story.failures, story.last_error) == (0, "")


def test_removal_and_return_are_events_once_each(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.pages["/news/1"].status = 404
    poll(30)
    poll(70)
    story.refresh_from_db()
    assert minutes(story.removed_at) == 30
    newsroom.pages["/news/1"].status = 200
    poll(120)
    story.refresh_from_db()
    assert story.removed_at is None
    events = story.events.order_by("happened_at")
    assert [(e.kind, minutes(e.happened_at)) for e in events] == [("removed", 30), ("back", 120)]


def test_a_redirect_to_the_home_page_is_a_removal(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/", "Harbour Post", "All the news of the harbour, every day of the week.")
    newsroom.pages["/news/1"].status = 302
    newsroom.pages["/news/1"].headers = {"Location": "/"}
    assert outcomes(poll, 30) == [Outcome.GONE]
    assert story.versions.count() == 1


def test_a_moved_story_is_followed_and_known_by_both_addresses(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    moved = newsroom.publish("/news/2026/port", *A)
    newsroom.pages["/news/1"].status = 301
    newsroom.pages["/news/1"].headers = {"Location": "/news/2026/port"}
    assert outcomes(poll, 30, 70) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert Article.objects.known_as(moved) == story
    assert [(e.kind, e.detail) for e in story.events.all()] == [("redirected", moved)]


def test_a_host_that_asks_for_patience_is_left_alone(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.pages["/news/1"].status = 429
    newsroom.pages["/news/1"].headers = {"Retry-After": "7200"}
    assert outcomes(poll, 30) == [Outcome.BLOCKED]
    asked = len(newsroom.log)
    assert poll(100, everything=True) == []
    assert len(newsroom.log) == asked
    newsroom.publish("/news/1", *A)
    assert outcomes(poll, 151) == [Outcome.UNCHANGED]


def test_robots_txt_is_read_once_a_day_and_obeyed(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    assert len(newsroom.asked("/robots.txt")) == 1
    newsroom.pages["/robots.txt"] = robots = Page(b"User-agent: Stet\nDisallow: /news/")
    robots.headers = {"Content-Type": "text/plain"}
    poll(30)
    assert len(newsroom.asked("/robots.txt")) == 1
    asked = len(newsroom.asked("/news/1"))
    report = poll(25 * 60)[0]
    assert report.outcome == Outcome.BLOCKED
    assert "robots.txt" in report.detail
    assert poll(25 * 60 + 1, everything=True)[0].outcome == Outcome.BLOCKED
    assert len(newsroom.asked("/robots.txt")) == 2
    assert len(newsroom.asked("/news/1")) == asked


def test_a_redirect_to_another_host_is_followed_by_that_hosts_robots_txt(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    with open_newsroom() as other:
        other.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /closed")
        for path in ("/open", "/closed"):
            other.publish(path, *A)
        newsroom.pages["/news/1"] = Page(b"", 302, {"Location": f"{other.url}/closed"})
        [report] = poll(30)
        assert (report.outcome, "robots.txt" in report.detail) == (Outcome.BLOCKED, True)
        newsroom.pages["/news/1"].headers = {"Location": f"{other.url}/open"}
        assert outcomes(poll, 70) == [Outcome.UNCHANGED]
        assert [asked.path for asked in other.log] == ["/robots.txt", "/open"]


def test_what_a_page_claims_of_itself_cannot_stop_its_check(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    page = newsroom.pages["/news/1"]
    claims = (
        f'<link rel=canonical href="/{"a" * 3000}"><meta property=article:published_time content=2099-01-01>'
    )
    page.body = page.body.replace(b"<head>", f"<head>{claims}".encode())
    assert outcomes(poll, 30) == [Outcome.NEW_VERSION]
    story.refresh_from_db()
    assert story.published_at is None
    assert story.aliases.count() == 0


def test_a_source_s_rules_decide_what_is_read(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    Source.objects.update(rules={"boilerplate": ["The minister gave.*"]})
    newsroom.publish("/news/1", *A, "Trade unions were not asked.")
    poll(30)
    blocks = [block.text for block in story.versions.get(number=1).text.blocks]
    assert blocks == ["The port will be sold.", "Trade unions were not asked."]
    Source.objects.update(rules={"body": "p["})
    newsroom.publish("/news/1", *B)
    [report] = poll(60)
    assert (report.outcome, "CSS selector" in report.detail) == (Outcome.FAILED, True)


def test_a_lost_lease_writes_nothing(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    at = START + timedelta(minutes=30)
    [row] = claim_due(at, 10)
    assert list(claim_due(at, 10)) == []
    newsroom.publish("/news/1", *B)
    Article.objects.get(pk=story.pk).pause()
    assert work_on(row, lambda: at) is None
    assert (Version.objects.count(), Change.objects.count(), Capture.objects.count()) == (1, 0, 1)


def test_two_workers_on_one_article_make_one_version(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *B)
    at, later = START + timedelta(minutes=30), START + timedelta(minutes=40)
    [slow] = claim_due(at, 10)
    Host.objects.update(free_at=START)
    [quick] = claim_due(later, 10)
    assert work_on(quick, lambda: later) is not None
    assert work_on(slow, lambda: at) is None
    assert Change.objects.count() == 1
    assert story.versions.count() == 2


def test_a_fault_of_ours_is_recorded_and_does_not_repeat_at_once(
    newsroom: Newsroom, story: Article, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    Version.objects.update(packed=b"\xffbroken")
    newsroom.publish("/news/1", *B)
    assert outcomes(poll, 30, 31) == [Outcome.FAILED]
    assert "CodecError" in caplog.text


def test_an_interval_is_told_by_when_pages_were_asked_for_and_had_come(
    newsroom: Newsroom, story: Article, settings: Any
) -> None:
    """The change must lie between: before robots.txt, turns and slow answers would be too early."""
    Article.objects.update(next_check_at=timezone.now())
    [row] = claim_due(timezone.now(), 10)
    work_on(row, timezone.now)
    served = []

    def edit(path: str) -> None:
        time.sleep(0.3)
        newsroom.publish("/news/1", *B)
        served.append(timezone.now())

    newsroom.before = edit
    Article.objects.update(next_check_at=timezone.now())
    [row] = claim_due(timezone.now(), 10)
    begun = timezone.now()
    work_on(row, timezone.now)
    change = Change.objects.get()
    assert change.not_before < begun
    assert change.not_after >= served[-1]


def test_a_clock_that_was_set_back_gives_no_interval_that_ends_before_it_begins(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    poll(-600, everything=True)
    Article.objects.update(next_check_at=START - timedelta(minutes=600), last_checked_at=None)
    poll(-600)
    change = Change.objects.get()
    assert change.not_before == change.not_after == START - timedelta(minutes=600)


def test_what_is_hidden_during_a_check_stays_hidden(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *B)
    newsroom.before = lambda path: Article.objects.get().hide("A court order", START)
    poll(30)
    assert [change.hidden for change in Change.objects.all()] == [True]
    newsroom.before = lambda path: None
    Article.objects.get().unhide()
    assert [change.hidden for change in Change.objects.all()] == [False]
    assert list(Event.objects.values_list("kind", "hidden")) == [("hidden", False)]


def test_a_hidden_version_lends_no_headline(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *C)
    poll(30)
    story.versions.get(number=1).hide("Libel", START)
    story.refresh_from_db()
    assert story.headline == A[0]
    for minute, text in [(60, A), (90, C)]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    story.refresh_from_db()
    assert story.headline == A[0]
    assert [change.hidden for change in story.changes.all()] == [True, True, True]
    story.versions.get(number=1).unhide()
    story.refresh_from_db()
    assert story.headline == C[0]


def test_the_first_way_to_a_page_is_no_event(newsroom: Newsroom, poll: Poll) -> None:
    newsroom.publish("/news/2026/port", *A)
    newsroom.pages["/go/1"] = Page(b"", 302, {"Location": "/news/2026/port"})
    source = Source.objects.create(name="Post", slug="post")
    article, _ = Article.objects.track(f"{newsroom.url}/go/1", source, START)
    assert outcomes(poll, 0) == [Outcome.NEW_VERSION]
    assert Article.objects.known_as(f"{newsroom.url}/news/2026/port") == article
    assert not article.events.exists()


def test_another_site_s_address_is_not_taken(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    with open_newsroom() as other:
        theirs = other.publish("/theirs", *A)
        newsroom.pages["/news/1"] = Page(b"", 302, {"Location": theirs})
        assert outcomes(poll, 30) == [Outcome.UNCHANGED]
        assert Article.objects.known_as(theirs) is None


def test_robots_txt_that_asks_for_patience_is_granted_it(newsroom: Newsroom, poll: Poll) -> None:
    newsroom.publish("/news/1", *A)
    newsroom.pages["/robots.txt"] = Page(b"", 503, {"Retry-After": "86400"})
    source = Source.objects.create(name="Post", slug="post")
    Article.objects.track(f"{newsroom.url}/news/1", source, START)
    assert outcomes(poll, 0) == [Outcome.BLOCKED]
    assert poll(23 * 60, everything=True) == []
    assert len(newsroom.log) == 1


def test_captures_are_chained(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *B)
    poll(30)
    first, second = story.captures.order_by("number")
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    for capture in (first, second):
        assert capture.sealed() == capture.hash
    assert second.snapshot.body == newsroom.pages["/news/1"].body
    assert second.snapshot.base == first.snapshot
    second.sha256 = "0" * 64
    assert second.sealed() != second.hash


def test_a_capture_s_hash_does_not_depend_on_the_zone_of_its_clock(
    newsroom: Newsroom, story: Article
) -> None:
    newsroom.publish("/news/1", *B)
    call_command("poll", at="2026-11-24T08:30+02:00")
    capture = story.captures.get(number=1)
    assert capture.fetched_at == START + timedelta(minutes=30)
    assert capture.sealed() == capture.hash
