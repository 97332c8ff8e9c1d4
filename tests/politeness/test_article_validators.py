"""What a server said of a version of its page goes back to it as it came."""

import pytest

from articles.versioning import Outcome
from tests.fetching.loopback import LoopbackServer
from tests.politeness.articles import outcomes, story_page, track, visit_all
from tests.politeness.feeds import HOUR, MINUTE, asked_for, conditions, not_modified, server

__all__ = ["server"]
pytestmark = pytest.mark.django_db(transaction=True)
MONDAY, TUESDAY = "Mon, 02 Nov 2026 08:00:00 GMT", "Tue, 03 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        ('"1"', MONDAY),
        ('W/"1"', ""),
        ('w/"lower"', MONDAY),
        ("unquoted", ""),
        ('"', ""),
        ('""', ""),
        ("*", ""),
        ("'single'", "2026-11-02T08:00:00Z"),
        ('"a "b" c"', "Mon Nov  2 08:00:00 2026"),
        ('"two  spaces; and, commas"', "Monday, 02-Nov-26 08:00:00 GMT"),
        ('"\xe9\xff\xa0x"', "lundi, 2 ao\xfbt"),
        ('"1"', "0"),
        ("", MONDAY),
        ("", f"{MONDAY} "),
        ("", ""),
    ],
)
def test_they_are_echoed_byte_for_byte_and_never_invented(
    server: LoopbackServer, transactional_db: None, etag: str, last_modified: str
) -> None:
    """White space around a value is no part of it (RFC 9110, 5.5)."""
    dates = ("Date: Wed, 04 Nov 2026 08:00:00 GMT", "Expires: Wed, 04 Nov 2026 09:00:00 GMT", "Age: 7")
    fields = [f"ETag: {etag}"] * bool(etag) + [f"Last-Modified: {last_modified}"] * bool(last_modified)
    server.answers["/news/1"] = story_page(*fields, *dates)
    track(server, "/news/1")
    for times in range(3):
        visit_all(times * HOUR)
    sent = [conditions(headers) for headers in asked_for(server, "/news/1")]
    assert sent == [("", ""), (etag, last_modified.strip()), (etag, last_modified.strip())]
    names = {name for headers in asked_for(server, "/news/1")[1:] for name in headers if "If-" in name}
    assert ("If-None-Match" in names, "If-Modified-Since" in names) == (bool(etag), bool(last_modified))


def test_new_ones_are_kept_of_every_answer_a_304_included(
    server: LoopbackServer, transactional_db: None
) -> None:
    answers = [
        story_page('ETag: "1"', f"Last-Modified: {MONDAY}"),
        not_modified('ETag: "2"'),
        not_modified(f"Last-Modified: {TUESDAY}"),
        not_modified(),
        story_page('ETag: "3"'),
        story_page(f"Last-Modified: {TUESDAY}"),
        story_page(),
        story_page(),
    ]
    track(server, "/news/1")
    seen = []
    for times, answer in enumerate(answers):
        server.answers["/news/1"] = answer
        seen += outcomes(visit_all(times * HOUR))
    assert seen == [Outcome.NEW_VERSION, *[Outcome.UNCHANGED] * 7]
    assert [conditions(headers) for headers in asked_for(server, "/news/1")] == [
        ("", ""),
        ('"1"', MONDAY),
        ('"2"', MONDAY),
        ('"2"', TUESDAY),
        ('"2"', TUESDAY),
        ('"3"', ""),
        ("", TUESDAY),
        ("", ""),
    ]


def test_an_answer_that_is_not_the_page_takes_none_away(
    server: LoopbackServer, transactional_db: None
) -> None:
    server.answers["/news/1"] = story_page('ETag: "1"', f"Last-Modified: {MONDAY}")
    track(server, "/news/1")
    visit_all(0 * HOUR)
    refused = ["500 Oh", "403 Forbidden", "404 Not Found"]
    for times, status in enumerate(refused):
        server.answers["/news/1"] = story_page('ETag: "error"', status=status)
        visit_all((times + 1) * HOUR)
    server.answers["/news/1"] = not_modified()
    assert outcomes(visit_all(9 * HOUR)) == [Outcome.UNCHANGED]
    sent = [conditions(headers) for headers in asked_for(server, "/news/1")]
    assert sent == [("", ""), *[('"1"', MONDAY)] * 4]


def test_those_of_a_text_that_is_held_are_not_sent_before_it_stands(
    server: LoopbackServer, transactional_db: None
) -> None:
    server.answers["/news/1"] = story_page('ETag: "1"')
    track(server, "/news/1")
    visit_all(0 * HOUR)
    other = "The harbour is closed again after a new storm warning, and the ferries stay."
    server.answers["/news/1"] = story_page('ETag: "2"', text=other)
    assert outcomes(visit_all(HOUR)) == [Outcome.CANDIDATE]
    assert outcomes(visit_all(HOUR + 5 * MINUTE)) == [Outcome.NEW_VERSION]
    visit_all(2 * HOUR)
    sent = [conditions(headers)[0] for headers in asked_for(server, "/news/1")]
    assert sent == ["", '"1"', "", '"2"']
