"""What other sites and programs are told of a page: its summary, its address, and what it is about."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from lxml.html import document_fromstring

from tests.factories import START, make_source, make_story, make_text
from tests.pages.reading import A, B, C, read

pytestmark = pytest.mark.django_db


def told(page: str, name: str) -> str:
    found = re.search(rf'<meta[^>]* (?:property|name)="{name}" content="([^"]*)"', page)
    assert found, name
    return found[1]


def linked_data(client: Client, path: str) -> dict[str, object]:
    page = client.get(path).content.decode()
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return dict(json.loads(data))


def canonical(page: str) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]*)">', page)
    assert found
    return found[1]


def test_a_diff_is_shared_with_its_summary_line(client: Client) -> None:
    article = make_story([A, B, C], make_source("The Harbour Post"))
    path = f"{article.get_absolute_url()}diff/0/1/"
    page = read(client, path + "?view=inline")
    change = article.changes.get(number=1)
    assert told(page, "og:description").startswith(
        f"{change.summary}. The Harbour Post, version 0 and version 1"
    )
    assert "24 November 2026, 10:00 UTC; no correction note" in told(page, "og:description")
    assert told(page, "og:title") == "Port sold"
    assert told(page, "og:url") == canonical(page) == settings.PUBLIC_URL + path
    assert told(page, "og:type") == "article"
    assert told(page, "twitter:card") == "summary"
    assert change.summary not in told(
        read(client, f"{article.get_absolute_url()}diff/0/2/"), "og:description"
    )


def test_an_article_is_shared_with_its_last_summary_line(client: Client) -> None:
    article = make_story([A, B, C], make_source("The Harbour Post"))
    page = read(client, article.get_absolute_url())
    said = told(page, "og:description")
    assert said.startswith("The Harbour Post changed this article 2 times since 24 November 2026.")
    assert said.endswith(f"Last: {article.changes.get(number=2).summary}.")
    assert canonical(page) == settings.PUBLIC_URL + article.get_absolute_url()
    assert "has not been seen to change" in told(
        read(client, make_story([A]).get_absolute_url()), "og:description"
    )
    earlier = read(client, f"{article.get_absolute_url()}?until=2001-01-01T00:00:00Z")
    assert 'rel="canonical"' not in earlier


def test_a_version_is_shared_as_what_it_is(client: Client) -> None:
    article = make_story([A, B], make_source("The Harbour Post"))
    page = read(client, f"{article.get_absolute_url()}versions/0/")
    assert told(page, "og:title") == "Port to be sold"
    assert told(page, "og:description") == (
        "Version 0 of 2 of an article of The Harbour Post, first seen 24 November 2026, 06:00 UTC; 12 words."
    )
    assert canonical(page) == f"{settings.PUBLIC_URL}{article.get_absolute_url()}versions/0/"


@pytest.mark.parametrize("more", ["", "diff/0/1/", "versions/1/", "?view=life", "since/0/"])
def test_linked_data_says_what_the_page_is_about(client: Client, more: str) -> None:
    headline = "\"Ports\" </script><b> & 'ships' \\ \u2028 – الميناء"
    article = make_story([A, make_text(headline, "It is sold.")], make_source("Post & <Echo>"))
    article.published_at = START
    article.save(update_fields=["published_at"])
    data = linked_data(client, article.get_absolute_url() + more)
    assert data["@type"] == "WebPage"
    assert data["name"] == headline
    assert data["about"] == {
        "@type": "NewsArticle",
        "headline": headline,
        "url": article.url,
        "datePublished": "2026-11-24T06:00:00+00:00",
        "publisher": {"@type": "Organization", "name": "Post & <Echo>"},
    }


LISTS = {
    "/": "Latest changes",
    "/?kind=headline&score=5": "Latest changes (Headlines; significance 5 or more)",
    "/sources/": "Sources",
    "/sources/post/": "Post & <Echo>",
    "/sources/post/?kind=headline": "Post & <Echo> (Headlines)",
    "/search/": "Search",
    "/search/?q=%22port%22&in=removed": '"port" among removed words',
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_shared_as_what_it_shows_at_its_one_address(client: Client, path: str) -> None:
    make_story([A, B], make_source("Post & <Echo>", slug="post"))
    page = document_fromstring(client.get(f"{path}{'&' if '?' in path else '?'}utm_source=elsewhere").content)
    found = {tag.get("property") or tag.get("name"): tag.get("content") for tag in page.xpath("//meta")}
    assert page.xpath("//link[@rel='canonical']/@href") == [settings.PUBLIC_URL + path]
    assert found["og:url"] == settings.PUBLIC_URL + path
    assert found["og:title"] == LISTS[path]
    assert found["og:type"] == "website"
    assert found["twitter:card"] == "summary"
    assert "news" in found["og:description"] or "1 change in 1 article." in found["og:description"]


@pytest.mark.parametrize(
    "path",
    [
        "/?kind=none",
        *(f"{path}?before=2030-01-01T00:00:00Z,9" for path in ("/", "/sources/post/")),
        "/search/?q=port&before=9",
    ],
)
def test_what_is_no_lists_first_page_has_no_canonical_address(client: Client, path: str) -> None:
    make_story([A, B], make_source("Post & <Echo>", slug="post"))
    assert b"canonical" not in client.get(path).content
