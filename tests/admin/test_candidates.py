"""The desk's page for what is held, and the one for site furniture."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Article, Candidate, Change, FurnitureSign, SiteFurniture, Source
from articles.pipeline import NotResolved, accept, discard, write_rule
from articles.versioning import Sign, fingerprint
from tests.admin.test_desk import act
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll, minutes, poll, story
from tests.pipeline.test_candidates import LONG

__all__ = ["poll", "story"]
pytestmark = pytest.mark.django_db(transaction=True)

D = (*B[:2], "The minister named a price of 55 million.")
E = (C[0], C[1], A[2])


@pytest.fixture
def held(newsroom: Newsroom, story: Article, poll: Poll) -> Candidate:
    newsroom.publish("/news/1", *A, "Trade unions were not asked by anybody.")
    poll(30, confirm=False)
    return Candidate.objects.get()


def test_a_held_text_is_shown_beside_the_one_that_stands(admin_client: Client, held: Candidate) -> None:
    listed = admin_client.get(reverse("admin:articles_candidate_changelist")).content.decode()
    assert "Trade unions were not asked" in listed
    page = admin_client.get(reverse("admin:articles_candidate_change", args=[held.pk])).content.decode()
    assert page.count("The minister gave no price.") == 2


def test_an_accepted_text_is_a_version_with_its_own_first_sight(
    admin_client: Client, held: Candidate, story: Article
) -> None:
    assert "Accepted" in act(admin_client, "candidate", "accept_texts", held.pk)
    story.refresh_from_db()
    assert (story.versions_count, story.changes_count, story.is_held) == (2, 1, False)
    assert Change.objects.get().not_after == held.first_seen_at
    held.refresh_from_db()
    assert (held.verdict, held.decided_by) == ("accepted", "admin")
    assert LogEntry.objects.get().get_change_message() == "Accepted."
    act(admin_client, "candidate", "accept_texts", held.pk)
    assert Change.objects.count() == 1


def test_a_discarded_text_is_no_version(
    admin_client: Client, held: Candidate, story: Article, poll: Poll
) -> None:
    act(admin_client, "candidate", "discard_texts", held.pk)
    story.refresh_from_db()
    assert (story.versions_count, story.is_held) == (1, False)


def test_a_rule_is_written_from_a_held_text(
    admin_client: Client, newsroom: Newsroom, held: Candidate, story: Article, poll: Poll
) -> None:
    said = act(admin_client, "candidate", "write_rules", held.pk)
    assert r"Trade\ unions\ were\ not\ asked\ by\ anybody\." in said
    assert "were" in LogEntry.objects.get().get_change_message()
    assert Source.objects.get().rules == {"boilerplate": [r"Trade\ unions\ were\ not\ asked\ by\ anybody\."]}
    newsroom.publish("/news/1", *B, "Trade unions were not asked by anybody.")
    poll(60)
    [_, version] = story.versions.order_by("number")
    assert [block.text for block in version.text.blocks] == list(B[1:])


def test_no_rule_is_written_against_lines_of_the_story(
    admin_client: Client, newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *LONG)
    poll(30)
    newsroom.publish("/news/1", LONG[0], LONG[1])
    poll(90)
    shrunken = Candidate.objects.get(kind="suspect")
    assert len(shrunken.whole_lines) == 7
    said = act(admin_client, "candidate", "write_rules", shrunken.pk)
    assert "nothing to write a rule from" in said
    newsroom.publish("/news/1", LONG[0], LONG[1], "Log in to read on, dear reader of the Post.")
    poll(180)
    last = Candidate.objects.held().latest("pk")
    act(admin_client, "candidate", "write_rules", last.pk)
    assert Source.objects.get().rules == {
        "boilerplate": [re.escape("Log in to read on, dear reader of the Post.")]
    }


def test_accepting_the_latest_of_a_chain_tells_it_in_its_order(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    for minute, text in [(30, B), (34, D), (38, E)]:
        newsroom.publish("/news/1", *text)
        poll(minute, confirm=False)
    first, second, third = Candidate.objects.unconfirmed()
    accept(second, "ed", START + timedelta(minutes=39))
    verdicts = Candidate.objects.order_by("pk").values_list("verdict", "decided_by")
    assert list(verdicts) == [("accepted", ""), ("accepted", "ed"), ("", "")]
    with pytest.raises(NotResolved, match="accepted meanwhile"):
        accept(first, "ed", START + timedelta(minutes=39))
    accept(third, "ed", START + timedelta(minutes=40))
    told = [
        (c.from_number, c.to_number, minutes(c.not_before), minutes(c.not_after)) for c in story.changes.all()
    ]
    assert sorted(told) == [(0, 1, 0, 30), (1, 2, 30, 34), (2, 3, 34, 38)]


def test_accepting_a_text_drops_what_came_and_went_before_it(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    for minute, text in [(30, (*A[:2], "Win two seats at the Cafe Royal.")), (34, C)]:
        newsroom.publish("/news/1", *text)
        poll(minute, confirm=False)
    strange, last = Candidate.objects.unconfirmed()
    accept(last, "ed", START + timedelta(minutes=35))
    strange.refresh_from_db()
    story.refresh_from_db()
    assert (strange.verdict, story.versions_count, story.is_held) == ("dropped", 2, False)


def test_what_was_decided_is_not_decided_again(held: Candidate) -> None:
    discard(held, "ed", START)
    for resolve in (accept, discard, write_rule):
        with pytest.raises(NotResolved, match="dropped meanwhile"):
            resolve(held, "fred", START)
    held.refresh_from_db()
    assert (held.verdict, held.decided_by) == ("dropped", "ed")
    assert Source.objects.get().rules == {}


def test_a_text_without_whole_lines_makes_no_rule(
    admin_client: Client, newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", "Another headline", *A[1:])
    poll(30, confirm=False)
    said = act(admin_client, "candidate", "write_rules", Candidate.objects.get().pk)
    assert "nothing to write a rule from" in said
    assert Candidate.objects.held().exists()


def test_drifts_are_announced_as_a_whole(admin_client: Client, held: Candidate) -> None:
    Candidate.objects.update(kind="drift")
    listed = admin_client.get(reverse("admin:articles_candidate_changelist")).content.decode()
    assert "1 articles of" in listed
    assert "shifted alike since 2026-11-24 06:30" in listed


def test_furniture_is_listed_with_its_evidence_and_released(admin_client: Client, story: Article) -> None:
    sign = Sign("line", "Subscribe <now>.", ("Subscribe <now>.",))
    FurnitureSign.objects.note(story, [sign], START)
    row = SiteFurniture.objects.create(
        source=story.source, kind="line", key=sign.key, texts=list(sign.texts), found_at=START,
        digest=FurnitureSign.objects.get().digest,
    )  # fmt: skip
    page = admin_client.get(reverse("admin:articles_sitefurniture_change", args=[row.pk])).content.decode()
    assert story.url in page
    assert "Subscribe &lt;now&gt;." in page
    assert sign.key in SiteFurniture.objects.of(story.pk, story.source_id).lines
    act(admin_client, "sitefurniture", "release", row.pk)
    assert not SiteFurniture.objects.of(story.pk, story.source_id)
    act(admin_client, "sitefurniture", "restore", row.pk)
    assert SiteFurniture.objects.of(story.pk, story.source_id)


def test_what_one_article_gave_is_listed_and_released(
    admin_client: Client, newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    line = A[2]
    FurnitureSign.objects.note(story, [Sign("line", line, (line,))], START)
    sign = FurnitureSign.objects.get()
    assert line in admin_client.get(reverse("admin:articles_furnituresign_changelist")).content.decode()
    page = admin_client.get(reverse("admin:articles_furnituresign_change", args=[sign.pk])).content.decode()
    assert line in page
    assert 'name="key"' not in page
    assert line in SiteFurniture.objects.of(story.pk, story.source_id).lines
    assert Source.objects.get().retell_after is None
    act(admin_client, "furnituresign", "release", sign.pk)
    assert Source.objects.get().retell_after is not None
    sign.refresh_from_db()
    assert (sign.released_at is not None, sign.released_by) == (True, "admin")
    assert not SiteFurniture.objects.of(story.pk, story.source_id)
    assert LogEntry.objects.get().get_change_message() == "Released."
    act(admin_client, "furnituresign", "restore", sign.pk)
    assert line in SiteFurniture.objects.of(story.pk, story.source_id).lines


def test_a_released_sign_counts_no_more_although_it_is_seen_again(story: Article, newsroom: Newsroom) -> None:
    sign = Sign("line", "Subscribe now.", ("Subscribe now.",))
    others = [
        Article.objects.track(newsroom.publish(f"/news/{number}", *A), story.source, START)[0]
        for number in (2, 3, 4)
    ]
    FurnitureSign.objects.note(story, [sign], START)
    FurnitureSign.objects.get().release("ed", START)
    for article in (story, *others[:2]):
        FurnitureSign.objects.note(article, [sign], START)
    assert not SiteFurniture.objects.exists()
    assert FurnitureSign.objects.unreleased(story, [sign]) == []
    assert FurnitureSign.objects.unreleased(others[0], [sign]) == [sign]
    FurnitureSign.objects.note(others[2], [sign], START)
    assert sign.key in SiteFurniture.objects.of(others[0].pk, story.source_id).lines
    assert not SiteFurniture.objects.of(story.pk, story.source_id)
    SiteFurniture.objects.get().release("ed", START)
    assert FurnitureSign.objects.unreleased(others[0], [sign]) == []


def test_a_released_line_is_text_whatever_it_does_afterwards(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    line = "The harbour master will keep his seat, the council decided at night."
    edited = [text.replace("ever since", "by merchants who ask seven angry questions") for text in LONG]
    newsroom.publish("/news/1", *LONG)
    poll(30)
    FurnitureSign.objects.note(story, [Sign("line", line, (line,))], START)
    FurnitureSign.objects.get().release("ed", START)
    for minute, text in [(90, (*LONG, line)), (94, LONG), (98, (*edited, line))]:
        newsroom.publish("/news/1", *text)
        poll(minute, confirm=False)
    version = story.versions.get(number=2)
    assert version.text.blocks[-1].text == line
    assert version.fingerprint == fingerprint(version.text)
    assert not SiteFurniture.objects.of(story.pk, story.source_id)
