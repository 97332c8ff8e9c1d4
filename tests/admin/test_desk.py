"""The admin: adding by address, pausing, checking now, hiding."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Feed, Source, Version
from articles.pipeline import add_source
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, Poll, poll, story

__all__ = ["poll", "story"]
pytestmark = pytest.mark.django_db(transaction=True)


def act(desk: Client, model: str, action: str, *rows: int, **fields: str) -> str:
    """Run an action of the model's list; the page that follows."""
    data = {"action": action, "_selected_action": list(map(str, rows)), "index": "0", **fields}
    response = desk.post(reverse(f"admin:articles_{model}_changelist"), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("model", ["source", "feed", "article", "version", "host"])
def test_lists_and_pages_open(admin_client: Client, story: Article, model: str) -> None:
    assert "Harbour" in admin_client.get(reverse("admin:articles_source_changelist")).content.decode()
    assert admin_client.get(reverse(f"admin:articles_{model}_changelist"), {"q": "port"}).status_code == 200
    row = apps.get_model("articles", model).objects.get()
    page = admin_client.get(reverse(f"admin:articles_{model}_change", args=[row.pk]))
    assert page.status_code == 200
    for button in ("_save", "_continue", "_addanother"):
        assert (f'name="{button}"' in page.content.decode()) is (model == "source")


def test_a_feed_and_an_article_are_added_by_address(admin_client: Client, newsroom: Newsroom) -> None:
    source = add_source(newsroom.feed("/feed"), AT_START).source
    admin_client.post(
        reverse("admin:articles_feed_add"), {"url": newsroom.feed("/sport"), "source": str(source.pk)}
    )
    assert source.feeds.count() == 2
    newsroom.publish("/letters/9", "A letter", "Sir, the harbour is not for sale, and never was.")
    admin_client.post(reverse("admin:articles_article_add"), {"url": f"{newsroom.url}/letters/9"})
    assert Article.objects.get().versions_count == 1


def test_pause_resume_and_check_now(admin_client: Client, story: Article) -> None:
    act(admin_client, "article", "pause", story.pk)
    story.refresh_from_db()
    assert (story.paused, story.next_check_at) == (True, None)
    assert "stay paused" in act(admin_client, "article", "check_now", story.pk)
    act(admin_client, "article", "resume", story.pk)
    Article.objects.update(next_check_at=timezone.now() + timedelta(days=9))
    act(admin_client, "article", "check_now", story.pk)
    story.refresh_from_db()
    assert story.next_check_at is not None
    assert story.next_check_at <= timezone.now()
    act(admin_client, "feed", "pause", story.feed_id or 0)
    assert Feed.objects.get().paused


def test_hiding_needs_a_public_reason_and_is_undone(
    admin_client: Client, story: Article, client: Client
) -> None:
    assert "Nothing was hidden" in act(admin_client, "article", "hide", story.pk)
    assert client.get(story.get_absolute_url()).status_code == 200
    act(admin_client, "article", "hide", story.pk, reason="A court order of 3 March")
    answer = client.get(story.get_absolute_url())
    assert answer.status_code == 451
    assert "A court order of 3 March" in answer.content.decode()
    act(admin_client, "article", "unhide", story.pk)
    assert client.get(story.get_absolute_url()).status_code == 200


def test_a_hidden_version_hides_its_changes_only(
    admin_client: Client, newsroom: Newsroom, story: Article, poll: Poll, client: Client
) -> None:
    for minute, price in [(30, "40"), (90, "41"), (150, "42")]:
        newsroom.publish(
            "/news/1", "Port to be sold", "The port will be sold.", f"The price is {price} million."
        )
        poll(minute)
    version = story.versions.get(number=1)
    act(admin_client, "version", "hide", version.pk, reason="Names a minor")
    assert [c.hidden for c in story.changes.order_by("number")] == [True, True, False]
    assert client.get(version.get_absolute_url()).status_code == 451
    assert client.get(f"/articles/{story.pk}/diff/0/1/").status_code == 451
    assert client.get(f"/articles/{story.pk}/diff/2/3/").status_code == 200
    act(admin_client, "version", "unhide", version.pk)
    assert not story.changes.filter(hidden=True).exists()


def test_texts_are_read_only(admin_client: Client, story: Article) -> None:
    version = Version.objects.get()
    url = reverse("admin:articles_version_change", args=[version.pk])
    assert "The minister gave no price." in admin_client.get(url).content.decode()
    admin_client.post(url, {"headline": "Forged", "fingerprint": "0" * 64})
    version.refresh_from_db()
    assert version.headline == "Port to be sold"
    for row in (story, version):
        delete = reverse(f"admin:articles_{row._meta.model_name}_delete", args=[row.pk])
        assert admin_client.post(delete, {"post": "yes"}).status_code == 403


def test_rules_are_validated(admin_client: Client, story: Article) -> None:
    url = reverse("admin:articles_source_change", args=[story.source_id])
    form = {
        "name": "Harbour",
        "slug": "harbour",
        "home_url": "",
        "feeds-TOTAL_FORMS": 0,
        "feeds-INITIAL_FORMS": 0,
    }
    page = admin_client.post(url, {**form, "rules": '{"body": "div["}'}).content.decode()
    assert "no CSS selector" in page
    admin_client.post(url, {**form, "rules": '{"body": "div.story"}'})
    assert Source.objects.get().rules == {"body": "div.story"}


def test_every_page_has_the_sites_icon(admin_client: Client, client: Client) -> None:
    for name in ("index", "articles_source_changelist", "articles_source_add", "auth_user_add"):
        assert '<link rel="icon"' in admin_client.get(reverse(f"admin:{name}")).content.decode()
    client.logout()
    assert '<link rel="icon"' in client.get(reverse("admin:login")).content.decode()


def test_an_anonymous_visitor_sees_no_desk(client: Client) -> None:
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("admin:articles_source_add")).status_code == 302
