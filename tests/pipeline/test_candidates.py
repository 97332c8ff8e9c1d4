"""Texts that are held: until they are seen again, until they have stayed, or until the desk says what they are."""

import itertools
from datetime import timedelta

import pytest

from articles.models import Article, Candidate, Change, FurnitureSign, SiteFurniture, Source, Version
from articles.versioning import Outcome, Sign
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll, minutes, outcomes

LONG = (
    "Port to be sold",
    *(
        f"The {nth} of the quays was built by the town itself, and it has been paid for ever since."
        for nth in "abcdefgh"
    ),
)
NOTE = "Correction: an earlier version of this article named the wrong minister."
PROMOS = (
    "Subscribe now and save.",
    "Holidays by the lake with a boat.",
    "Our podcast of the tide.",
    "Win two seats.",
)


def test_a_differing_text_is_held_and_fetched_again_without_validators(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    [report] = poll(30, confirm=False)
    assert (report.outcome, report.detail) == (Outcome.CANDIDATE, "unconfirmed; it is looked at again soon.")
    story.refresh_from_db()
    assert (story.is_held, story.versions_count, minutes(story.next_check_at)) == (True, 1, 34)
    assert minutes(story.last_seen_at) == 0
    assert outcomes(poll, 34) == [Outcome.NEW_VERSION]
    assert "If-None-Match" not in newsroom.asked("/news/1")[-1].headers
    change = Change.objects.get()
    assert (minutes(change.not_before), minutes(change.not_after)) == (0, 30)
    assert change.capture == Candidate.objects.get().capture
    story.refresh_from_db()
    assert (story.is_held, Candidate.objects.get().verdict) == (False, "accepted")


def test_an_edit_between_two_sights_is_told_in_its_order(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    for minute, text in [(30, B), (34, C), (38, C)]:
        newsroom.publish("/news/1", *text)
        poll(minute, confirm=False)
    changes = Change.objects.order_by("number")
    assert [(c.from_number, c.to_number) for c in changes] == [(0, 1), (1, 2)]
    assert [(minutes(c.not_before), minutes(c.not_after)) for c in changes] == [(0, 30), (30, 34)]


def test_what_was_seen_once_before_the_page_went_is_told(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    poll(30, confirm=False)
    newsroom.pages["/news/1"].status = 404
    poll(34, confirm=False)
    assert not story.changes.exists()
    poll(38)
    [change] = story.changes.all()
    assert (change.to_number, minutes(change.not_after)) == (1, 30)
    assert [(event.kind, minutes(event.happened_at)) for event in story.events.all()] == [("removed", 34)]
    story.refresh_from_db()
    assert (story.is_held, story.current.number) == (False, 1)


def test_a_line_that_was_released_is_missed_once_it_goes(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    line = "Subscribe now and save on every second issue."
    FurnitureSign.objects.note(story, [Sign("line", line, (line,))], START)
    newsroom.publish("/news/1", *B, line)
    poll(30)
    FurnitureSign.objects.get().release("ed", START)
    newsroom.publish("/news/1", *B)
    poll(90)
    assert [(change.from_number, change.to_number) for change in story.changes.order_by("number")] == [
        (0, 1),
        (1, 2),
    ]
    newsroom.publish("/news/1", *B, line)
    poll(150)
    assert story.changes.get(number=3).to_number == 1


def test_a_text_that_has_shrunk_waits_for_a_day(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *LONG)
    poll(30)
    newsroom.publish("/news/1", LONG[0], "Please come back later to read it.")
    poll(90)
    held = Candidate.objects.get(kind="suspect")
    assert "of the text is left" in held.reason
    poll(180)
    newsroom.publish("/news/1", *LONG)
    assert outcomes(poll, 300) == [Outcome.UNCHANGED]
    held.refresh_from_db()
    assert (held.sightings, held.verdict) == (2, "dropped")


def test_a_suspect_that_stays_is_what_the_page_says(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *LONG)
    poll(30)
    newsroom.publish("/news/1", LONG[0], "Please come back later to read it.")
    poll(90)
    poll(600)
    assert Version.objects.count() == 2
    assert outcomes(poll, 90 + 24 * 60) == [Outcome.NEW_VERSION]
    change = Change.objects.latest("number")
    assert minutes(change.not_after) == 90


def test_the_same_text_at_several_addresses_is_no_story(newsroom: Newsroom, poll: Poll) -> None:
    source = Source.objects.create(name="Post", slug="post")
    sorry = ("Harbour Post", "What you are looking for is not here any more, dear reader of the Post.")
    for number in range(4):
        url = newsroom.publish(f"/news/{number}", *sorry)
        Article.objects.track(url, source, START)
        poll(number)
    assert Version.objects.count() == 2
    assert Candidate.objects.filter(kind="suspect", reason__contains="several addresses").count() == 2
    newsroom.publish("/news/3", *A)
    poll(60 * 24)
    assert Article.objects.get(url__endswith="/3").versions_count == 1


@pytest.fixture
def town(newsroom: Newsroom, poll: Poll) -> list[Article]:
    """Six articles of one source."""
    source = Source.objects.create(name="Post", slug="post")
    for number in range(6):
        text = (
            f"Story {number}",
            f"The {number}th story of the day has one long paragraph of its own.",
            *LONG[1:4],
        )
        Article.objects.track(newsroom.publish(f"/news/{number}", *text), source, START)
    poll(0)
    return list(Article.objects.order_by("pk"))


def edit_all(newsroom: Newsroom, line: str) -> None:
    for number in range(6):
        body = newsroom.pages[f"/news/{number}"].body.replace(
            b"</article>", f"<p>{line}</p></article>".encode()
        )
        newsroom.pages[f"/news/{number}"].body = body


def test_one_shift_in_many_articles_is_a_drift(newsroom: Newsroom, town: list[Article], poll: Poll) -> None:
    edit_all(newsroom, "Follow the Post wherever you like to be followed by it.")
    poll(60)
    assert set(Candidate.objects.values_list("kind", "verdict")) == {
        ("unconfirmed", "dropped"),
        ("drift", ""),
    }
    assert Candidate.objects.held().count() == 6
    assert not Change.objects.exists()
    poll(24 * 60)
    assert not Change.objects.exists()


def test_one_line_that_goes_from_story_after_story_is_news(
    newsroom: Newsroom, town: list[Article], poll: Poll
) -> None:
    for number in range(6):
        page = newsroom.pages[f"/news/{number}"]
        page.body = page.body.replace(b"</article>", b"<p>This story has been told to its end.</p></article>")
        poll(150 * (number + 1))
    assert [article.changes.count() for article in town] == [1] * 6


def test_what_alternates_without_end_is_neither_fetched_nor_kept_without_end(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    titles = itertools.cycle([A[0], "Who wants a port?"])
    newsroom.before = lambda path: newsroom.publish("/news/1", next(titles), *A[1:]) and None
    for minute in range(30, 30 + 4 * 60, 4):
        poll(minute, confirm=False)
    assert len(newsroom.asked("/news/1")) < 30
    assert story.captures.count() <= 8
    assert story.versions.count() == 2
    assert [change.flapping for change in story.changes.order_by("number")] == [False, False, True]


def test_one_correction_in_many_articles_is_caught_in_each(
    newsroom: Newsroom, town: list[Article], poll: Poll
) -> None:
    edit_all(newsroom, NOTE)
    poll(60)
    assert Change.objects.count() == 6


def test_what_rotates_on_three_articles_is_the_site_s_furniture(
    newsroom: Newsroom, town: list[Article], poll: Poll
) -> None:
    texts = {path: page.body for path, page in newsroom.pages.items()}
    asked = iter(PROMOS * 100)

    def rotate(path: str) -> None:
        if path in texts:
            promo = f'<p class="promo">{next(asked)}</p></article>'
            newsroom.pages[path].body = texts[path].replace(b"</article>", promo.encode())

    newsroom.before = rotate
    for minute in range(60, 600, 60):
        poll(minute)
    assert not Change.objects.exists()
    [furniture] = SiteFurniture.objects.all()
    assert (furniture.kind, "promo" in furniture.key, set(furniture.texts) <= set(PROMOS)) == (
        "place",
        True,
        True,
    )
    assert FurnitureSign.objects.values("article").distinct().count() >= 3
    furniture.release("ed", START + timedelta(days=1))
    texts["/news/9"] = newsroom.pages["/news/0"].body
    newsroom.before = lambda path: None
    assert SiteFurniture.objects.of(town[0].pk, town[0].source_id).places == frozenset()
