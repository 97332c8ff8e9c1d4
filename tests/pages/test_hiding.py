"""What is hidden is nowhere, and says why."""

import pytest
from django.test import Client
from django.utils import timezone

from articles.publishing import FORMATS
from tests.factories import make_source, make_story, make_text
from tests.pages.reading import A, B, C, read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["", "versions/0/", "versions/1/", "diff/0/1/", *(f"feed.{form}" for form in FORMATS)]
)
def test_a_hidden_article_gives_its_reason_everywhere(client: Client, path: str) -> None:
    article = make_story([A, B])
    fresh = client.get(article.get_absolute_url() + path)
    article.hide("A court ordered it.", timezone.now())
    response = client.get(article.get_absolute_url() + path, headers={"if-none-match": fresh["ETag"]})
    assert response.status_code == 451
    assert "A court ordered it." in response.content.decode()
    assert "Port" not in response.content.decode()
    assert response["Cache-Control"] == "no-cache"


def test_a_hidden_version_is_gone_from_its_neighbours_pages(client: Client) -> None:
    article = make_story([A, B, C])
    article.versions.get(number=1).hide("It named a child.", timezone.now())
    for path in ("versions/1/", "diff/0/1/", "diff/1/2/"):
        assert "It named a child." in read(client, article.get_absolute_url() + path, 451)
    for path in ("", "versions/0/", "diff/0/2/"):
        page = read(client, article.get_absolute_url() + path)
        assert "will not be sold" not in page
        assert "not to be sold" not in page


def test_the_current_versions_headline_is_told_nowhere_while_it_is_hidden(client: Client) -> None:
    telling = make_text("Zebedee named as witness", "The witness is named.", "It rained.")
    article = make_story([A, B, telling], make_source("The Harbour Post", slug="post"))
    article.versions.get(number=2).hide("It named a witness.", timezone.now())
    base = article.get_absolute_url()
    shown = ("", "feed.rss", "diff/0/1/", "diff/1/0/", "diff/0/1/?view=inline", "versions/0/", "versions/1/")
    for path in (
        "/",
        "/sources/post/",
        "/feed.rss",
        "/sources/post/feed.rss",
        *(base + path for path in shown),
    ):
        page = read(client, path)
        assert "Port" in page, path
        assert "Zebedee" not in page, path
        assert "witness" not in page, path
    for path in ("versions/2/", "diff/1/2/", "diff/0/2/"):
        assert "Zebedee" not in read(client, base + path, 451)
    article.versions.get(number=2).unhide(timezone.now())
    assert "Zebedee" in read(client, "/")
    assert "Zebedee" in read(client, base)
