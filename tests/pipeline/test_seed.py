"""The pair that the project began with: two fetches, two versions, one change, one diff page, one feed item."""

import html
import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.test import Client

from articles.models import Article
from articles.pipeline import add_article
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, Poll


@pytest.fixture
def pair(shared: Path) -> dict[str, Any]:
    return dict(json.loads((shared / "data" / "seed" / "pair.json").read_text()))


@pytest.mark.shared
def test_the_seed_goes_through(newsroom: Newsroom, poll: Poll, pair: dict[str, Any], client: Client) -> None:
    headline = pair["headline"][0]
    url = newsroom.publish("/news/education-30096187", headline, *pair["old"])
    add_article(url, AT_START)
    newsroom.publish("/news/education-30096187", headline, *pair["new"])
    assert [str(report.outcome) for report in poll(240)] == ["new version"]

    article = Article.objects.get()
    for number, side in enumerate(("old", "new")):
        text = article.versions.get(number=number).text
        assert text.headline == headline
        assert [block.text for block in text.blocks] == pair[side]
    change = article.changes.get()

    page = client.get(f"/articles/{article.pk}/diff/0/1/").content.decode()
    for said in ("Version 0", "Version 1", "about 4 hours later", headline, url, "feed.rss"):
        assert html.escape(said) in page, said
    assert page.count("<del") > 10
    assert page.count("<ins") > 10

    feed = feedparser.parse(client.get(f"/articles/{article.pk}/feed.rss").content)
    assert not feed.bozo
    [item] = feed.entries
    assert item.link.endswith(change.get_absolute_url())
    assert "in facing" in item.description
    assert "to face" in item.description
