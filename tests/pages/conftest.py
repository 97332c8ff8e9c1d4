"""What several files of pages share."""

import pytest

from articles.models import Article
from tests.factories import make_source, make_story
from tests.pages.searching import A, B


@pytest.fixture
def story() -> Article:
    """One change by which a port is not to be sold."""
    article = make_story([A, B], make_source("The Harbour Post", slug="post"))
    Article.objects.filter(pk=article.pk).update(language="en-GB")
    return article
