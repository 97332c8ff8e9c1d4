"""What all pages and feeds do alike: revalidation, compression, and no address without an answer."""

import gzip

import pytest
from django.test import Client, RequestFactory

from articles.models import Article
from articles.publishing.compressing import accepts_gzip
from tests.factories import make_source, make_story
from tests.pages.reading import A, B, read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "articles/99/",
        "articles/{}/versions/7/",
        "articles/{}/diff/0/7/",
        "articles/{}/diff/0/99999999999999999999/",
        "articles/99/feed.rss",
        "articles/{}/versions/00/",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    article = make_story([A])
    assert "nothing at this address" in read(client, "/" + path.format(article.pk), 404)


def test_original_links_lead_to_the_web_only(client: Client) -> None:
    article = make_story([A, B])
    Article.objects.filter(pk=article.pk).update(url="javascript:alert(1)")
    assert "javascript:" not in read(client, article.get_absolute_url())


@pytest.mark.parametrize("coding", ["identity", "gzip, deflate, br"])
def test_everything_is_revalidated_by_a_strong_etag(client: Client, coding: str) -> None:
    article = make_story([A, B], make_source(slug="post"))
    base = article.get_absolute_url()
    pages = ("/", "/sources/", "/sources/post/", base, f"{base}versions/0/", f"{base}diff/0/1/")
    for path in (*pages, "/feed.rss", "/sources/post/feed.rss", f"{base}feed.rss"):
        response = client.get(path, headers={"accept-encoding": coding})
        assert response["Cache-Control"] == "no-cache"
        assert "Accept-Encoding" in response["Vary"]
        assert response["ETag"].startswith('"')
        asked = {"if-none-match": response["ETag"], "accept-encoding": coding}
        again = client.get(path, headers=asked)
        assert again.status_code == 304
        assert again["ETag"] == response["ETag"]
        assert "Accept-Encoding" in again["Vary"]


@pytest.mark.parametrize("path", ["/", "/feed.rss", "/articles/{}/", "/articles/{}/feed.rss"])
def test_each_coding_has_an_etag_of_its_own(client: Client, path: str) -> None:
    path = path.format(make_story([A, B]).pk)
    plain = client.get(path)
    packed = client.get(path, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Length"] == str(len(packed.content))
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    crossed = client.get(path, headers={"accept-encoding": "gzip", "if-none-match": plain["ETag"]})
    assert crossed.status_code == 200


@pytest.mark.parametrize(
    ("asked", "accepted"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0, identity", False),
        ("br, gzip; q=0.0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_gzip_is_sent_where_it_is_accepted(rf: RequestFactory, asked: str, accepted: bool) -> None:
    assert accepts_gzip(rf.get("/", headers={"accept-encoding": asked})) is accepted
