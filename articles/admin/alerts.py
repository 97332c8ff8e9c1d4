"""Alerts: who is told of which changes, by e-mail or webhook, and how the deliveries went."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.fetching import AddressRefused, BadAddress, refuse_address
from articles.models import Alert, Delivery
from articles.models.alert import HOW_FAR
from articles.models.change import KIND_BITS
from articles.pipeline import read_words
from articles.publishing import number
from articles.publishing.filtering import KINDS
from articles.search import QueryError

from .permissions import KeptByTheRules

MOST_ADDRESSES = 20
LANGUAGE = "Words that must all be there, “phrases” in quotation marks, -word for what must not, begin* for beginnings."


class AlertForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        choices=list(KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Any of these; none is all.",
    )

    class Meta:
        model = Alert
        fields = "__all__"  # noqa: DJ007 -- the admin below names them
        widgets = {"emails": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "words_added": f"In a paragraph or headline that came. {LANGUAGE}",
            "words_removed": f"In a paragraph or headline that went; where both are set, both must be. {LANGUAGE}",
            "emails": f"One a line, or by commas; {MOST_ADDRESSES} at most. Each gets a mail of its own.",
            "webhook_url": "Gets each message as JSON by POST. Redirects are not followed.",
            "webhook_secret": "Signs what the webhook gets: Stet-Signature is the body's HMAC-SHA256 under it.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("kinds", self.instance.kinds)

    def clean_words_added(self) -> str:
        return self._query("words_added")

    def clean_words_removed(self) -> str:
        return self._query("words_removed")

    def _query(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        try:
            read_words(text)
        except QueryError as error:
            raise ValidationError(str(error)) from error
        return text

    def clean_emails(self) -> str:
        named = self.cleaned_data["emails"].replace(",", " ").split()
        if len(named) > MOST_ADDRESSES:
            raise ValidationError(f"{len(named)} addresses are too many: {MOST_ADDRESSES} at most.")
        for address in named:
            validate_email(address)
        if named and not settings.EMAIL_HOST:
            raise ValidationError("No mail server is set: see EMAIL_URL in the README.")
        return "\n".join(dict.fromkeys(named))

    def clean_webhook_url(self) -> str:
        url: str = self.cleaned_data["webhook_url"].strip()
        try:
            if url:
                refuse_address(url, settings.FETCH_ALLOW_NETS)
        except (BadAddress, AddressRefused) as error:
            raise ValidationError(str(error)) from error
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("emails") or cleaned.get("webhook_url") or self.errors):
            raise ValidationError("Name whom it is sent to: an e-mail address, a webhook, or both.")
        return cleaned


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):
    form = AlertForm
    actions = ["send_test", "pause", "resume"]
    list_display = ["name", "state", "asked", "sent_to", "digest", "last_sent_at"]
    list_filter = ["paused", ("stopped", admin.EmptyFieldListFilter), "digest"]
    list_select_related = ["source"]
    search_fields = ["name", "emails", "webhook_url", "words_added", "words_removed"]
    readonly_fields = ["state", "owner", "failures", "last_error", "last_sent_at"]
    fieldsets = [
        (None, {"fields": ["name", "state"]}),
        ("Told of changes that meet all of this", {
            "fields": ["source", "kinds", "least_score", "words_added", "words_removed"],
        }),
        ("Sent to", {"fields": ["emails", "webhook_url", "webhook_secret", "digest", "most_per_hour", "paused"]}),
        ("How it went", {"fields": ["owner", "failures", "last_error", "last_sent_at"]}),
    ]  # fmt: skip

    @admin.display(description="told of")
    def asked(self, alert: Alert) -> str:
        said = {
            "of": alert.source,
            "": ", ".join(KINDS[kind].lower() for kind in KIND_BITS if kind in alert.kinds),
            "significance from": alert.least_score,
            "came:": alert.words_added,
            "went:": alert.words_removed,
        }
        return "; ".join(f"{name} {value}".strip() for name, value in said.items() if value) or "every change"

    @admin.display(description="to")
    def sent_to(self, alert: Alert) -> str:
        return ", ".join(alert.recipients)

    @admin.display
    def state(self, alert: Alert) -> str:
        if alert.paused:
            return "paused"
        if alert.stopped:
            return f"stopped, until it is resumed: {alert.stopped}"
        return (
            f"failing ({number(alert.failures, 'attempt')} in a row): {alert.last_error}"
            if alert.failures
            else "on"
        )

    def save_model(self, request: HttpRequest, obj: Alert, form: Any, change: bool) -> None:
        """What was written in the form and nothing else: workers write in the same row meanwhile."""
        obj.kinds = form.cleaned_data["kinds"]
        if not change:
            obj.owner_id = request.user.pk
            return obj.save()
        changed = set(form.changed_data)
        written = {"kind_bits", *changed - {"kinds"}}
        is_resumed = "paused" in changed and not obj.paused
        is_sent_elsewhere = obj.stopped and changed & {"emails", "webhook_url"}
        if is_resumed or is_sent_elsewhere:
            obj.begin_anew()
            written |= {"stopped", *HOW_FAR}
        return obj.save(update_fields=written)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its outbox goes with it, of which nobody deletes single messages."""
        *listed, needed, protected = super().get_deleted_objects(objs, request)
        return *listed, needed - {Delivery._meta.verbose_name}, protected

    @admin.action(description="Send a test now", permissions=["change"])
    def send_test(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        for alert in queryset:
            if alert.paused or alert.stopped:
                messages.error(request, f"{alert}: it is {self.state(alert)}.")
                continue
            Delivery.objects.make_test(alert, timezone.now())
            self.log_change(request, alert, "Test sent.")
            messages.success(
                request, f"{alert}: a test goes to {self.sent_to(alert)}; “Deliveries” says how it went."
            )

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        for alert in queryset.filter(paused=False):
            Alert.objects.filter(pk=alert.pk).update(paused=True)
            self.log_change(request, alert, "Paused.")
        messages.success(request, "Paused: what changes meanwhile is not told.")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        for alert in queryset.exclude(paused=False, stopped=""):
            alert.paused = False
            alert.begin_anew()
            alert.save(update_fields=["paused", "stopped", *HOW_FAR])
            self.log_change(request, alert, "Resumed.")
        messages.success(request, "Resumed: what changes from now on is told.")


@admin.register(Delivery)
class DeliveryAdmin(KeptByTheRules):
    """The outbox: made by the rules, to be read only."""

    fields = readonly_fields = list_display = (
        *("made_at", "state", "last_error", "alert", "recipient", "is_test"),
        *("attempts", "next_attempt_at", "settled_at"),
    )
    list_filter = ["state", "is_test", "alert"]
    list_select_related = ["alert"]
    search_fields = ["recipient"]
    show_full_result_count = False
    ordering = ["-pk"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
