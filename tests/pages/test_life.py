"""The whole life of an article on one page: the latest text, when each sentence came, and what is gone."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.diffing import Lifetime, dump_lifetime
from articles.models import Article, ArticleLifetime
from articles.publishing import life
from articles.text import ArticleText, Block
from articles.versioning import pack
from tests.factories import make_article, make_story, make_text
from tests.pages.reading import plain, read

pytestmark = pytest.mark.django_db

FIRST = make_text("Tide", "The tide is in. The boats are out.", "The harbour is full.", "It rained.")
SECOND = make_text("Tide", "The tide is out. The boats are out.", "It rained. It stopped.")
THIRD = make_text("Tide", "The tide is out. The boats are home.", "It rained. It stopped.")


def address(article: Article, more: str = "") -> str:
    return f"{article.get_absolute_url()}?view=life{more}"


def lived(client: Client, article: Article, more: str = "") -> str:
    """The text as it is told, with numbers and without what only a screen reader says."""
    page = read(client, address(article, more))
    page = re.sub(r'<span class="said"[^>]*>[^<]*</span>', "", page[page.index("<article") :])
    return plain(page[: page.index("</article>")]).strip()


def test_each_sentence_has_the_version_that_it_came_with(client: Client) -> None:
    article = make_story([FIRST, SECOND, THIRD])
    assert lived(client, article, "&ghosts=off") == (
        "1 The tide is out. 2 The boats are home. 0 It rained. 1 It stopped."
    )
    page = read(client, address(article))
    base = article.get_absolute_url()
    assert (
        f'<a class="lived later" href="{base}versions/1/">'
        '<span class="said" lang="en" dir="ltr">from version </span>1</a> The tide is out.' in page
    )
    assert "The latest text, version 2" in page


def test_what_is_gone_is_struck_where_it_stood(client: Client) -> None:
    article = make_story([FIRST, SECOND, THIRD])
    assert lived(client, article) == (
        "The tide is in. 0†1 1 The tide is out. The boats are out. 0†2 The harbour is full. 0†1 "
        "2 The boats are home. 0 It rained. 1 It stopped."
    )
    page = read(client, address(article))
    assert '<del><span class="said" lang="en" dir="ltr">removed: </span>The boats are out.</del>' in page
    assert f'href="{article.get_absolute_url()}diff/1/2/"' in page
    assert "3 sentences of it are gone:" in page
    assert '<a href="?view=life" aria-current="true">Shown</a>' in page
    without = read(client, address(article, "&ghosts=off"))
    assert "<del>" not in without
    assert "boats are out" not in without
    assert "3 sentences of it are gone:" in without
    assert '<a href="?view=life">Shown</a>' in without


def test_a_rewritten_beginning_stands_in_its_paragraph(client: Client) -> None:
    page = read(client, address(make_story([FIRST, SECOND])))
    paragraphs = re.findall(r'<p class="paragraph[^"]*">.*?</p>', page)
    assert "tide is in" in paragraphs[0]
    assert "tide is out" in paragraphs[0]
    assert ["ghost" in one[:30] for one in paragraphs] == [False, True, False]


def test_ghosts_that_may_each_have_been_rewritten_stand_alone(client: Client) -> None:
    texts = [make_text("Tide", "The sun rose.", "The moon set."), make_text("Tide", "It was dark.")]
    page = read(client, address(make_story(texts)))
    assert len(re.findall('<p class="paragraph ghost">', page)) == 2


def test_a_sentence_that_came_back_says_since_when(client: Client) -> None:
    texts = [FIRST, SECOND, make_text("Tide", "The tide is in. The boats are out.", "It rained. It stopped.")]
    assert lived(client, make_story(texts), "&ghosts=off").startswith("0↩2 The tide is in.")
    again = make_story([FIRST, SECOND, FIRST, SECOND])
    assert lived(client, again, "&ghosts=off").startswith("1 The tide is out.")
    assert "0†1 1 The tide is out." in lived(client, again)


def test_only_a_hidden_version_had_it(client: Client) -> None:
    named = make_text("Tide", "The tide is out. Zebedee drowned.", "It rained. It stopped.")
    article = make_story([FIRST, named, SECOND])
    assert "Zebedee" in lived(client, article)
    article.versions.get(number=1).hide("It named a child.", timezone.now())
    page = read(client, address(article))
    assert "Zebedee" not in page
    assert "versions/1/" not in page
    assert "diff/0/2/" in page
    told = lived(client, article)
    assert told.startswith(
        "The tide is in. 0†2 The harbour is full. 0†2 2 The tide is out. 0 The boats are out."
    )
    assert told.endswith("0 It rained. 2 It stopped.")


def test_the_latest_text_is_the_last_that_may_be_shown(client: Client) -> None:
    article = make_story([FIRST, SECOND, THIRD])
    article.versions.get(number=2).hide("It named a child.", timezone.now())
    assert "The latest text, version 1" in read(client, address(article))
    assert lived(client, article, "&ghosts=off") == (
        "1 The tide is out. 0 The boats are out. 0 It rained. 1 It stopped."
    )
    for number in (0, 1):
        article.versions.get(number=number).hide("It named a child.", timezone.now())
    assert "tide" not in read(client, address(article)).split("<main")[1].lower()


def test_a_superseded_version_has_no_part_in_it(client: Client) -> None:
    article = make_story([FIRST, SECOND, THIRD])
    article.versions.filter(number=1).update(superseded_by=article.versions.get(number=0))
    assert "2 The tide is out." in lived(client, article)
    assert "versions/1/" not in read(client, address(article))


def test_no_life_is_told_yet(client: Client) -> None:
    assert "No text of this article has been read yet" in read(client, address(make_article()))
    article = make_story([FIRST])
    assert "No sentence of it has gone" in read(client, address(article))
    ArticleLifetime.objects.update(algorithm=0)
    assert "not been told by today’s rules" in read(client, address(article))


def test_it_is_the_article_by_another_address(client: Client) -> None:
    article = make_story([FIRST, SECOND])
    assert (
        f'{article.get_absolute_url()}">'
        in re.findall(r'<link rel="canonical"[^>]*>', read(client, address(article)))[0]
    )
    assert 'href="/articles/' in read(client, article.get_absolute_url())
    assert "?view=life" in read(client, article.get_absolute_url())
    assert "?view=life" in read(client, f"{article.get_absolute_url()}diff/0/1/")


def test_only_so_many_ghosts_are_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "MOST_GHOSTS", 2)
    article = make_story([make_text("Tide", f"It is {hour} o'clock.", "It rained.") for hour in range(5)])
    page = read(client, address(article))
    assert len(re.findall("<del>", page)) == 2
    assert "Only the 2 that went last are shown; 2 went before them." in page
    assert "It is 3 o'clock." in page
    assert "It is 1 o'clock." not in page


@pytest.mark.parametrize("versions", [1, 10])
def test_it_reads_one_row_however_many_versions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, versions: int
) -> None:
    article = make_story([make_text(f"Story {n}", f"It is {n} o'clock.") for n in range(versions)])
    with django_assert_num_queries(3):
        assert client.get(address(article)).status_code == 200


def test_a_long_life_fits_on_its_page(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """15,000 words that changed a hundred times."""
    article = make_story([FIRST])
    said = "Sentence {} of state {} says that the tide is in and the boats are out there."
    sentences = [said.format(number, 0) for number in range(1_000)]
    whole = Lifetime()
    for state in range(100):
        for number in range(state * 31 % 970, state * 31 % 970 + 30):
            sentences[number] = said.format(number, state)
        blocks = (Block("paragraph", " ".join(sentences[at : at + 4])) for at in range(0, 1_000, 4))
        whole = whole.then(ArticleText("Tide", tuple(blocks)), state, state)
    row = article.lifetime
    row.packed = pack(dump_lifetime(whole), row.base.raw)
    row.save()
    with django_assert_num_queries(3):
        response = client.get(address(article), headers={"accept-encoding": "gzip"})
    assert len(response.content) < 60_000
    assert "gzip" in response["Content-Encoding"]
