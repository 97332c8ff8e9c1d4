"""Every tampering is named: what it is, where, and what it means."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from articles.models import Article, Capture, Reading, Snapshot, Source
from articles.pipeline import reextract, verify, verify_newest
from articles.text import Block
from articles.versioning import fingerprint, pack, pack_text
from tests.factories import make_story, make_text
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, Poll
from tests.pipeline.tampering import lawless, reseal, set_text, sql
from tests.pipeline.test_verifying import HOUR, PROMO, faults


def change_bytes(article: Article) -> None:
    snapshot = Snapshot.objects.select_related("base").get(capture__article=article, capture__number=1)
    assert snapshot.base is not None
    packed = pack(snapshot.body.replace(b"minister", b"monarch "), snapshot.base.body)
    sql("UPDATE articles_snapshot SET packed = %s WHERE id = %s", packed, snapshot.pk)


def garble_bytes(article: Article) -> None:
    snapshot = Snapshot.objects.get(capture__article=article, capture__number=1)
    sql("UPDATE articles_snapshot SET packed = %s WHERE id = %s", b"\x01garbled", snapshot.pk)


def change_time(article: Article) -> None:
    row = article.captures.get(number=1)
    Capture.objects.filter(pk=row.pk).update(fetched_at=row.fetched_at + timedelta(seconds=1))


def change_url(article: Article) -> None:
    sql(
        "UPDATE articles_capture SET url = %s WHERE article_id = %s AND number = 1",
        "https://x.example/",
        article.pk,
    )


def change_status(article: Article) -> None:
    sql("UPDATE articles_capture SET status = 203 WHERE article_id = %s AND number = 1", article.pk)


def move_article(article: Article) -> None:
    sql("UPDATE articles_article SET url = %s WHERE id = %s", "https://x.example/", article.pk)


def delete_capture(article: Article) -> None:
    sql("DELETE FROM articles_capture WHERE article_id = %s AND number = 1", article.pk)


def swap_captures(article: Article) -> None:
    for old, new in ((1, 99), (2, 1), (99, 2)):
        sql(
            "UPDATE articles_capture SET number = %s WHERE article_id = %s AND number = %s",
            new,
            article.pk,
            old,
        )


def insert_capture(article: Article) -> None:
    Capture.objects.filter(article=article, number__gte=2).order_by("-number").update(
        number=F("number") + 100
    )
    Capture.objects.filter(article=article, number__gte=100).update(number=F("number") - 99)
    forged = article.captures.get(number=1)
    forged.pk, forged.number, forged.previous_hash = None, 2, forged.hash
    forged.hash = forged.sealed()
    forged.save(force_insert=True)


def change_text(article: Article) -> None:
    version = article.versions.readable().get(number=2)
    [*blocks, _] = version.text.blocks
    set_text(version, replace(version.text, blocks=(*blocks, Block("paragraph", "The minister lied."))))


def garble_text(article: Article) -> None:
    version = article.versions.readable().get(number=2)
    assert version.base is not None
    sql("UPDATE articles_version SET packed = %s WHERE id = %s", pack(b"[]", version.base.raw), version.pk)


def delete_version(article: Article) -> None:
    sql("DELETE FROM articles_version WHERE article_id = %s AND number = 3", article.pk)


def change_reading(article: Article) -> None:
    reading = Reading.objects.select_related("base").get(version__article=article)
    packed = pack_text(replace(reading.text, headline="Port given away"), reading.base.raw)
    sql("UPDATE articles_reading SET packed = %s WHERE id = %s", packed, reading.pk)


def change_reading_with_its_fingerprint(article: Article) -> None:
    change_reading(article)
    reading = Reading.objects.select_related("base").get(version__article=article)
    sql("UPDATE articles_reading SET fingerprint = %s WHERE id = %s", fingerprint(reading.text), reading.pk)


def change_text_and_seal_it(article: Article) -> None:
    """Nothing but the page itself tells that one."""
    change_text(article)
    version = article.versions.readable().get(number=2)
    Capture.objects.filter(pk=version.capture_id).update(fingerprint=fingerprint(version.text))
    reseal(article)


def change_time_of_change(article: Article) -> None:
    row = article.changes.get(number=2)
    article.changes.filter(number=2).update(not_after=row.not_after + HOUR)


def tell_a_return(article: Article) -> None:
    article.changes.filter(number=2).update(is_return=True)


def renumber_change(article: Article) -> None:
    article.changes.filter(number=2).update(from_number=0)


def stand_elsewhere(article: Article) -> None:
    other = make_story([make_text("Tide", "The tide is in.")])
    Article.objects.filter(pk=article.pk).update(current=other.current)


def take_from_elsewhere(article: Article) -> None:
    other = make_story([make_text("Tide", "The tide is in.")])
    article.versions.filter(number=2).update(capture=other.captures.get())


def delete_change(article: Article) -> None:
    sql("DELETE FROM articles_change WHERE article_id = %s AND number = 2", article.pk)


def delete_last_change(article: Article) -> None:
    sql("DELETE FROM articles_change WHERE article_id = %s AND number = 4", article.pk)


def orphan_captures(article: Article) -> None:
    sql("DELETE FROM articles_article WHERE id = %s", article.pk)


def orphan_article(article: Article) -> None:
    sql("DELETE FROM articles_source")


NOT_SEALED = "its hash is not that of its row"


@pytest.mark.parametrize(
    ("tamper", "where", "what"),
    [
        (change_bytes, "snapshot of capture 1", "its bytes are not those that were fetched"),
        (garble_bytes, "snapshot of capture 1", "its bytes cannot be read"),
        (change_time, "capture 1", NOT_SEALED),
        (change_url, "capture 1", NOT_SEALED),
        (change_status, "capture 1", NOT_SEALED),
        (move_article, "capture 0", NOT_SEALED),
        (delete_capture, "capture 2", "capture 1 is missing before it"),
        (swap_captures, "capture 1", "it does not follow the capture before it"),
        (insert_capture, "capture 3", "it does not follow the capture before it"),
        (change_text, "version 2", "its text is not the one that capture 2 sealed"),
        (change_text_and_seal_it, "version 2", "its text is not what the page of capture 2 says"),
        (garble_text, "version 2", "its text cannot be read"),
        (delete_version, "versions", "3 are kept and 4 were counted"),
        (change_reading, "version 3, read by", "its text is not the one that was read"),
        (change_reading_with_its_fingerprint, "version 3", "its text is not what the page of capture 4 says"),
        (change_time_of_change, "change 2", "its time is not that of its capture"),
        (tell_a_return, "change 2", "whether it is a return is not as the changes before it tell"),
        (renumber_change, "change 2", "its numbers are not those of its versions"),
        (stand_elsewhere, "versions", "the one that stands is missing, or another article's"),
        (take_from_elsewhere, "version 2", "its capture is missing, or of another article"),
        (delete_change, "change 3", "it should be change 2"),
        (delete_last_change, "changes", "3 are kept and 4 were counted"),
        (orphan_article, "article", "its source was removed, the article was not"),
        (orphan_captures, "capture 0", "its article was removed, the capture was not"),
    ],
)
def test_tampering_is_named(
    newsroom: Newsroom, story: Article, poll: Poll, tamper: Callable[[Article], None], where: str, what: str
) -> None:
    for minute, text in [(30, B), (90, ("Port kept", *B[1:])), (150, A), (210, (*B, PROMO))]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    assert len(list(reextract(None, "ed", "", START))) == 1
    story.refresh_from_db()
    assert (story.versions_count, story.changes_count, faults()) == (4, 4, [])
    tamper(story)
    with lawless():
        assert [fault for fault in faults() if f"{where}" in fault and what in fault], faults()


@pytest.mark.parametrize("garbage", ["long ago", "2026-13-45 00:00:00", 7])
def test_what_no_column_may_hold_is_a_fault_of_its_article_alone(db: None, garbage: object) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such value")
    stories = [make_story([make_text("Tide", "The tide is in.")]) for _ in range(3)]
    sql("UPDATE articles_capture SET fetched_at = %s WHERE article_id = %s", garbage, stories[1].pk)
    found = [one.faults for one in verify(reads_pages=False)]
    assert [len(faults) for faults in found] == [0, 1, 0]
    assert str(found[1][0]).startswith(f"article {stories[1].pk}: a row of it holds what Stet never writes")
    count, [newest] = verify_newest(HOUR)
    assert (count, "it holds what Stet never writes" in str(newest)) == (3, True)
