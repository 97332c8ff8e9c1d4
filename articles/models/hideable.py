"""What can be hidden from the public, with a reason that the public reads."""

from datetime import datetime

from django.db import models, transaction


class Hideable(models.Model):
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True

    def hide(self, reason: str, now: datetime) -> None:
        """Its own addresses answer 451 with the reason; lists and feeds leave it out."""
        self._set_hidden(now, reason)

    def unhide(self) -> None:
        self._set_hidden(None, "")

    def _set_hidden(self, hidden_at: datetime | None, reason: str) -> None:
        with transaction.atomic():
            self.lock()
            self.hidden_at, self.hidden_reason = hidden_at, reason
            self.save(update_fields=["hidden_at", "hidden_reason"])
            self.spread_visibility()

    def lock(self) -> None:
        """Keep checks of the same article from writing until the transaction ends."""
        raise NotImplementedError

    def spread_visibility(self) -> None:
        """Bring the rows that repeat what is hidden here in line."""
        raise NotImplementedError
