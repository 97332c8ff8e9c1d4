"""Adding a source in two steps: what a look shows, that it adds nothing, and that it is added as it was seen."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.discovery import known_feeds
from articles.models import Article, Feed, Preview, Source
from articles.models.preview import PREVIEW_KEPT
from articles.pipeline import add_source
from tests.factories import make_feed, make_source
from tests.newsroom import Newsroom, Page

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "admin:articles_source_add"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def feed(newsroom: Newsroom) -> str:
    """The address of a feed of three stories."""
    for number, word in enumerate(("One", "Two", "Three"), start=1):
        told = f"The {word.lower()} story of the day is told here and has a paragraph of its own."
        newsroom.publish(f"/news/{number}", f"Story {word}", told)
    return newsroom.feed("/feed", "/news/1", "/news/2", "/news/3")


def look(desk: Client, url: str) -> str:
    """Step one; the page that it leads to."""
    response = desk.post(reverse(ADD), {"url": url}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def keep(desk: Client, **fields: str) -> str:
    """Step two, of the latest look."""
    token = Preview.objects.latest("pk").token
    response = desk.post(reverse("admin:articles_source_look", args=[token]), fields, follow=True)
    return response.content.decode()


def test_a_look_shows_what_would_be_kept_and_adds_nothing(
    admin_client: Client, newsroom: Newsroom, feed: str
) -> None:
    page = look(admin_client, feed)
    assert "all that were tried could be read" in page
    for word in ("One", "Two", "Three"):
        assert f'<h3 dir="auto">Story {word}</h3>' in page
        assert f"The {word.lower()} story of the day" in page
    assert "<li>Harbour Post</li>" in page
    assert "lists 3 articles" in page
    assert not Source.objects.exists()
    assert not Article.objects.exists()
    assert not LogEntry.objects.exists()


def test_entries_are_shown_with_their_dates(admin_client: Client, newsroom: Newsroom, feed: str) -> None:
    dated = b"</link><pubDate>Wed, 25 Nov 2026 09:00:00 GMT</pubDate></item>"
    newsroom.pages["/feed"].body = newsroom.pages["/feed"].body.replace(b"</link></item>", dated)
    assert look(admin_client, feed).count('<span class="help">2026-11-25</span>') == 3


def test_it_is_added_as_it_was_seen(admin_client: Client, newsroom: Newsroom, feed: str) -> None:
    look(admin_client, feed)
    newsroom.feed("/feed", "/news/9")
    page = keep(admin_client, name="Harbour", slug="harbour")
    assert "Added Harbour with" in page
    assert "3 articles due for a first check" in page
    source = Source.objects.get()
    assert (source.slug, source.feeds.get().url, Article.objects.count()) == ("harbour", feed, 3)
    assert [asked.status for asked in newsroom.asked("/feed")] == [200]
    assert LogEntry.objects.get().get_edited_object() == source
    assert not Preview.objects.exists()


def test_a_look_is_added_once_and_only_while_it_is_fresh(
    admin_client: Client, newsroom: Newsroom, feed: str
) -> None:
    look(admin_client, feed)
    token = Preview.objects.get().token
    Preview.objects.update(made_at=timezone.now() - PREVIEW_KEPT)
    step_two = reverse("admin:articles_source_look", args=[token])
    page = admin_client.post(step_two, {"name": ""}, follow=True).content.decode()
    assert "look again" in page
    assert not Source.objects.exists()
    look(admin_client, feed)
    keep(admin_client)
    again = admin_client.post(step_two, {"name": ""}, follow=True).content.decode()
    assert "look again" in again
    assert Source.objects.count() == 1


def test_a_slug_that_is_taken_is_said_on_the_form_and_the_look_stays(
    admin_client: Client, newsroom: Newsroom, feed: str
) -> None:
    make_source(slug="harbour")
    look(admin_client, feed)
    assert "a source with the slug" in keep(admin_client, slug="harbour")
    keep(admin_client, slug="other")
    assert Source.objects.get(slug="other").feeds.get().url == feed
    assert len(newsroom.asked("/feed")) == 1


def test_a_site_that_is_known_gets_one_more_feed(admin_client: Client, newsroom: Newsroom, feed: str) -> None:
    source = add_source(newsroom.feed("/sport"), name="Harbour").source
    page = look(admin_client, feed)
    assert f'<option value="{source.pk}" selected>Harbour</option>' in page
    keep(admin_client, source=str(source.pk))
    assert Source.objects.get().feeds.count() == 2
    other = make_source()
    newsroom.feed("/third", "/news/1")
    look(admin_client, f"{newsroom.url}/third")
    assert "Select a valid choice" in keep(admin_client, source=str(other.pk))


def test_the_other_feeds_of_a_page_are_offered(admin_client: Client, newsroom: Newsroom, feed: str) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{path}">'
        for title, path in (("News", "/feed"), ("Sport", "/sport"))
    )
    newsroom.pages["/"] = Page(f"<html><head>{links}</head></html>".encode(), headers=HTML)
    page = look(admin_client, f"{newsroom.url}/")
    assert f'value="{newsroom.url}/sport" aria-label="Look at Sport"' in page
    assert f'value="{newsroom.url}/feed"' not in page


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Page(b"no", 403), "cannot be added: the server answered 403 Forbidden. The site does not serve it"),
        (
            Page(
                b'<html><body><div id="root"></div><script src="/app.js"></script></body></html>',
                headers=HTML,
            ),
            "Without JavaScript, which Stet does not run",
        ),
        (
            Page(b"<html><title>Just a moment...</title><body><p>Verifying.</p></body></html>", headers=HTML),
            "asks whether a person is reading",
        ),
        (Page(b"<html><p>No feed</p></html>", headers=HTML), "names no feed"),
    ],
)
def test_why_nothing_can_be_added_is_said_plainly(
    admin_client: Client, newsroom: Newsroom, page: Page, said: str
) -> None:
    newsroom.pages["/"] = page
    told = look(admin_client, f"{newsroom.url}/")
    assert said in told
    assert "cannot be added" in told
    assert not Preview.objects.exists()


def test_a_feed_that_is_polled_is_named_as_it_is(admin_client: Client, feed: str) -> None:
    add_source(feed, slug="harbour")
    assert f"cannot be added: {feed} is polled already, for the source" in look(admin_client, feed)


def test_a_site_that_serves_some_of_its_articles_is_told_of_with_the_reason(
    admin_client: Client, newsroom: Newsroom, feed: str
) -> None:
    newsroom.pages["/news/1"] = newsroom.pages["/news/3"] = Page(b"no", 403)
    said = (
        "1 of 3 articles that were tried could be read. The server answered 403 Forbidden. The site does not"
    )
    page = look(admin_client, feed)
    assert f'<p class="verdict partly">{said}' in page
    assert page.count("The server answered 403") == 3


def test_a_site_that_does_not_serve_its_articles_is_told_of(
    admin_client: Client, newsroom: Newsroom, feed: str
) -> None:
    newsroom.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /news/2", headers={})
    newsroom.pages["/news/1"] = Page(b"no", 403)
    shell = b'<html><body><div id="root"></div><script src="/app.js"></script></body></html>'
    newsroom.pages["/news/3"] = Page(shell, headers=HTML)
    page = look(admin_client, feed)
    [verdict] = re.findall(r'<p class="verdict no">(.*?)</p>', page)
    told, *reasons = verdict.split(" could be read. ")
    assert (told, len(reasons)) == ("None of the 3 articles that were tried", 1)
    for reason in (
        "The server answered 403 Forbidden. The site does not serve it to programs",
        "forbids this address. Stet keeps to that",
        "no text on the page without JavaScript",
    ):
        assert reason in verdict
        assert page.count(reason) == 2
    assert "Add and track" in page


def test_known_feeds_are_offered_and_looked_at_by_one_click(admin_client: Client, client: Client) -> None:
    page = admin_client.get(reverse(ADD)).content.decode()
    assert 12 <= len(known_feeds()) <= 15
    for feed in known_feeds():
        assert f'<button name="url" value="{feed.url}"' in page
    assert '<details class="panel" open>' in page
    assert reverse(ADD) in client.get(reverse("front")).content.decode()
    make_feed(make_source(), url=known_feeds()[0].url)
    after = admin_client.get(reverse(ADD)).content.decode()
    assert "polled already" in after
    assert f'value="{known_feeds()[0].url}"' not in after
    assert '<details class="panel" open>' not in after


def test_only_who_may_add_sources_looks(
    client: Client, admin_client: Client, feed: str, newsroom: Newsroom
) -> None:
    look(admin_client, feed)
    step_two = reverse("admin:articles_source_look", args=[Preview.objects.get().token])
    for address in (reverse(ADD), step_two):
        assert client.get(address).status_code == 302
    assert Feed.objects.count() == 0


class _Live(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.live += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.live += [tag] if tag in ("img", "iframe", "style") else []


def test_nothing_that_a_site_says_is_live(admin_client: Client, newsroom: Newsroom) -> None:
    payload = "<img src=x onerror=alert(1)>"
    newsroom.publish(
        "/news/1", payload, f"{payload} is what this whole paragraph is all about, from here to there."
    )
    look(admin_client, newsroom.feed("/feed", "/news/1", title=payload))
    page = admin_client.get(reverse("admin:articles_source_look", args=[Preview.objects.get().token]))
    parser = _Live()
    parser.feed(page.content.decode())
    assert parser.live == []
    assert "&lt;img" in page.content.decode()
