"""Adding by address: what is there is fetched before anything is stored, outside the admin's transaction."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.pipeline import NotAdded

from .desk import DeskPages, posted


class AddForm(forms.Form):
    url = forms.URLField(label="Address", assume_scheme="https", max_length=2000)


class AddedByAddress(DeskPages):
    """A model admin whose add page asks for an address and calls `add` with the form's values."""

    add_form_class: type[forms.Form] = AddForm

    def add(self, values: dict[str, Any]) -> models.Model:
        """Fetch, judge and store. Raises NotAdded."""
        raise NotImplementedError

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.add_form_class(posted(request), initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                return self._added(request, self.add(form.cleaned_data))
            except NotAdded as error:
                form.add_error("url", str(error))
        title = f"Add {self.opts.verbose_name}"
        return self.desk_page(request, "add_by_address.html", title, form=form)

    def _added(self, request: HttpRequest, row: models.Model) -> HttpResponse:
        self.log_addition(request, row, [{"added": {}}])
        messages.success(request, f"Added {row}.")
        return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_changelist"))
