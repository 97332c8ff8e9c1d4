"""The diff page: two versions side by side, and the way to the others."""

import json
import re
from copy import copy
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Version
from articles.publishing import comparing
from tests.factories import START, make_article, make_long_story, make_source, make_story, make_text, show
from tests.pages.reading import HOUR, A, B, C, plain, read

pytestmark = pytest.mark.django_db


def test_the_diff_page_states_the_facts(client: Client) -> None:
    article = make_story([A, B], make_source("The Harbour Post"))
    Article.objects.filter(pk=article.pk).update(published_at=START - HOUR, next_check_at=START + 5 * HOUR)
    with time_machine.travel(START + 4 * HOUR, tick=False):
        page = read(client, f"/articles/{article.pk}/diff/0/1/")
    text = plain(page)
    assert "The Harbour Post" in text
    assert "First published 24 November 2026, 05:00 UTC, first seen 24 November 2026, 06:00 UTC" in text
    assert "changed 1 time" in text
    assert "last checked 24 November 2026, 10:00 UTC; next in about 1 hour" in text
    assert "changed on 24 November 2026 between 09:31 and 10:00 UTC" in text
    assert "about 4 hours later" in text
    assert f'href="{article.url}" rel="nofollow noopener noreferrer"' in page
    assert page.count(f'href="/articles/{article.pk}/feed.rss"') == 2
    assert '<meta name="robots"' not in page
    change = article.changes.get()
    assert f"{change.score}<small>" in page
    assert all(f"<li>{kind}</li>" in page for kind in change.kinds)


def test_each_difference_has_an_anchor_and_unchanged_text_folds(client: Client) -> None:
    quiet = [f"Paragraph {number} stays." for number in range(5)]
    article = make_story(
        [make_text("One", "The sea is calm.", *quiet), make_text("Two", "The sea is rough.", *quiet)]
    )
    path = f"/articles/{article.pk}/diff/0/1/"
    page = read(client, path)
    assert 'id="c1"' in page
    assert 'id="c2"' in page
    assert 'id="c3"' not in page
    assert "5 unchanged paragraphs" in page
    assert "unchanged paragraphs" not in read(client, path + "?text=all")
    assert "Paragraph 4 stays." in page


def test_the_reader_chooses_the_view(client: Client) -> None:
    article = make_story([A, B])
    path = f"/articles/{article.pk}/diff/0/1/"
    assert 'class="one"' in read(client, path)
    assert 'class="one"' not in read(client, path + "?view=side")
    inline = read(client, path + "?view=inline")
    assert 'The port will <ins><span class="said" dir="ltr">added: </span>not</ins> be sold.' in inline
    assert inline.count("The minister gave no price.") == 1
    assert 'class="diff auto"' in read(client, path + '?view="><script>')
    assert 'href="?view=inline&text=changes" data-choice="text=changes"' in inline
    assert 'href="?view=side" data-choice="view=side"' in inline


def test_moves_splits_and_merges_are_named(client: Client) -> None:
    long = [
        f"Sentence {word} of the report says something quite unlike the others."
        for word in ("one", "two", "six", "ten")
    ]
    old = make_text(
        "Report", *long, "The council met at nine. The vote was put off until the spring of next year."
    )
    new = make_text(
        "Report",
        long[3],
        *long[:3],
        "The council met at nine.",
        "The vote was put off until the spring of next year.",
    )
    article = make_story([old, new])
    there = read(client, f"/articles/{article.pk}/diff/0/1/")
    assert 'moved from <a href="#m4">paragraph 4</a>' in there
    gone = re.search(r'id="m4" lang="en">paragraph 4 moved to <a href="#c(\d+)">paragraph (\d+)</a>', there)
    assert gone
    assert f'id="c{gone[1]}"' in there
    assert "split into 2 paragraphs" in there
    assert "2 paragraphs joined" in plain(read(client, f"/articles/{article.pk}/diff/1/0/"))


def test_a_return_has_its_own_times_and_says_what_it_is(client: Client) -> None:
    article = make_story([A, B, A, B, C])
    back, again = article.changes.get(number=2), article.changes.get(number=3)
    article.changes.filter(number=3).update(flapping=True)
    page = plain(read(client, back.get_absolute_url()))
    assert "went back to the text of version 0" in page
    assert "between 13:31 and 14:00 UTC" in page
    page = plain(read(client, again.get_absolute_url()))
    assert "between 17:31 and 18:00 UTC" in page
    assert (
        "Version 0 · 24 November 2026, 14:00 UTC Version 1 · 24 November 2026, 18:00 UTC (about 4 hours later)"
        in page
    )
    assert "gone back and forth" in page
    assert "between 09:31 and 10:00 UTC" in plain(read(client, f"/articles/{article.pk}/diff/0/1/"))
    read(client, f"/articles/{article.pk}/diff/0/1/?change=2", 404)
    read(client, f"/articles/{article.pk}/diff/0/1/?change=x", 404)


def test_any_two_versions_in_the_order_asked(client: Client) -> None:
    article = make_story([A, B, C])
    page = read(client, f"/articles/{article.pk}/diff/2/0/")
    assert '<meta name="robots" content="noindex">' in page
    assert "these two never followed each other" in page
    assert "about 8 hours earlier" in page
    assert "The same text" in read(client, f"/articles/{article.pk}/diff/1/1/")
    response = client.get(f"/articles/{article.pk}/diff/", {"older": "0", "newer": "2"})
    assert response["Location"] == f"/articles/{article.pk}/diff/0/2/"
    read(client, f"/articles/{article.pk}/diff/?older=zero", 404)


def test_only_the_course_of_time_can_lack_a_correction_note(client: Client) -> None:
    article = make_story([A, B, C])
    for pair, is_silent in (("0/2", True), ("1/2", True), ("2/0", False), ("2/1", False)):
        page = read(client, f"/articles/{article.pk}/diff/{pair}/")
        assert ("no correction note" in page) is is_silent
        assert ("“No correction note” claims" in page) is is_silent


def test_changes_lead_to_each_other(client: Client) -> None:
    article = make_story([A, B, C])
    first, second = article.changes.order_by("number")
    assert f'href="{second.get_absolute_url()}" rel="next"' in read(client, first.get_absolute_url())
    page = read(client, second.get_absolute_url())
    assert f'href="{first.get_absolute_url()}" rel="prev"' in page
    assert f'href="{second.get_absolute_url()}" aria-current="page"' in page
    assert "1 → 2" in page


def test_what_one_cites(client: Client) -> None:
    article = make_story([A, B, A], make_source("The Harbour Post"))
    base = f"{settings.PUBLIC_URL}{article.get_absolute_url()}"
    with time_machine.travel(START + 90 * HOUR, tick=False):
        first, back, never = (
            plain(read(client, f"{base}diff/{pair}")) for pair in ("0/1/", "1/0/?change=2", "0/0/")
        )
    assert (
        "The Harbour Post, “Port to be sold”, changed between 24 November 2026, 09:31 and 24 November 2026, 10:00 UTC; "
        f"compared by Stet, {base}diff/0/1/, retrieved 28 November 2026."
    ) in first
    assert f"compared by Stet, {base}diff/1/0/?change=2, retrieved" in back
    assert "To cite this" not in never


def test_any_two_of_many_versions_are_chosen_by_number_and_time(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_story([A, B, C])
    Version.objects.bulk_create(_later(article.versions.get(number=2), number) for number in range(3, 500))
    article.versions.filter(number=7).update(hidden_at=START)
    article.versions.filter(number=8).update(superseded_by=article.versions.get(number=9))
    with django_assert_num_queries(9):
        response = client.get(f"{article.get_absolute_url()}diff/0/1/", headers={"accept-encoding": "gzip"})
    assert len(response.content) < 20_000
    page = read(client, f"{article.get_absolute_url()}diff/0/1/")
    assert page.count('<option value="0" selected>0: 24 Nov 2026, 06:00</option>') == 1
    assert page.count('<option value="1" selected>') == 1
    assert page.count('<option value="499">') == 2
    assert '<option value="7"' not in page
    assert '<option value="8"' not in page
    page = read(client, article.get_absolute_url())
    assert page.count('<option value="499" selected>') == 1
    assert "<select" not in read(client, make_story([A, B]).get_absolute_url())


def _later(version: Version, number: int) -> Version:
    later = copy(version)
    later.pk, later.number, later.fingerprint = None, number, f"{number:064}"
    later.first_seen_at += number * HOUR
    return later


def test_texts_of_fifteen_thousand_words_are_compared(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    said = "Sentence {} says that the tide is in and the boats are out in the bay."
    paragraphs = [" ".join(said.format(number) for number in range(at, at + 4)) for at in range(0, 1_000, 4)]
    edited = [one.replace("tide", "flood") if at % 50 == 0 else one for at, one in enumerate(paragraphs)]
    article = make_story([make_text("Tide", *paragraphs), make_text("Tide", *edited)])
    assert article.versions.get(number=1).words_count >= 15_000
    with django_assert_num_queries(9):
        response = client.get(f"{article.get_absolute_url()}diff/0/1/", headers={"accept-encoding": "gzip"})
    assert len(response.content) < 60_000
    assert "5 differences" in read(client, f"{article.get_absolute_url()}diff/0/1/")


@pytest.mark.shared
def test_the_seed_page_says_what_its_model_says(client: Client, shared: Path) -> None:
    pair = json.loads((shared / "data" / "seed" / "pair.json").read_text())
    article = make_article(make_source("bbc"), pair["url"])
    texts = [
        make_text(headline, *pair[side])
        for headline, side in zip(pair["headline"], ("old", "new"), strict=True)
    ]
    show(article, texts[0], START)
    show(article, texts[1], START + pair["hours_between"] * HOUR)
    Article.objects.filter(pk=article.pk).update(changes_count=5, next_check_at=None)
    with time_machine.travel(START + timedelta(days=42), tick=False):
        page = read(client, f"/articles/{article.pk}/diff/0/1/?view=side&text=all")
    text = plain(page)
    assert "bbc" in text
    assert "First seen" in text
    assert re.search(r"last changed 4\d days ago; no longer checked", text)
    assert f'href="{article.url}"' in page
    assert "changed 5 times" in text
    assert "Feed of changes: RSS" in text
    assert "about 4 hours later" in text
    columns = plain(re.sub(r'<span class="said" dir="ltr">\w+: </span>', "", page))
    columns = columns[columns.index("Version 0 ·") : columns.index("To cite this")]
    assert columns.index("Version 0") < columns.index("Version 1")
    assert columns.count(pair["headline"][0]) == 2
    for paragraph in (*pair["old"], *pair["new"]):
        assert paragraph in columns


def test_the_timeline_shows_what_is_near(client: Client) -> None:
    article = make_long_story(changes=500)
    page = read(client, f"/articles/{article.pk}/diff/0/1/?change=250")
    assert re.findall(r"Change (\d+), version", page) == [str(number) for number in range(244, 256)]
    assert f'<a href="{article.get_absolute_url()}">All changes of this article</a>' in page
    assert len(page) < 20_000
    page = read(client, f"/articles/{article.pk}/diff/0/1/?change=499")
    assert re.findall(r"Change (\d+), version", page) == [str(number) for number in range(489, 501)]
    assert "All changes" not in read(client, make_story([A, B]).get_absolute_url() + "diff/0/1/")


@pytest.mark.parametrize("pair", ["0/1", "0/2"])
def test_texts_that_are_too_long_are_linked(
    client: Client, monkeypatch: pytest.MonkeyPatch, pair: str
) -> None:
    article = make_story([A, B, C])
    monkeypatch.setattr(comparing, "LONGEST", 100)
    page = read(client, f"/articles/{article.pk}/diff/{pair}/")
    assert "too long to show side by side" in page
    for number in pair.split("/"):
        assert f'href="/articles/{article.pk}/versions/{number}/">version {number}</a>' in page
    assert "It rained" not in page
    assert "Port " in page
    assert ("significance" in page) is (pair == "0/1")  # what a change amounts to is stored


@pytest.mark.parametrize(("pair", "queries"), [("0/1", 9), ("0/9", 7)])
def test_queries_do_not_grow_with_the_history(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, pair: str, queries: int
) -> None:
    article = make_story([make_text(f"Story {n}", f"It is {n} o'clock.") for n in range(10)])
    with django_assert_num_queries(queries):
        assert client.get(f"{article.get_absolute_url()}diff/{pair}/").status_code == 200
