"""A letter as an e-mail: plain text and HTML of the same."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from .errors import NotDelivered, Refused
from .letters import Letter, one_line

LONGEST_REASON = 300


def send(letter: Letter) -> None:
    """Raises NotDelivered. The Message-ID is the same at every attempt, so that mail programs can tell repeats."""
    if not settings.EMAIL_HOST:
        raise NotDelivered("no mail server is set: see EMAIL_URL in the README.")
    try:
        message_of(letter).send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise _as_not_delivered(error) from error


def message_of(letter: Letter) -> EmailMultiAlternatives:
    said = {"letter": letter, "site": settings.PUBLIC_URL}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        letter.subject,
        render_to_string("articles/mail/alert.txt", said),
        to=[letter.delivery.recipient],
        headers={
            "Message-ID": f"<{letter.delivery.uid}@{domain}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence is to be told to it
        },
    )
    message.attach_alternative(render_to_string("articles/mail/alert.html", said), "text/html")
    return message


def _as_not_delivered(error: Exception) -> NotDelivered:
    """What a server refuses for good (RFC 5321, 4.2.1: 5yz) of this recipient or this text is not offered again; what
    it has against us may be mended.
    """
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, reason = next(iter(refused.values()))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=reason):
            pass
        case _:
            return NotDelivered(_told(f"the mail server did not take it ({error or type(error).__name__})"))
    said = _told(f"the mail server answered {code} {_text(reason)}")
    is_of_this = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return Refused(said) if is_of_this and 500 <= code < 600 else NotDelivered(said)


def _text(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason


def _told(reason: str) -> str:
    return one_line(reason, LONGEST_REASON)
