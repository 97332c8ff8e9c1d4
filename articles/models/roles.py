"""The roles at the desk: editors, by a group of this name, and superusers, who may do everything.

Users, deletion, selectors and patterns are a superuser's alone; the networks that may be fetched from are nobody's
here, but a setting's (FETCH_ALLOW_NETS).
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

EDITOR = "editor"
MAY = {
    ("source", "feed", "article"): ("view", "add", "change"),
    ("version", "candidate", "sitefurniture", "furnituresign"): ("view", "change"),
    ("host", "reextraction", "delivery", "auditentry"): ("view",),
    ("alert",): ("view", "add", "change", "delete"),
}
"""What editors may do to rows of this app; "change" is to pause, check now, accept, hide, release."""


def keep_editors(app_config: AppConfig, **_: Any) -> None:
    """Have the group of editors with just these permissions, after each migration: for another role make another group.

    The signal comes to this app first, when Django has not made its permissions yet.
    """
    create_permissions(app_config, verbosity=0)
    group, _created = Group.objects.get_or_create(name=EDITOR)
    wanted = {"content_type__app_label": app_config.label, "codename__in": list(_codenames())}
    group.permissions.set(Permission.objects.filter(**wanted))


def _codenames() -> Iterator[str]:
    for models, verbs in MAY.items():
        for model in models:
            yield from (f"{verb}_{model}" for verb in verbs)
