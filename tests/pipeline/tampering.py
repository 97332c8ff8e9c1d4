"""A hand that changes what is kept, past all of Stet's own ways: by SQL, and with the database's own rules off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection

from articles.models import Article, Capture, Change, Version
from articles.text import ArticleText
from articles.versioning import pack_text


def sql(statement: str, *values: Any) -> None:
    """Run it; it must change something."""
    with lawless(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount, statement


@contextmanager
def lawless() -> Iterator[None]:
    """No foreign key is checked."""
    off, on = {
        "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT"),
        "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
        yield
        cursor.execute(on)


def set_text(version: Version, text: ArticleText) -> None:
    """As the codec writes it."""
    packed = pack_text(text, version.base.raw if version.base else None)
    sql("UPDATE articles_version SET packed = %s WHERE id = %s", packed, version.pk)


def reseal(article: Article) -> None:
    """All hashes of its chain, as its rows are now."""
    before = ""
    for capture in Capture.objects.filter(article=article).select_related("article").order_by("number"):
        capture.previous_hash = before
        before = capture.sealed()
        sql(
            "UPDATE articles_capture SET previous_hash = %s, hash = %s WHERE id = %s",
            capture.previous_hash,
            before,
            capture.pk,
        )


def backdate(article: Article) -> None:
    """Have all of it seen a day earlier, by whole and sound rows."""
    for rows, field in ((Capture, "fetched_at"), (Version, "first_seen_at"), (Change, "not_after")):
        for row in rows.objects.filter(article=article):
            moved = {field: getattr(row, field) - timedelta(days=1)}
            if field == "not_after":
                moved["not_before"] = row.not_before - timedelta(days=1)
            rows.objects.filter(pk=row.pk).update(**moved)
    reseal(article)


def cut_off(article: Article) -> None:
    """The last change with its capture, and its version where it has one of its own; and all that counts them."""
    last = Change.objects.filter(article=article).latest("number")
    before = last.from_version
    sql("DELETE FROM articles_change WHERE id = %s", last.pk)
    sql("DELETE FROM articles_snapshot WHERE capture_id = %s", last.capture_id)
    if not last.is_return:
        sql("DELETE FROM articles_version WHERE id = %s", last.to_version_id)
    sql("DELETE FROM articles_candidate WHERE capture_id = %s", last.capture_id)
    sql("DELETE FROM articles_capture WHERE id = %s", last.capture_id)
    Article.objects.filter(pk=article.pk).update(
        current=before, versions_count=article.versions.count(), changes_count=last.number - 1
    )


def delete_whole(article: Article) -> None:
    """The article, and every row that has to do with it."""
    key = article.pk
    captures = "(SELECT id FROM articles_capture WHERE article_id = %s)"
    sql(f"DELETE FROM articles_snapshot WHERE capture_id IN {captures}", key)
    for table in ("passage", "articlelifetime", "listing", "change", "candidate", "version", "capture"):
        with lawless(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM articles_{table} WHERE article_id = %s", [key])
    sql("DELETE FROM articles_article WHERE id = %s", key)


def move_keys(ahead: int) -> None:
    """No tampering: give the newest capture a key that is so far above the others, as if there were many between."""
    newest = Capture.objects.latest("pk")
    for table in ("articles_version", "articles_change", "articles_candidate", "articles_snapshot"):
        with lawless(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET capture_id = %s WHERE capture_id = %s", [newest.pk + ahead, newest.pk]
            )
    sql("UPDATE articles_capture SET id = %s WHERE id = %s", newest.pk + ahead, newest.pk)
