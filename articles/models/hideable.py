"""What can be hidden from the public, with a reason that the public reads."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

if TYPE_CHECKING:
    from .article import Article
    from .version import Version


class Hideable(models.Model):
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True

    def hide(self, reason: str, now: datetime) -> None:
        """Its own addresses answer 451 with the reason; lists and feeds leave it out, and the public log says so.

        Hidden again with another reason, it has another notice.
        """
        with transaction.atomic():
            self._set_hidden(now, reason)
            article, version = self.named_by_notices()
            self._lift_notices(now)
            article.notices.create(version=version, reason=reason, hidden_at=now)

    def unhide(self, now: datetime) -> None:
        with transaction.atomic():
            self._set_hidden(None, "")
            self._lift_notices(now)

    def _set_hidden(self, hidden_at: datetime | None, reason: str) -> None:
        self.lock()
        self.hidden_at, self.hidden_reason = hidden_at, reason
        self.save(update_fields=["hidden_at", "hidden_reason"])
        self.spread_visibility()

    def _lift_notices(self, now: datetime) -> None:
        article, version = self.named_by_notices()
        article.notices.filter(version=version, lifted_at=None).update(lifted_at=now)

    def named_by_notices(self) -> "tuple[Article, Version | None]":
        """What the public log names: an article, or a version of it."""
        raise NotImplementedError

    def lock(self) -> None:
        """Keep checks of the same article from writing until the transaction ends."""
        raise NotImplementedError

    def spread_visibility(self) -> None:
        """Bring the rows that repeat what is hidden here in line."""
        raise NotImplementedError
