"""Which rows a backup has, and how they are told."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers import sort_dependencies
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from .files import Row

REMADE = {"contenttypes.contenttype", "auth.permission"}
"""Made by migrations; the rows that name them do it by their natural keys."""
LEFT_OUT = {*REMADE, "sessions.session", "articles.preview"}
LEFT_OUT_APPS = {"axes"}
"""What lasts for minutes: who is logged in, who guessed passwords, what was looked at before it is added."""
AT_ONCE = 200

Model = type[models.Model]


def kept_models() -> list[Model]:
    """In an order in which natural keys can be found again. Whatever Stet has is kept, unless it is named above.

    The index of search is no model; it is made anew of passages.
    """
    ordered = sort_dependencies([(app, None) for app in apps.get_app_configs()])
    return [model for model in ordered if _is_kept(model)]


def _is_kept(model: Model) -> bool:
    meta = model._meta
    is_left_out = meta.label_lower in LEFT_OUT or meta.app_label in LEFT_OUT_APPS
    return meta.managed and not meta.proxy and not is_left_out


def count_rows() -> dict[str, int]:
    return {model._meta.label_lower: model._base_manager.count() for model in kept_models()}


def rows_of(model: Model) -> Iterator[Row]:
    """As Django's serializers tell them, read little by little."""
    named = [field.name for field in model._meta.fields if _is_named_naturally(field)]
    rows = model._base_manager.select_related(*named) if named else model._base_manager.all()
    found = rows.order_by("pk").iterator(chunk_size=AT_ONCE)
    while some := list(islice(found, AT_ONCE)):
        yield from serializers.serialize("python", some, use_natural_foreign_keys=True)


def _is_named_naturally(field: Any) -> bool:
    return field.is_relation and hasattr(field.related_model, "natural_key")


def applied_migrations() -> tuple[str, ...]:
    """Those of the app."""
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(name for app, name in applied if app == "articles"))
