"""The desk's page for what is held, and the one for site furniture."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Article, Candidate, Change, FurnitureSign, SiteFurniture, Source
from articles.versioning import Sign
from tests.admin.test_desk import act
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, Poll, poll, story

__all__ = ["poll", "story"]
pytestmark = pytest.mark.django_db(transaction=True)


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
    act(admin_client, "candidate", "write_rules", held.pk)
    assert Source.objects.get().rules == {"boilerplate": [r"Trade\ unions\ were\ not\ asked\ by\ anybody\."]}
    newsroom.publish("/news/1", *B, "Trade unions were not asked by anybody.")
    poll(60)
    [_, version] = story.versions.order_by("number")
    assert [block.text for block in version.text.blocks] == list(B[1:])


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
