"""A letter as JSON, signed, to a URL of whoever set it: through the address guard, and never along a redirect."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.fetching import FetchError, Policy, Receipt, post
from articles.models import Change
from articles.scheduling import told_wait

from .errors import Gone, NotDelivered
from .letters import Letter

DEADLINE = timedelta(seconds=10)
LONGEST_ANSWER = 64 * 1024
SIGNATURE = "Stet-Signature"


def send(letter: Letter, now: datetime) -> None:
    """Raises NotDelivered unless the receiver answers 2xx; Gone where it answers 410.

    `Stet-Delivery`, and `id` in the body, are the same at every attempt: a receiver drops what it has. The signature is
    the HMAC-SHA256 of the body under the alert's secret, in hexadecimal.
    """
    body = json.dumps(payload(letter)).encode()
    headers = {
        "Content-Type": "application/json",
        "Stet-Delivery": str(letter.delivery.uid),
        SIGNATURE: f"sha256={signature(letter.alert.webhook_secret, body)}",
    }
    try:
        receipt = post(letter.delivery.recipient, body, _policy(), headers)
    except FetchError as error:
        raise NotDelivered(str(error)) from error
    _judge(receipt, now)


def signature(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def payload(letter: Letter) -> dict[str, Any]:
    alert = letter.alert
    return {
        "id": str(letter.delivery.uid),
        "sent_at": _moment(timezone.now()),
        "test": letter.delivery.is_test,
        "alert": {"id": alert.pk, "name": alert.name, "url": settings.PUBLIC_URL + alert.desk_url},
        "changes": [_told(change) for change in letter.changes],
    }


def _told(change: Change) -> dict[str, Any]:
    return {
        "url": settings.PUBLIC_URL + change.get_absolute_url(),
        "article": change.article_id,
        "number": change.number,
        "from_version": change.from_number,
        "to_version": change.to_number,
        "source": {"slug": change.source.slug, "name": change.source.name},
        "headline": change.headline,
        "old_headline": change.old_headline,
        "summary": change.summary,
        "excerpt": change.excerpt,
        "score": change.score,
        "minor": change.minor,
        "silent": change.silent,
        "kinds": change.kinds,
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "not_before": _moment(change.not_before),
        "not_after": _moment(change.not_after),
    }


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _policy() -> Policy:
    return Policy(
        user_agent=settings.FETCH_USER_AGENT,
        deadline=DEADLINE,
        max_bytes=LONGEST_ANSWER,
        allow_nets=settings.FETCH_ALLOW_NETS,
        only_nets=settings.FETCH_ONLY_NETS,
    )


def _judge(receipt: Receipt, now: datetime) -> None:
    if 200 <= receipt.status < 300:
        return
    said = f"the receiver answered {receipt.status}"
    if receipt.status == HTTPStatus.GONE:
        raise Gone(f"{said}: it is gone for good.")
    if 300 <= receipt.status < 400:
        raise NotDelivered(f"{said}: redirects are not followed; write its own address.")
    raise NotDelivered(f"{said}.", told_wait(receipt.retry_after, now) or timedelta(0))
