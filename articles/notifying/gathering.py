"""What waits for an alert, made into messages."""

from datetime import datetime

from django.db import transaction

from articles.models import Alert, Delivery, Digest

from .parting import HOUR, LONGEST, part


def gather(pk: int, now: datetime) -> None:
    """Make the messages that are due of the alert of this key; whoever else does so waits, and finds nothing left.

    While all its recipients fail, what comes is kept for one message after that: a target that is down for a day is
    not sent a day's messages one by one.
    """
    with transaction.atomic():
        alert = Alert.objects.active().select_for_update(no_key=True).filter(pk=pk).first()
        if alert is None or _is_kept_waiting(alert):
            return
        waiting = alert.matches.filter(batch=None).order_by("pk")
        rows = list(waiting.values_list("pk", "found_at")[: LONGEST * alert.most_per_hour])
        sizes = part(
            [found for _, found in rows],
            Digest(alert.digest).waits,
            _made_in_the_last_hour(alert, now),
            alert.most_per_hour,
            now,
        )
        keys = iter([key for key, _ in rows])
        for size in sizes:
            Delivery.objects.make_batch(alert, [next(keys) for _ in range(size)], now)


def _is_kept_waiting(alert: Alert) -> bool:
    failing = Delivery.objects.waiting().filter(alert=alert, attempts__gt=0)
    return {*alert.recipients} <= {*failing.values_list("recipient", flat=True)}


def _made_in_the_last_hour(alert: Alert, now: datetime) -> list[datetime]:
    """The moments of its messages, whoever they went to."""
    made = alert.deliveries.filter(made_at__gt=now - HOUR, is_test=False)
    return [at for _, at in made.values_list("batch", "made_at").distinct()]
