"""The page of one version."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.text import ArticleText, Block
from tests.factories import make_story
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


def test_a_version_takes_two_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_story([A, B, C])
    with django_assert_num_queries(2):
        assert client.get(f"{article.get_absolute_url()}versions/1/").status_code == 200
