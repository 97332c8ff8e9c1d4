"""The life of an article, carried forward with every change."""

import pytest
from django.core.management import call_command

from articles.models import Article, ArticleLifetime, Change, Source
from tests.newsroom import Newsroom
from tests.pipeline.conftest import A, B, Poll

PROMO = "Subscribe to the Post and save on each second issue."


def told(article: Article) -> list[tuple[str, list[tuple[int, int | None]]]]:
    life = ArticleLifetime.objects.select_related("base").get(article=article).life
    return [(one.text, [tuple(span) for span in one.spans]) for one in life.sentences]


LIFE = [
    ("The port will be sold.", [(0, 2), (3, None)]),
    ("The port will not be sold.", [(2, 3)]),
    ("The minister gave no price.", [(0, 1), (3, None)]),
    ("The minister named a price of 41 million.", [(1, 3)]),
]


def test_it_is_carried_forward_with_each_change(lived: Article) -> None:
    assert sorted(told(lived)) == sorted(LIFE)
    life = ArticleLifetime.objects.get().life
    assert life.states == ((0, 0), (1, 1), (2, 2), (3, 0))


def test_rediff_tells_changes_and_lives_of_an_older_algorithm_again(
    lived: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list(Change.objects.order_by("pk").values("summary", "score", "excerpt", "words_added"))
    Change.objects.update(diff_version=0, summary="", score=0, excerpt=[], words_added=9)
    ArticleLifetime.objects.all().delete()
    call_command("rediff", "--source", lived.source.slug)
    assert capsys.readouterr().out == "Told again: 1 article.\n"
    assert list(Change.objects.order_by("pk").values("summary", "score", "excerpt", "words_added")) == before
    assert sorted(told(lived)) == sorted(LIFE)
    call_command("rediff")
    assert capsys.readouterr().out == "Told again: 0 articles.\n"


def test_what_proves_no_part_of_the_story_never_lived(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    for minute, text in [(30, (*A, PROMO)), (90, (*B, PROMO))]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    assert PROMO in dict(told(story))
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    call_command("reextract")
    assert PROMO not in dict(told(story))
    assert dict(told(story))["The minister named a price of 41 million."] == [(2, None)]
