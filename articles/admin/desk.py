"""Pages of the desk beyond Django's own, each beside the list or page of what it is about."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from .permissions import may_write_rules


class DeskPages(admin.ModelAdmin):
    def desk_page(
        self, request: HttpRequest, template: str, title: str, row: models.Model | None = None, **more: Any
    ) -> HttpResponse:
        """A page in the admin's frame; `row` is what it is about."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "original": row,
            **more,
        }
        return TemplateResponse(request, f"admin/articles/{template}", context)

    def row_for_patterns(self, request: HttpRequest, pk: int) -> Any:
        """The row whose patterns are to be written, which superusers do: they can be made to lose texts unseen."""
        if not may_write_rules(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row


def list_of(model: str, **wanted: str | int) -> str:
    """The address of the desk's list of a model, narrowed as the list's own filters do."""
    return f"{reverse(f'admin:articles_{model}_changelist')}?{urlencode(wanted)}"


def lines_of(text: str) -> list[str]:
    """One a line; empty ones are none."""
    return [line for line in (line.strip("\r\n") for line in text.split("\n")) if line.strip()]


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: one that is sent empty is sent all the same."""
    return request.POST if request.method == "POST" else None
