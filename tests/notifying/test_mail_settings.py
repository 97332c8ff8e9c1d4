"""The mail server, as the environment names it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.settings import _mail_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", ("", 25, "", "", False, False)),
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "", "", False, False)),
        ("submission://ed:pass@mail.example", ("mail.example", 587, "ed", "pass", True, False)),
        (
            "smtps://ed%40a.example:p%3A%2Fw@mail.example",
            ("mail.example", 465, "ed@a.example", "p:/w", False, True),
        ),
        ("smtp://[::1]:2525", ("::1", 2525, "", "", False, False)),
    ],
)
def test_a_server(url: str, server: tuple[object, ...]) -> None:
    assert _mail_server(url) == server


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x", "smtps:"]
)
def test_what_is_none_is_said(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be like smtp://"):
        _mail_server(url)
