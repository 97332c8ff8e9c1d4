"""Changes as a table (CSV)."""

import csv
import io
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Change
from articles.publishing.table import COLUMNS, LONGEST
from tests.factories import make_long_story, make_source, make_story, make_text
from tests.pages.reading import A, B, C

pytestmark = pytest.mark.django_db


def rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv; charset=utf-8")
    assert response["Cache-Control"] == "no-cache"
    read = csv.reader(io.StringIO(response.content.decode(), newline=""), strict=True)
    assert next(read) == list(COLUMNS)
    return [dict(zip(COLUMNS, row, strict=True)) for row in read]


def test_a_change_is_a_row(client: Client) -> None:
    article = make_story([A, B], make_source("The Harbour Post", slug="post"))
    change = article.changes.get()
    [row] = rows(client, "/changes.csv")
    assert row["change"] == f"http://127.0.0.1:8000{change.get_absolute_url()}"
    assert (row["source"], row["url"]) == ("The Harbour Post", article.url)
    assert (row["from_version"], row["to_version"], row["is_return"]) == ("0", "1", "0")
    assert row["not_after"].endswith("Z")
    assert (row["old_headline"], row["headline"]) == ("Port to be sold", "Port not to be sold")
    assert int(row["significance"]) == change.score
    assert row["kinds"].split("; ") == change.kinds


def test_it_is_narrowed_as_the_list_is(client: Client) -> None:
    make_story([A, B], make_source(slug="post"))
    make_story([A, C], make_source(slug="mail"))
    assert len(rows(client, "/changes.csv")) == 2
    for address in ("/changes.csv?source=mail", "/sources/mail/changes.csv", "/changes.csv?kind=number"):
        [row] = rows(client, address)
        assert row["headline"] == "Port sold"
    assert rows(client, "/sources/mail/changes.csv?kind=quotation") == []
    response = client.get("/changes.csv?kind=nonsense")
    assert response.status_code == 400
    assert "nonsense" in response.content.decode()


def test_what_is_hidden_is_left_out(client: Client) -> None:
    article = make_story([A, B, C])
    article.versions.get(number=2).hide("It named a child.", timezone.now())
    assert [row["to_version"] for row in rows(client, "/changes.csv")] == ["1"]
    article.hide("A court ordered it.", timezone.now())
    assert rows(client, "/changes.csv") == []


DISGUISED = [
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{NO-BREAK SPACE}=1",
    "\N{ZERO WIDTH NO-BREAK SPACE}=1",
    " \t \u200e@A1",
]


@pytest.mark.parametrize("headline", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", *DISGUISED])
def test_no_cell_is_a_formula(client: Client, headline: str) -> None:
    article = make_story([A, B])
    Change.objects.update(headline=headline, old_headline='a "quoted", line\nand another')
    [row] = rows(client, "/changes.csv")
    assert row["headline"] == f"'{headline}"
    assert row["old_headline"] == 'a "quoted", line\nand another'
    assert row["url"] == article.url


def test_earlier_changes_are_in_further_tables(client: Client) -> None:
    make_long_story(LONGEST + 3)
    first = client.get("/changes.csv?score=0")
    link = first["Link"]
    assert link.endswith('; rel="next"')
    earlier = rows(client, link[1:].partition(">")[0])
    assert len(earlier) == 3
    assert len({row["not_after"] for row in earlier} | set(times_of(first.content.decode()))) == LONGEST + 3


def times_of(table: str) -> Iterator[str]:
    return (row["not_after"] for row in csv.DictReader(io.StringIO(table, newline="")))


def test_it_costs_one_query(client: Client) -> None:
    for _ in range(3):
        make_story([A, make_text("Port sold", "It was sold.")])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(rows(client, "/changes.csv")) == 3
    assert len(asked) == 1


def test_the_lists_lead_to_it(client: Client) -> None:
    make_story([A, B], make_source(slug="post"))
    assert 'href="/changes.csv"' in client.get("/").content.decode()
    assert 'href="/changes.csv?kind=negation"' in client.get("/?kind=negation").content.decode()
    assert 'href="/sources/post/changes.csv"' in client.get("/sources/post/").content.decode()
