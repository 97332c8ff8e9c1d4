"""What robots.txt forbade is shown to who runs the site."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Feed, Host
from articles.versioning import Outcome
from tests.fetching.loopback import LoopbackServer, page
from tests.politeness.articles import outcomes, publish, track, visit_all
from tests.politeness.feeds import DAY, HOUR, feed_page, poll, server, subscribe

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def forbidden(server: LoopbackServer, transactional_db: None) -> Feed:
    """A feed and two articles of a host that forbids them since its robots.txt was read again, and one it allows."""
    feed_path, paths = "/closed/feed", ("/closed/1", "/closed/2", "/open/3")
    server.answers[feed_path] = feed_page()
    publish(server, *paths)
    feed = subscribe(server, feed_path)
    track(server, *paths)
    visit_all(0 * HOUR)
    server.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /closed/\n")
    assert sorted(outcomes(visit_all(DAY))) == [*[Outcome.FORBIDDEN] * 3, Outcome.UNCHANGED]
    return feed


def links_of(html: str) -> dict[str, str]:
    """From what they say to where they lead."""
    return {text: unescape(href) for href, text in re.findall(r'<a href="([^"]*)">([^<]*)</a>', html)}


def test_a_host_names_what_its_robots_txt_forbids_and_leads_there(
    admin_client: Client, forbidden: Feed
) -> None:
    with LoopbackServer() as other:
        track(other, "/elsewhere")
        Article.objects.filter(url=other.url("/elsewhere")).update(last_outcome=Outcome.FORBIDDEN)
    url = reverse("admin:articles_host_change", args=[forbidden.host_id])
    html = admin_client.get(url).content.decode()
    assert "Disallow: /closed/" in html
    links = links_of(html)
    feeds = admin_client.get(links["1 feeds"]).content.decode()
    assert "1 feed" in feeds
    assert "forbids this address" in feeds
    articles = admin_client.get(links["2 articles"])
    listed = {article.url for article in articles.context["cl"].result_list}
    assert listed == set(Article.objects.filter(url__contains="/closed/").values_list("url", flat=True))


def test_a_host_that_forbids_nothing_says_so(
    server: LoopbackServer, transactional_db: None, admin_client: Client
) -> None:
    track(server, "/news/1")
    html = admin_client.get(
        reverse("admin:articles_host_change", args=[Host.objects.get().pk])
    ).content.decode()
    assert {"0 feeds", "0 articles"} <= set(links_of(html))


@pytest.mark.parametrize(("model", "count"), [("feed", 1), ("article", 2)])
def test_feeds_and_articles_are_found_by_that_outcome(
    admin_client: Client, forbidden: Feed, model: str, count: int
) -> None:
    changelist = reverse(f"admin:articles_{model}_changelist")
    assert "?last_outcome=forbidden" in admin_client.get(changelist).content.decode()
    found = admin_client.get(changelist, {"last_outcome": "forbidden"}).context["cl"]
    assert found.result_count == count
    assert all("robots.txt" in row.last_error for row in found.result_list)


def test_hosts_are_found_by_what_they_answer_for_robots_txt(admin_client: Client, forbidden: Feed) -> None:
    changelist = reverse("admin:articles_host_changelist")
    assert admin_client.get(changelist, {"robots_status": 200}).context["cl"].result_count == 1
    assert admin_client.get(changelist, {"robots_status": 500}).context["cl"].result_count == 0


def test_an_unknown_host_is_no_error(admin_client: Client, transactional_db: None) -> None:
    assert admin_client.get(reverse("admin:articles_host_change", args=[999]), follow=True).status_code == 200
