"""Who asks: what a client writes itself is never believed."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from articles.publishing.callers import client_address, client_network, guesser_address

SPOKE = "198.51.100.7"


def asked(forwarded: str = "", spoke: str = SPOKE):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=spoke, **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "", SPOKE),
        (0, "203.0.113.1", SPOKE),
        (1, "", SPOKE),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1, 203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1,203.0.113.1", "203.0.113.1"),
        (2, "10.0.0.1, 203.0.113.1, 192.0.2.9", "203.0.113.1"),
        (2, "203.0.113.1", SPOKE),
        (1, "10.0.0.1, 203.0.113.1:4711", "203.0.113.1"),
        (1, "10.0.0.1, 2001:db8::1", "2001:db8::1"),
        (1, "10.0.0.1, [2001:db8::1]:4711", "2001:db8::1"),
        (1, "10.0.0.1, ::ffff:203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1, unknown", SPOKE),
        (1, "10.0.0.1, ", SPOKE),
        (1, "203.0.113.1, <script>alert(1)</script>", SPOKE),
        (1, "[[[", SPOKE),
    ],
)
def test_only_what_a_trusted_proxy_saw_counts(
    settings: Settings, proxies: int, forwarded: str, client: str
) -> None:
    settings.PROXIES = proxies
    assert client_address(asked(forwarded)) == client


@pytest.mark.parametrize(
    ("spoke", "network"),
    [
        (SPOKE, SPOKE),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.1", "203.0.113.1"),
        ("", ""),
    ],
)
def test_an_ipv6_customer_is_one_client(spoke: str, network: str) -> None:
    assert client_network(asked(spoke=spoke)) == network
    assert guesser_address(asked(spoke=spoke)) == network.partition("/")[0]
