"""Mails over TLS, from the first byte or by STARTTLS: to a server that proves who it is, and to no other."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from pytest_django import Settings

from articles.models import Delivery
from tests.fetching.test_tls import CERTIFICATES
from tests.notifying.conftest import NOW, make_alert, send_due
from tests.notifying.targets import Mailbox
from tests.servers import free_port

pytestmark = pytest.mark.django_db
AUTHORITY = CERTIFICATES / "authority.pem"


class _StartTLS(Controller):
    """Takes users after STARTTLS alone, and only with the password."""

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            tls_context=secure(),
            require_starttls=True,
            auth_required=True,
            authenticator=lambda _server, _session, _envelope, _mechanism, told: AuthResult(
                success=(told.login, told.password) == (b"ed", b"s3cret"), handled=False
            ),
            loop=self.loop,
        )


def secure() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "localhost.pem")
    return context


@contextmanager
def encrypted(by: str, settings: Settings) -> Iterator[Mailbox]:
    """A mail server with a certificate for localhost, and the settings that lead to it."""
    mailbox = Mailbox(port=free_port())
    asked = {"hostname": "localhost", "port": mailbox.port}
    server = (
        _StartTLS(mailbox, **asked)
        if by == "starttls"
        else Controller(mailbox, **asked, ssl_context=secure())
    )
    settings.EMAIL_BACKEND = "articles.notifying.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", mailbox.port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = by == "starttls", by == "tls"
    settings.EMAIL_DEADLINE = timedelta(seconds=10)
    server.start()
    try:
        yield mailbox
    finally:
        server.stop()


@pytest.mark.parametrize("by", ["tls", "starttls"])
def test_a_server_that_is_trusted(by: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    with encrypted(by, settings) as mailbox:
        if by == "starttls":
            settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ed", "s3cret"
        Delivery.objects.make_test(make_alert(emails="desk@paper.example"), NOW)
        send_due()
        assert mailbox.recipients() == ["desk@paper.example"]


@pytest.mark.parametrize("by", ["tls", "starttls"])
def test_a_server_that_is_not(by: str, settings: Settings) -> None:
    with encrypted(by, settings) as mailbox:
        Delivery.objects.make_test(make_alert(emails="desk@paper.example"), NOW)
        send_due()
        assert not mailbox.mails
    assert "certificate verify failed" in Delivery.objects.get().last_error


def test_a_wrong_password_is_tried_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ours, and may be mended."""
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    with encrypted("starttls", settings):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ed", "wrong"
        Delivery.objects.make_test(make_alert(emails="desk@paper.example"), NOW)
        send_due()
    delivery = Delivery.objects.get()
    assert "535" in delivery.last_error
    assert delivery.state == Delivery.State.WAITING
