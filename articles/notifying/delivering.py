"""One attempt to deliver a message, and what it means for the outbox.

A message is sent first and recorded then: a worker that is killed between the two repeats this one message, after its
lease, and no other; its id tells the receiver.
"""

import logging
from datetime import datetime, timedelta

from articles.models import Alert, Delivery

from . import mailing, webhooks
from .errors import Gone, NotDelivered, Refused
from .letters import Letter

logger = logging.getLogger(__name__)


def deliver(delivery: Delivery, now: datetime) -> bool:
    """Send a claimed delivery, outside of any transaction; `now` is the pass's clock. What is not public any more, and
    whom the alert does not name any more, is left out. False where it is to be tried again.
    """
    letter = Letter(delivery, delivery.changes())
    if not delivery.is_wanted or not (letter.changes or delivery.is_test):
        delivery.settle(Delivery.State.LEFT_OUT, now)
        return True
    try:
        _send(letter, now)
    except Refused as error:
        _refuse(delivery, error, now)
    except NotDelivered as error:
        _postpone(delivery, str(error), now, error.at_least)
        return False
    # A fault of ours in one message must not stop the others, nor come back at every lease's end.
    except Exception:
        logger.exception("Delivery %s failed.", delivery.pk)
        _postpone(delivery, "internal error; the log has its trace.", now)
        return False
    else:
        delivery.settle(Delivery.State.DELIVERED, now)
    return True


def _send(letter: Letter, now: datetime) -> None:
    if letter.delivery.is_by_mail:
        mailing.send(letter)
    else:
        webhooks.send(letter, now)


def _refuse(delivery: Delivery, error: Refused, now: datetime) -> None:
    logger.warning("Alert %s: delivery %s is given up: %s", delivery.alert_id, delivery.pk, error)
    if delivery.settle(Delivery.State.GIVEN_UP, now, str(error)) and isinstance(error, Gone):
        Alert.objects.filter(pk=delivery.alert_id).update(stopped=str(error)[:500])


def _postpone(delivery: Delivery, reason: str, now: datetime, at_least: timedelta = timedelta(0)) -> None:
    logger.warning("Alert %s: delivery %s waits: %s", delivery.alert_id, delivery.pk, reason)
    delivery.postpone(now, reason, at_least)
