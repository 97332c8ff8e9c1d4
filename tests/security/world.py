"""A row of everything that is stored, hostile in every field of text."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from articles.models import (
    Alert,
    Alias,
    Article,
    AuditEntry,
    Candidate,
    Delivery,
    Event,
    FeedCopy,
    FurnitureSign,
    Listing,
    Preview,
    Reading,
    Reextraction,
    SiteFurniture,
    SourceDay,
    Tally,
)
from articles.publishing import legible
from articles.text import ArticleText, Block, BlockKind
from articles.versioning import pack
from tests.factories import START, make_event, make_feed, make_source, make_story

KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "quote", "list_item", "caption")
TEXTS = (models.CharField, models.TextField, models.JSONField)
OURS = {
    *("slug", "digest", "sha256", "fingerprint", "previous_hash", "hash", "body_sha256", "page_fingerprint"),
    *("read_by", "changes_by_hour", "lease_token", "object_id"),
    *("Tally.name", "Source.site"),
}
"""Fields that only Stet writes, and reads back: digests, numbers, keys, the name of a site that was connected to."""


@dataclass(frozen=True)
class World:
    article: Article
    hidden: Article
    preview: Preview


def hostile_text(payload: str, number: int) -> ArticleText:
    """Two of different numbers differ in every line."""
    blocks = tuple(Block(kind, f"tide {payload} {kind} {number}") for kind in KINDS)
    return ArticleText(
        f"{payload} headline {number}", blocks, byline=f"{payload} by {number}", language=payload[:35]
    )


def make_world(payload: str) -> World:
    """All rows are made as always, then every field of text is overwritten, past whatever would have refused it."""
    source = make_source(payload[:200], slug="post")
    feed = make_feed(source)
    article = make_story([hostile_text(payload, number) for number in (0, 1, 2, 0)], source)
    hidden = make_story([hostile_text(payload, number) for number in (3, 4)], source)
    hidden.hide(payload[:500], START)
    for kind in Event.Kind:
        make_event(article, kind, START)
    make_companions(article, hostile_text(payload, 5))
    Listing.objects.create(feed=feed, article=article, digest="0")
    FeedCopy.objects.create(feed=feed, fetched_at=START, packed=pack(hostile_feed(payload)))
    preview = make_preview(payload)
    for model in models_with_text():
        overwrite(model, payload)
    for one in (article, hidden, preview):
        one.refresh_from_db()
    return World(article, hidden, preview)


def hostile_feed(payload: str) -> bytes:
    told = escape(legible(payload))
    stories = "".join(
        f"<item><title>{told} {number}</title><link>https://post.example/{number}</link><category>{told}</category></item>"
        for number in range(2)
    )
    return f'<rss version="2.0"><channel><title>{told}</title>{stories}</channel></rss>'.encode()


def make_companions(article: Article, text: ArticleText) -> None:
    source, capture = article.source, article.captures.latest("pk")
    seen = {"kind": Candidate.Kind.SUSPECT, "first_seen_at": START, "last_seen_at": START}
    Candidate.objects.hold(article, text, text, capture, **seen)
    Alias.objects.create(article=article, url=f"{article.url}?alias")
    Reextraction.objects.create(source=source, article=article, started_at=START)
    Reading.objects.create(
        version=article.versions.get(number=0),
        read_by="other",
        base=article.versions.get(number=0),
        packed=b"",
    )
    described = {"kind": "line", "source": source}
    SiteFurniture.objects.create(**described, digest="0", found_at=START)
    FurnitureSign.objects.create(**described, digest="0", article=article, first_seen_at=START, seen_at=START)
    SourceDay.objects.get_or_create(source=source, day=START.date())
    Tally.objects.create(name="checks", label="unchanged", value=1)
    make_desk_rows(article)


def make_desk_rows(article: Article) -> None:
    alert = Alert.objects.create(name="Port", emails="desk@post.example")
    Delivery.objects.create(alert=alert, batch=uuid.uuid4(), recipient="desk@post.example", made_at=START)
    user = User.objects.create_user("clerk")
    kind = ContentType.objects.get_for_model(Article)
    AuditEntry.objects.create(user=user, content_type=kind, object_id=str(article.pk), action_flag=2)


def make_preview(payload: str) -> Preview:
    entry = {"url": payload, "title": payload, "published": "", "categories": [payload]}
    sample = {"url": payload, "title": payload, "headline": payload, "byline": payload, "refused": ""}
    read = {
        **sample,
        "blocks": [[kind, payload] for kind in KINDS],
        "left_out": [payload],
        "left_out_count": 1,
    }
    seen = {
        **{"title": payload, "kind": payload, "entries_count": 1, "has_validators": False, "serves": payload},
        **{"said": payload, "entries": [entry], "others": [{"url": payload, "title": payload}]},
        "samples": [read, {**read, "refused": payload}],
    }
    answer = {
        "site": "https://post.example/",
        "is_chosen": True,
        "url": payload,
        "status": 200,
        "headers": {},
    }
    return Preview.objects.create(
        made_at=timezone.now(), seen=seen, answer={**answer, "hops": [], "times": []}
    )


def models_with_text() -> Iterator[type[models.Model]]:
    for model in apps.get_app_config("articles").get_models():
        if text_fields(model):
            yield model


def text_fields(model: type[models.Model]) -> list[Any]:
    """The fields that hold what came from outside, or from a hand at the desk."""
    fields = [
        field for field in model._meta.concrete_fields if isinstance(field, TEXTS) and not field.choices
    ]
    return [field for field in fields if not {field.name, f"{model.__name__}.{field.name}"} & OURS]


def overwrite(model: type[models.Model], payload: str) -> None:
    rows = list(model._default_manager.all())
    assert rows, f"the hostile world has no {model.__name__}: make one"
    for row in rows:
        values = {field.name: hostile_value(row, field, payload) for field in text_fields(model)}
        model._default_manager.filter(pk=row.pk).update(**values)


def hostile_value(row: models.Model, field: Any, payload: str) -> Any:
    if isinstance(field, models.JSONField):
        return JSONS.get(f"{type(row).__name__}.{field.name}", _same)(getattr(row, field.name), payload)
    is_address = (
        isinstance(field, models.URLField) or "url" in field.name or field.name in ("moved_to", "wanted")
    )
    text = f"javascript:alert({row.pk})//{payload}" if is_address else payload
    if field.unique or field.name in ("address", "url"):
        text = text[: (field.max_length or 10_000) - 8] + str(row.pk)
    return text[: field.max_length]


def _same(value: Any, _payload: str) -> Any:
    return value


def _line(_value: Any, payload: str) -> Any:
    return [payload, f"{payload} again"]


def _pieces(_value: Any, payload: str) -> Any:
    return [["insert", payload], ["delete", payload], ["equal", payload]]


JSONS = {
    "Change.kinds": _line,
    "Change.reasons": _line,
    "Change.excerpt": _pieces,
    "Change.headline_pieces": _pieces,
    "Candidate.whole_lines": _line,
    "SiteFurniture.texts": _line,
    "FurnitureSign.texts": _line,
    "Source.rules": lambda _value, payload: {"body": payload, "boilerplate": [payload]},
    "Source.unmatched_rules": lambda _value, payload: {payload: 99},
    "Feed.filters": lambda _value, payload: {
        "include": {"title": ["."]},
        "exclude": {"url": [f"\\Q{payload}\\E"]},
    },
}
