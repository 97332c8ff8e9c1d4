"""What the tests of search share: a story of one change, addresses, and what a page tells."""

import html
from urllib.parse import urlencode

from django.test import Client
from lxml.html import HtmlElement, document_fromstring

from tests.factories import START, make_article, make_source, make_text, show
from tests.pages.reading import HOUR, plain

KEPT = "The minister gave no price."
A = make_text("Port to be sold", "The port will be sold.", KEPT, language="en-GB")
B = make_text("Port not to be sold", "The port will not be sold.", KEPT, language="en-GB")
FORMATS = ("rss", "atom", "json")


def address(**asked: str) -> str:
    return f"/search/?{urlencode({name.rstrip('_'): value for name, value in asked.items()})}"


def page_of(client: Client, path: str) -> HtmlElement:
    response = client.get(path)
    assert response.status_code == 200
    return document_fromstring(response.content)


def found(client: Client, path: str) -> list[str]:
    quotes = page_of(client, path).xpath("//article[contains(@class, 'hit')]//blockquote")
    return [quote.text_content() for quote in quotes]


def told(client: Client, path: str) -> str:
    [hit] = page_of(client, path).xpath("//article[contains(@class, 'hit')]")
    return plain(html.unescape(hit.text_content()))


def links(client: Client, path: str) -> dict[str, str]:
    return {link.text_content(): link.get("href") for link in page_of(client, path).xpath("//main//a")}


def many(count: int) -> None:
    source = make_source()
    for number in range(count):
        show(make_article(source), make_text(f"Tide {number}", "It rained."), START + number * HOUR)
