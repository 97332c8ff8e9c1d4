"""The page of one version."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, FurnitureSign
from articles.text import ArticleText, Block
from articles.versioning import Sign
from tests.factories import START, make_story
from tests.pages.reading import A, B, C, read

pytestmark = pytest.mark.django_db


def test_a_version_is_shown_whole_and_not_indexed(client: Client) -> None:
    blocks = (Block("heading", "A heading"), Block("quote", "A quotation"), Block("list_item", "A point"))
    article = make_story([A, ArticleText("Whole", blocks, byline="By Ada Quill", language="de"), C])
    Article.objects.filter(pk=article.pk).update(language="de")
    page = read(client, f"/articles/{article.pk}/versions/1/")
    for said in (
        "Whole",
        "By Ada Quill",
        "<h2>A heading</h2>",
        "<blockquote>A quotation</blockquote>",
        "A point",
    ):
        assert said in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'href="/articles/{article.pk}/versions/0/" rel="prev"' in page
    assert f'href="/articles/{article.pk}/versions/2/" rel="next"' in page
    assert 'dir="auto" lang="de"' in page


def test_a_superseded_version_leads_to_the_one_that_stands(client: Client) -> None:
    article = make_story([A, B, C])
    versions = article.versions.order_by("number")
    versions.filter(number=1).update(superseded_by=versions[0])
    assert (
        client.get(f"/articles/{article.pk}/versions/1/")["Location"] == f"/articles/{article.pk}/versions/0/"
    )
    assert client.get(f"/articles/{article.pk}/diff/1/2/")["Location"] == f"/articles/{article.pk}/diff/0/2/"


def test_a_version_takes_four_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_story([A, B, C])
    with django_assert_num_queries(4):
        assert client.get(f"{article.get_absolute_url()}versions/1/").status_code == 200


def test_lines_that_are_site_furniture_are_said_and_shown_apart(client: Client) -> None:
    promo = Block("paragraph", "Subscribe <now> and save.", place="div > p.promo")
    told = (f"The tide is {way} today, and the boats are on the sand." for way in ("in", "out"))
    texts = [ArticleText("Tide", (Block("paragraph", line), promo)) for line in told]
    article = make_story(texts)
    assert "left out" not in read(client, f"/articles/{article.pk}/versions/1/")
    FurnitureSign.objects.note(article, [Sign("place", promo.place, (promo.text,))], START)
    page = read(client, f"/articles/{article.pk}/versions/1/")
    assert "1 line left out as site furniture" in page
    assert "<ul><li>Subscribe <now> and save.</li></ul>" in page
    assert "<now>" not in client.get(f"/articles/{article.pk}/versions/1/").content.decode()
    assert "<p>Subscribe" not in page
    assert "Subscribe" not in read(client, f"/articles/{article.pk}/diff/0/1/?text=all")
