"""Every stored field, hostile, and every way that it comes out again: nothing is live, all XML is well-formed."""

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from limits import parse
from lxml import etree
from pytest_django import Settings

from articles.models import Feed, Source
from tests.security.inert import assert_inert, is_harmless
from tests.security.outputs import feeds_of, pages_of
from tests.security.payloads import PAYLOADS
from tests.security.world import World, make_world

pytestmark = pytest.mark.django_db
STRICT = etree.XMLParser(recover=False, resolve_entities=False)
LINKS = ("link", "id", "url", "external_url", "home_page_url", "feed_url", "href")


@pytest.fixture(params=PAYLOADS)
def payload(request: pytest.FixtureRequest) -> str:
    return PAYLOADS[str(request.param)]


@pytest.fixture
def world(payload: str) -> World:
    return make_world(payload)


def read(client: Client, path: str, status: int = 200) -> HttpResponse:
    response = client.get(path)
    assert response.status_code == status, path
    return response


def test_public_pages(client: Client, world: World) -> None:
    for path in pages_of(world.article, words="tide"):
        assert_inert(read(client, path).content.decode(), path)


def test_what_is_withheld(client: Client, world: World) -> None:
    base = world.hidden.get_absolute_url()
    for path in (base, f"{base}versions/1/", f"{base}diff/0/1/", f"{base}feed.rss"):
        assert_inert(read(client, path, 451).content.decode(), path)


def test_feeds(client: Client, world: World) -> None:
    for path in feeds_of(world.article, words="tide"):
        content = read(client, path).content
        told = list(told_by_json(content) if ".json" in path else told_by_xml(content))
        assert [kind for kind, _ in told if kind == "html"], path
        for kind, text in told:
            if kind == "html":
                assert_inert(f"<div>{text}</div>", path)
            else:
                assert is_harmless(text) or text.startswith("tag:"), (path, text)


def told_by_xml(content: bytes) -> Iterator[tuple[str, str]]:
    """What a feed reader takes for HTML, and for addresses; all else is plain text to it."""
    for element in etree.fromstring(content, STRICT).iter(etree.Element):
        name, holder = etree.QName(element).localname, element.getparent()
        if element.get("type") in ("html", "xhtml") or (name == "description" and holder.tag == "item"):
            yield "html", element.text or ""
        elif name in LINKS:
            yield "link", element.text or ""
        yield from (("link", str(value)) for key, value in element.attrib.items() if key in LINKS)


def told_by_json(content: bytes) -> Iterator[tuple[str, str]]:
    feed = json.loads(content)
    for item in (feed, *feed["items"]):
        for name, value in item.items():
            if name == "content_html":
                yield "html", value
            elif name in LINKS:
                yield "link", value


@pytest.mark.parametrize("path", ["/changes.csv", "/sources/post/changes.csv"])
def test_tables(client: Client, world: World, path: str) -> None:
    rows = list(csv.reader(io.StringIO(read(client, path).content.decode(), newline="")))
    assert len(rows) > 3
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell


def test_what_a_reader_writes(client: Client, payload: str, settings: Settings) -> None:
    """In addresses, and in what searches and lists are asked for; also where it is refused."""
    typed = quote(payload, safe="")
    asked = [
        f"/search/?{urlencode({name: payload, 'q': payload})}" for name in ("q", "in", "source", "since")
    ]
    narrowed = [f"/?{urlencode({name: payload})}" for name in ("source", "kind", "score", "period", "before")]
    lookups = [
        f"/lookup/?{urlencode({'url': text})}" for text in (payload, f"https://post.example/{payload}")
    ]
    nowhere = [f"/{typed}", f"/sources/{typed}/", f"/articles/1/since/{typed}/", f"/admin/{typed}/"]
    for path in [*asked, *narrowed, *lookups, *nowhere]:
        response = client.get(path, follow=True)
        assert_inert(response.content.decode(), path)
    for form in ("rss", "atom", "json"):
        response = client.get(f"/search/feed.{form}?{urlencode({'q': payload})}")
        assert response.status_code in (200, 302, 400)
        if "xml" in response["Content-Type"]:
            etree.fromstring(response.content, STRICT)
    settings.SEARCH_RATE = parse("1/hour")
    refused = [client.get(f"/search/?{urlencode({'q': payload})}") for _ in range(3)][-1]
    assert refused.status_code in (429, 302)
    assert_inert(refused.content.decode(), "429")


def test_the_desk(client: Client, world: World) -> None:
    client.force_login(User.objects.create_superuser("chief"))
    for path in desk_pages(world):
        assert_inert(read(client, path).content.decode(), path)


def desk_pages(world: World) -> Iterator[str]:
    """The list of each model, a row's page and history, and the pages that are made by hand."""
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"admin:{name}_changelist")
        if (row := model._default_manager.first()) is not None:
            yield reverse(f"admin:{name}_change", args=[row.pk])
            yield reverse(f"admin:{name}_history", args=[row.pk])
    for page in (
        "articles_source_add",
        "articles_feed_add",
        "articles_article_add",
        "articles_source_import",
    ):
        yield reverse(f"admin:{page}")
    yield from (reverse("admin:index"), reverse("admin:articles_source_health"))
    yield reverse("admin:articles_source_look", args=[world.preview.token])
    yield reverse("admin:articles_source_rules", args=[Source.objects.get().pk])
    yield reverse("admin:articles_feed_filters", args=[Feed.objects.get().pk])


def test_lists_of_feeds(client: Client, world: World) -> None:
    client.force_login(User.objects.create_superuser("chief"))
    listed = read(client, reverse("admin:articles_source_export"))
    for outline in etree.fromstring(b"".join(listed) if listed.streaming else listed.content, STRICT).iter(
        "outline"
    ):
        assert is_harmless(outline.get("htmlUrl", ""))
        assert is_harmless(outline.get("xmlUrl", ""))


@pytest.mark.parametrize(
    "live",
    [
        "<script>1</script>",
        "<p onclick=1>",
        "<a href=' jav\tascript:1'>",
        "<a href=data:x>",
        "<xss-canary>",
        "<iframe>",
        "<form action=javascript:1>",
        "<script src=//evil.example></script>",
        '<script src="/static/a.js">1</script>',
        "<meta http-equiv=refresh>",
        "<p style=x>",
    ],
)
def test_what_is_live_is_seen(live: str) -> None:
    """Else the tests above would prove nothing."""
    with pytest.raises(AssertionError):
        assert_inert(f"<main>{live}</main>", "here")
