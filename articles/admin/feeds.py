"""Feeds: how their polls went."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models

from articles.models import Feed, Source
from articles.pipeline import add_feed

from .adding import AddedByAddress, AddForm
from .queue import LAST_CHECK, QueueActions


class AddFeedForm(AddForm):
    source = forms.ModelChoiceField(Source.objects.all())

    field_order = ["source", "url"]


@admin.register(Feed)
class FeedAdmin(AddedByAddress, QueueActions):
    add_form_class = AddFeedForm
    list_display = [
        "__str__",
        "source",
        *LAST_CHECK,
        "paused",
    ]
    list_filter = ["last_outcome", "paused", "source"]
    list_select_related = ["source"]
    search_fields = ["url", "title"]
    fields = readonly_fields = (
        "source",
        "url",
        "title",
        "host",
        "last_checked_at",
        "last_outcome",
        "last_error",
        "failures",
        "next_check_at",
        "paused",
    )

    def add(self, values: dict[str, Any]) -> models.Model:
        return add_feed(values["url"], values["source"])
