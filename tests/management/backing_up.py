"""Backups made and restored as an admin does it, and all that a database holds, to be compared."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from articles.management.backup.contents import kept_models


def all_rows() -> dict[str, list[Any]]:
    """Of all that a backup keeps, but for what tells of the moment in which it was made."""
    told: dict[str, list[Any]] = {}
    for model in kept_models():
        rows = [_plain(row) for row in model._base_manager.order_by("pk").values()]
        told[model._meta.label_lower] = rows
        for field in model._meta.many_to_many:
            pairs = getattr(model, field.name).through._base_manager.values_list()
            told[f"{model._meta.label_lower}.{field.name}"] = sorted(tuple(row[1:]) for row in pairs)
    return told


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    of_the_moment = ("lease_token", "lease_until", "free_at", "held", "seen_at")
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.items()
        if name not in of_the_moment
    }


def backup(path: Path, *arguments: str) -> str:
    told = StringIO()
    call_command("backup", str(path), *arguments, stdout=told, stderr=StringIO())
    return told.getvalue()


def restore(path: Path, *arguments: str) -> str:
    told = StringIO()
    call_command("restore", str(path), *arguments, stdout=told, stderr=StringIO())
    return told.getvalue()
