"""One check: what becomes a version, and what leaves no row."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from articles.extraction import page_fingerprint
from articles.models import Article, Candidate, Capture, Change, Event, Source, Version
from articles.pipeline import accept, work_on
from articles.versioning import Outcome
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll, claim_one, minutes, outcomes


def test_a_b_a_c_gives_three_versions_and_three_changes_with_honest_intervals(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    for minute, text in [(30, A), (66, B), (106, A), (146, A), (182, C)]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    story.refresh_from_db()
    changes = list(story.changes.order_by("number"))
    assert [(c.number, c.from_number, c.to_number) for c in changes] == [(1, 0, 1), (2, 1, 0), (3, 0, 2)]
    assert [(minutes(c.not_before), minutes(c.not_after)) for c in changes] == [
        (30, 66),
        (70, 106),
        (146, 182),
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


def test_the_interval_grows_while_nothing_happens_and_restarts_with_a_version(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    def interval_after_a_check_at(minute: int) -> timedelta:
        poll(minute)
        story.refresh_from_db()
        assert minutes(story.last_checked_at) >= minute
        assert story.interval is not None
        return story.interval

    quiet = [interval_after_a_check_at(minute) for minute in (30, 120, 480)]
    assert quiet[0] < quiet[1] < quiet[2]
    newsroom.pages["/news/1"].status = 500
    assert interval_after_a_check_at(960) == quiet[2]
    newsroom.publish("/news/1", *B)
    assert interval_after_a_check_at(1440) < quiet[2]


def test_an_article_that_never_changes_is_given_up(story: Article, poll: Poll) -> None:
    Article.objects.update(
        first_seen_at=START - timedelta(days=60),
        last_changed_at=None,
        next_check_at=START + timedelta(minutes=1),
    )
    poll(2)
    story.refresh_from_db()
    assert story.next_check_at is None
    assert poll(10**6, everything=True) == []


def test_alternating_texts_are_one_flapping_change_beyond_the_second_return(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    for step, text in enumerate([B, A, B, A, B, A], start=1):
        newsroom.publish("/news/1", *text)
        poll(step * 240)
    assert [c.flapping for c in story.changes.order_by("number")] == [False, False, True]
    newsroom.publish("/news/1", *C)
    poll(2400)
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
    [report] = poll(90)
    assert (report.outcome, "CSS selector" in report.detail) == (Outcome.FAILED, True)


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


def test_what_no_text_is_read_from_is_not_extracted_again(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    page = newsroom.pages["/news/1"]
    page.validators = False
    Article.objects.update(checks_count=story.pk % 100 + 1)
    page.body = page.body.replace(b"<footer>", b"<footer><script>visit = 7</script>")
    assert outcomes(poll, 30) == [Outcome.UNCHANGED]
    assert Source.objects.get().audits_count == 0
    Article.objects.update(checks_count=story.pk % 100)
    page.body = page.body.replace(b"visit = 7", b"visit = 8")
    assert outcomes(poll, 70) == [Outcome.UNCHANGED]
    source = Source.objects.get()
    assert (source.audits_count, source.audit_mismatches_count) == (1, 0)
    newsroom.publish("/news/1", *B)
    assert outcomes(poll, 200) == [Outcome.NEW_VERSION]


def test_a_known_fingerprint_that_told_no_truth_is_counted(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    page = page_fingerprint(newsroom.pages["/news/1"].body, story.url)
    Article.objects.update(checks_count=story.pk % 100, page_fingerprint=page)
    assert outcomes(poll, 30) == [Outcome.NEW_VERSION]
    source = Source.objects.get()
    assert (source.audits_count, source.audit_mismatches_count) == (1, 1)


def test_what_the_desk_decides_during_a_check_stands(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *B)
    poll(30, confirm=False)
    later = START + timedelta(minutes=34)

    def decide(path: str) -> None:
        accept(Candidate.objects.get(), "ed", later)
        connection.close()

    row = claim_one(later)
    newsroom.before = decide
    assert work_on(row, lambda: later) is None
    assert Candidate.objects.get().verdict == "accepted"
    assert (story.versions.count(), story.changes.count()) == (2, 1)


def test_rules_that_find_nothing_any_more_are_told(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    Source.objects.update(rules={"body": "main.story", "headline": "h1"})
    for minute, text in zip(range(60, 360, 60), [B, C, A, B, C], strict=True):
        newsroom.publish("/news/1", *text)
        Article.objects.update(next_check_at=START)
        poll(minute, confirm=False)
    source = Source.objects.get()
    assert source.rotten_rules == ["body"]
    Source.objects.update(rules={"body": "main", "headline": "h1"})
    newsroom.publish("/news/1", *B)
    poll(600)
    assert Source.objects.get().unmatched_rules == {}


WALL = (
    b"<html><head><title>Before you continue</title></head><body><h1>We value your privacy</h1>"
    b"<p>We and our partners use cookies and process personal data with your consent. Accept all cookies, or manage "
    b"your privacy preferences.</p><button>Accept</button></body></html>"
)


def test_a_wall_is_never_a_version_and_an_event_once_it_stays(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.pages["/news/1"].body = WALL
    assert outcomes(poll, 30) == [Outcome.WALLED]
    story.refresh_from_db()
    assert (story.versions_count, story.walled_since) == (1, START + timedelta(minutes=30))
    assert not story.events.exists()
    for hours in (25, 60):
        Article.objects.update(next_check_at=START)
        poll(hours * 60)
    assert [event.kind for event in story.events.all()] == ["walled"]
    newsroom.publish("/news/1", *A)
    Article.objects.update(next_check_at=START)
    assert outcomes(poll, 70 * 60) == [Outcome.UNCHANGED]
    story.refresh_from_db()
    assert story.walled_since is None


def test_a_paywall_that_is_put_up_is_an_event(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *B)
    page = newsroom.pages["/news/1"]
    told = b'<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Port to be sold", '
    page.body = page.body.replace(b"</head>", told + b'"isAccessibleForFree": false}</script></head>')
    poll(30)
    event = story.events.get()
    assert (event.kind, event.happened_at) == ("walled", START + timedelta(minutes=30))
    assert not story.versions.get(number=1).text.free
