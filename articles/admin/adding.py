"""Adding by address: what is there is fetched before anything is stored, outside the admin's transaction."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.pipeline import NotAdded


class AddForm(forms.Form):
    url = forms.URLField(label="Address", assume_scheme="https", max_length=2000)


class AddedByAddress(admin.ModelAdmin):
    """A model admin whose add page asks for an address and calls `add` with the form's values."""

    add_form_class: type[forms.Form] = AddForm
    add_template = "admin/articles/add_by_address.html"

    def add(self, values: dict[str, Any]) -> models.Model:
        """Fetch, judge and store. Raises NotAdded."""
        raise NotImplementedError

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.add_form_class(request.POST or None, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                return self._added(request, self.add(form.cleaned_data))
            except NotAdded as error:
                form.add_error("url", str(error))
        return self._ask(request, form)

    def _added(self, request: HttpRequest, row: models.Model) -> HttpResponse:
        self.log_addition(request, row, [{"added": {}}])
        messages.success(request, f"Added {row}.")
        return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_changelist"))

    def _ask(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": f"Add {self.opts.verbose_name}",
        }
        return TemplateResponse(request, self.add_template, context)
