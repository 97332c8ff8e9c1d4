"""Suspects: one of a kind waits, for as long as it must, and what the desk discarded is not held again."""

from datetime import timedelta

import pytest

from articles.fetching import Response
from articles.models import Article, Candidate, Capture, Change, LeaseLost
from articles.pipeline import accept, discard
from articles.pipeline.deciding import decide_on
from articles.pipeline.recording import Sighting, record
from articles.pipeline.visiting import Answer
from articles.text import ArticleText, Block
from articles.versioning import Outcome, is_alike, is_one_kind, suspicion
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll, claim_one, minutes, outcomes
from tests.pipeline.test_candidates import LONG

STUB = (LONG[0], "Please come back later to read it.")
DAY = 24 * 60


def broken(number: int) -> tuple[str, ...]:
    """A stub that differs at each check."""
    return LONG[0], f"Something went wrong here, dear reader: error {number}."


@pytest.fixture
def long_story(newsroom: Newsroom, story: Article, poll: Poll) -> Article:
    """An article whose long text stands as version 1 since minute 30."""
    newsroom.publish("/news/1", *LONG)
    poll(30)
    return story


@pytest.fixture
def stub(newsroom: Newsroom, long_story: Article, poll: Poll) -> Candidate:
    """What its page shows instead since minute 90."""
    newsroom.publish("/news/1", *STUB)
    poll(90)
    return Candidate.objects.held().get()


def test_a_stub_that_differs_in_details_is_one_suspect(
    newsroom: Newsroom, long_story: Article, poll: Poll
) -> None:
    captures = Capture.objects.count()
    for number, minute in enumerate([90, 150, 210, 300, 400, 500]):
        newsroom.publish("/news/1", *broken(7919 * number))
        assert outcomes(poll, minute) == [Outcome.CANDIDATE]
    suspect = Candidate.objects.get(kind="suspect")
    assert (suspect.sightings, suspect.verdict) == (6, "")
    assert (minutes(suspect.first_seen_at), minutes(suspect.last_seen_at)) == (90, 500)
    assert Capture.objects.count() == captures + 1


def test_one_suspect_of_a_kind_waits(newsroom: Newsroom, stub: Candidate, poll: Poll) -> None:
    newsroom.publish("/news/1", *broken(1))
    poll(150)
    assert list(
        Candidate.objects.filter(kind="suspect").order_by("pk").values_list("verdict", flat=True)
    ) == [
        "dropped",
        "",
    ]


def test_suspects_of_two_kinds_wait_beside_each_other(
    newsroom: Newsroom, long_story: Article, stub: Candidate, poll: Poll
) -> None:
    sorry = ("Harbour Post", "What you are looking for is not here any more, dear reader of the Post.")
    for number in (7, 8):
        Article.objects.track(newsroom.publish(f"/news/{number}", *sorry), long_story.source, START)
        poll(100 + number)
    newsroom.publish("/news/1", *sorry)
    poll(150)
    suspects = Candidate.objects.held().filter(article=long_story)
    assert [one.reason.split()[0] for one in suspects.order_by("pk")] == ["only", "the"]
    newsroom.publish("/news/1", *STUB)
    poll(300)
    poll(90 + DAY)
    stub.refresh_from_db()
    assert stub.verdict == "accepted"
    assert not suspects.exists()


def test_what_stays_but_for_details_is_what_the_page_says(
    newsroom: Newsroom, long_story: Article, poll: Poll
) -> None:
    for number, minute in enumerate([90, 150, 90 + DAY]):
        newsroom.publish("/news/1", *broken(7919 * number))
        last = poll(minute, confirm=False)
    assert last[0].outcome == Outcome.NEW_VERSION
    assert minutes(long_story.changes.latest("number").not_after) == 90
    held = Candidate.objects.held().get()
    assert (held.kind, held.text.blocks[0].text) == ("unconfirmed", broken(2 * 7919)[1])
    assert outcomes(poll, 94 + DAY) == [Outcome.NEW_VERSION]
    assert long_story.versions.latest("number").text.blocks[0].text == broken(2 * 7919)[1]


def test_two_sights_are_no_stay(stub: Candidate, poll: Poll) -> None:
    assert outcomes(poll, 90 + DAY) == [Outcome.CANDIDATE]
    assert outcomes(poll, 700 + DAY) == [Outcome.NEW_VERSION]


def test_a_discarded_text_is_neither_held_again_nor_taken_for_the_standing_one(
    newsroom: Newsroom, long_story: Article, stub: Candidate, poll: Poll
) -> None:
    rows = [model.objects.count() for model in (Capture, Candidate)]
    discard(stub, "ed", START)
    for minute in (200, 300, 400):
        [report] = poll(minute)
        assert (report.outcome, report.detail) == (
            Outcome.CANDIDATE,
            "the desk discarded this text before.",
        )
    assert newsroom.asked("/news/1")[-1].status == 200
    long_story.refresh_from_db()
    assert minutes(long_story.last_seen_at) == 42
    assert [model.objects.count() for model in (Capture, Candidate)] == rows
    newsroom.publish("/news/1", *LONG[:-1], LONG[-1].replace("ever", "always"))
    poll(2000)
    assert minutes(Change.objects.latest("number").not_before) == 42
    long_story.refresh_from_db()
    assert minutes(long_story.last_seen_at) == 2004


def test_a_discarded_stub_is_known_by_more_than_its_details(
    newsroom: Newsroom, long_story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *broken(1))
    poll(90)
    discard(Candidate.objects.held().get(), "ed", START)
    newsroom.publish("/news/1", *broken(7919))
    poll(150)
    assert not Candidate.objects.held().exists()
    newsroom.publish("/news/1", *STUB)
    poll(210)
    assert Candidate.objects.held().get().text.blocks[0].text == STUB[1]


def test_an_edit_that_the_desk_discarded_is_not_held_again(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    poll(30, confirm=False)
    Article.objects.update(last_modified="Tue, 24 Nov 2026 06:00:00 GMT")
    discard(Candidate.objects.get(), "ed", START)
    kept = Article.objects.values_list("etag", "last_modified", "body_sha256", "page_fingerprint", "is_held")
    assert kept.get() == ("", "", "", "", False)
    assert outcomes(poll, 34, 100) == [Outcome.CANDIDATE] * 2
    assert Candidate.objects.count() == 1
    newsroom.publish("/news/1", *A)
    assert outcomes(poll, 200) == [Outcome.UNCHANGED]
    newsroom.publish("/news/1", *C)
    assert outcomes(poll, 300) == [Outcome.NEW_VERSION]


def test_what_the_desk_discards_while_a_check_is_made_is_no_state(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    poll(30, confirm=False)
    held = Candidate.objects.get()
    at = START + timedelta(minutes=34)
    answer = Answer(Response(story.url, 200, {}, newsroom.pages["/news/1"].body), at, at)
    article = claim_one(at)
    verdict = decide_on(article, answer, held.text)
    assert [state.candidate for state in verdict.states] == [held]
    discard(held, "ed", START)
    with pytest.raises(LeaseLost, match="decided on"):
        record(article, Sighting(answer, held.text, verdict))
    assert not Change.objects.exists()


def test_what_the_rules_dropped_is_held_again(newsroom: Newsroom, stub: Candidate, poll: Poll) -> None:
    newsroom.publish("/news/1", *LONG)
    assert outcomes(poll, 200) == [Outcome.UNCHANGED]
    newsroom.publish("/news/1", *STUB)
    poll(300)
    assert Candidate.objects.filter(kind="suspect").count() == 2


def test_while_another_text_waits_nothing_of_its_page_is_kept(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    story.refresh_from_db()
    standing = (story.body_sha256, story.page_fingerprint, story.etag)
    assert all(standing)
    newsroom.publish("/news/1", *B)
    poll(30, confirm=False)
    story.refresh_from_db()
    assert (story.body_sha256, story.page_fingerprint, story.etag) == standing
    poll(34)
    story.refresh_from_db()
    assert story.etag == newsroom.pages["/news/1"].etag


def test_after_the_desk_accepted_a_text_the_page_itself_is_read(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    poll(30, confirm=False)
    accept(Candidate.objects.get(), "ed", START)
    newsroom.publish("/news/1", *A)
    poll(60)
    [_, back] = story.changes.order_by("number")
    assert (back.from_number, back.to_number, back.is_return) == (1, 0, True)
    newsroom.publish("/news/1", *C)
    assert outcomes(poll, 200) == [Outcome.NEW_VERSION]


FULL = ArticleText("Port to be sold", (Block("p", "a" * 100),))


@pytest.mark.parametrize(
    ("left", "free", "reason"),
    [
        (29, True, "only 29% of the text is left."),
        (30, True, ""),
        (59, False, "the page now says that not everyone may read it, and 59% of the text is left."),
        (60, False, ""),
        (59, True, ""),
    ],
)
def test_what_is_suspect(left: int, free: bool, reason: str) -> None:
    assert suspicion(FULL, ArticleText("Port to be sold", (Block("p", "a" * left),), free=free)) == reason


def test_a_teaser_of_what_was_no_longer_than_a_teaser_is_none() -> None:
    walled = ArticleText("Port to be sold", (Block("p", "a" * 100),), free=False)
    assert suspicion(walled, ArticleText("Port to be sold", (Block("p", "a" * 50),), free=False)) == ""


def test_reasons_and_suspects_are_alike_but_for_details() -> None:
    assert is_one_kind("only 12% of the text is left.", "only 3% of the text is left.")
    assert not is_one_kind("only 12% of the text is left.", "the page now says no.")
    one, other, more = (
        ArticleText("Post", tuple(Block("p", line) for line in lines))
        for lines in (broken(1), broken(2), (*broken(2), "Trade unions were not asked."))
    )
    assert is_alike(one, other)
    assert not is_alike(one, more)
    assert not is_alike(more, one)
