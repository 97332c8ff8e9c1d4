"""The index follows the story: with each version, and whenever the story is told again."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Passage, Source
from articles.models.postings import BIRTHS, DEATHS, Postings
from articles.pipeline import index, tell_again
from articles.search import parse, search
from tests.factories import START, make_article, make_source, make_story, make_text, show
from tests.newsroom import Newsroom
from tests.pipeline.conftest import A, B, Poll

PROMO = "Subscribe to the Post and save on each second issue."
A1 = make_text("Port to be sold", "The port will be sold.", "It rained.")
B1 = make_text("Port not to be sold", "The port will not be sold.", "It rained.")


def lives(article: Article) -> list[tuple[object, ...]]:
    told = article.passages.order_by("born", "text").values_list(
        "text", "born", "born_version", "died", "died_version"
    )
    return list(told)


def finds(query: str) -> list[str]:
    return sorted(hit.passage.text for hit in search(parse(query)).hits)


def is_as_told_anew(article: Article) -> bool:
    """Whether what was written with each version is what a rebuilt index says, in both indexes."""
    before, words = {one.life for one in article.passages.all()}, (count(BIRTHS), count(DEATHS))
    Passage.objects.forget_all()
    assert (count(BIRTHS), count(DEATHS)) == (0, 0)
    Passage.objects.rebuild(Article.objects.get(pk=article.pk))
    return (before, words) == ({one.life for one in article.passages.all()}, (count(BIRTHS), count(DEATHS)))


def count(postings: Postings) -> int:
    """Rows that the index finds by a word of ours that all have."""
    source = Source.objects.first()
    mark = f"§source{source.pk}" if source else ""
    matches = "words @@ %s::tsquery" if connection.vendor == "postgresql" else f"{postings.table} MATCH %s"
    written = f"'{mark}'" if connection.vendor == "postgresql" else f'"{mark}"'
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {postings.table} WHERE {matches}", [written])
        return int(cursor.fetchone()[0])


LIVES = [
    ("Port to be sold", 0, 0, 2, 2),
    ("The minister gave no price.", 0, 0, 1, 1),
    ("The port will be sold.", 0, 0, 2, 2),
    ("The minister named a price of 41 million.", 1, 1, 3, 0),
    ("Port not to be sold", 2, 2, 3, 0),
    ("The port will not be sold.", 2, 2, 3, 0),
    ("Port to be sold", 3, 0, None, None),
    ("The minister gave no price.", 3, 0, None, None),
    ("The port will be sold.", 3, 0, None, None),
]


def test_each_block_is_kept_with_the_versions_of_its_lives(lived: Article) -> None:
    assert lives(lived) == LIVES
    came_back = Passage.objects.filter(came_back=True).values_list("text", flat=True)
    assert sorted(came_back) == ["Port to be sold", "The minister gave no price.", "The port will be sold."]
    assert finds("million") == ["The minister named a price of 41 million."]
    assert finds("million in:removed") == ["The minister named a price of 41 million."]
    born = Passage.objects.get(text__contains="million").born_at
    assert born == lived.changes.get(number=1).not_after


def test_what_was_written_with_each_version_is_what_telling_anew_writes(lived: Article) -> None:
    assert is_as_told_anew(lived)


@pytest.mark.django_db
def test_a_version_costs_few_queries_however_long_the_text() -> None:
    article = make_article()
    long = [f"Paragraph {n}." for n in range(60)]
    show(article, make_text("Long", *long), START)
    with CaptureQueriesContext(connection) as asked:
        show(article, make_text("Longer", *long[5:], "The end."), START + timedelta(hours=2))
    ours = [one["sql"] for one in asked if "articles_passage" in one["sql"]]
    assert len(ours) <= (8 if connection.vendor == "postgresql" else 15), ours


def test_what_proves_no_part_of_the_story_is_found_no_more(
    newsroom: Newsroom,
    story: Article,
    poll: Poll,
) -> None:
    for minute, text in [(30, (*A, PROMO)), (90, (*B, PROMO))]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    assert finds("subscribe") == finds("subscribe in:added") == [PROMO]
    kept = set(Passage.objects.exclude(text=PROMO).exclude(born=1).values_list("pk", flat=True))
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    call_command("reextract")
    assert finds("subscribe") == []
    assert count(BIRTHS) == Passage.objects.count() == 4
    assert kept <= set(Passage.objects.values_list("pk", flat=True))
    assert finds("price in:removed") == []
    assert finds('"no price" in:removed') == ["The minister gave no price."]
    assert is_as_told_anew(story)


@pytest.mark.django_db
def test_a_return_to_a_hidden_version_is_not_public() -> None:
    article = make_story([A1, B1])
    article.versions.get(number=0).hide("It named a child.", timezone.now())
    article.refresh_from_db()
    show(article, A1, START + timedelta(hours=20))
    assert finds('"will be"') == []
    assert finds("not") == ["Port not to be sold", "The port will not be sold."]
    assert finds("not in:added") == []
    assert is_as_told_anew(article)
    article.versions.get(number=0).unhide(timezone.now())
    assert finds('"will be"') == ["The port will be sold."]
    assert is_as_told_anew(article)


@pytest.mark.django_db
def test_what_a_hidden_article_goes_on_to_say_is_not_public() -> None:
    article = make_story([A1])
    article.hide("A court ordered it.", timezone.now())
    show(article, B1, START + timedelta(hours=20))
    assert not Passage.objects.exists()
    article.unhide(timezone.now())
    assert len(Passage.objects.all()) == 5
    assert is_as_told_anew(article)


def unindexed() -> list[Article]:
    articles = [make_story([A1, B1], make_source(slug=f"s{n}")) for n in range(3)]
    Passage.objects.forget_all()
    return articles


@pytest.mark.django_db
def test_what_was_kept_before_is_indexed_by_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    articles = unindexed()
    call_command("index", "--source", "s1")
    assert capsys.readouterr() == ("Indexed: 1 article.\n", "1 of 1 articles\n")
    assert set(Passage.objects.values_list("article", flat=True)) == {articles[1].pk}
    call_command("index")
    assert capsys.readouterr() == ("Indexed: 2 articles.\n", "2 of 2 articles\n")
    assert len(finds('"port will be"')) == 3
    call_command("index")
    assert capsys.readouterr() == ("Indexed: 0 articles.\n", "")


@pytest.mark.django_db
def test_a_broken_off_run_goes_on_and_checks_go_on_meanwhile() -> None:
    articles = unindexed()
    run = index(anew=True)
    assert next(run)[:2] == (1, 3)
    run.close()
    show(articles[2], A1, START + timedelta(hours=20))
    assert [row[0] for row in articles[2].passages.values_list("born").distinct().order_by("born")] == [
        0,
        1,
        2,
    ]
    assert [article for _, _, article in index()] == [articles[1]]
    keys = set(Passage.objects.values_list("pk", flat=True))
    assert [article for _, _, article in index(anew=True)] == articles
    assert keys.isdisjoint(Passage.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_all_is_not_forgotten_for_one_source() -> None:
    make_source(slug="post")
    with pytest.raises(CommandError, match="leave --source out"):
        call_command("index", "--anew", "--source", "post")


@pytest.mark.django_db
def test_an_upgrade_indexes_what_is_kept_little_by_little() -> None:
    """The migration asks for all articles to be told again; that indexes them."""
    articles = unindexed()
    migration = __import__("articles.migrations.0009_search", fromlist=["tell_articles_again"])
    migration.tell_articles_again(apps, None)
    assert tell_again(START + timedelta(days=1)) == 3
    assert set(Passage.objects.values_list("article", flat=True)) == {article.pk for article in articles}


@pytest.mark.django_db
def test_a_text_of_many_blocks_is_replaced_and_comes_back() -> None:
    many = make_text("x", *(f"Line {n}." for n in range(1_100)))
    article = make_story([many, make_text("x", "Only line."), many])
    told = article.passages.values_list("born", "died", "came_back").exclude(kind="headline").distinct()
    assert sorted(told, key=str) == [(0, 1, True), (1, 2, False), (2, None, False)]
    assert count(BIRTHS) == 2 * 1_100 + 2
    article.hide("A court ordered it.", START)
    assert count(BIRTHS) == count(DEATHS) == 0
