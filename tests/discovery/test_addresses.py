"""One URL per article."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.discovery import BadUrl, DiscoveryError, canonical_url, host_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Good.TEST:80/A", "http://good.test/A"),
        ("https://good.test:443", "https://good.test/"),
        ("https://good.test:8443/a", "https://good.test:8443/a"),
        (" https://good.test/a \n", "https://good.test/a"),
        ("https://good.test/a#top", "https://good.test/a"),
        ("https://good.test/a?b=2&a=1", "https://good.test/a?a=1&b=2"),
        ("https://good.test/a?", "https://good.test/a"),
        ("https://good.test/a?&&x=1&", "https://good.test/a?x=1"),
        ("https://good.test/a?utm_source=rss&utm_medium=feed&fbclid=x&gclid=y", "https://good.test/a"),
        ("https://good.test/a?UTM_Source=rss&id=7", "https://good.test/a?id=7"),
        ("https://good.test/a?utm%5Fsource=rss&id=7", "https://good.test/a?id=7"),
        ("https://good.test/a?at_medium=RSS&at_campaign=KARANGA", "https://good.test/a"),
        ("https://good.test/?p=123", "https://good.test/?p=123"),
        ("https://good.test/?id=5&page=2", "https://good.test/?id=5&page=2"),
        (
            "https://good.test/story?ref=7&source=3&cid=9&atom=1",
            "https://good.test/story?atom=1&cid=9&ref=7&source=3",
        ),
        ("https://good.test/a?q=", "https://good.test/a?q="),
        ("https://good.test/a%7eb/%c3%a9", "https://good.test/a~b/%C3%A9"),
        ("https://good.test/caf\u00e9", "https://good.test/caf%C3%A9"),
        ("https://b\u00fccher.test/a", "https://xn--bcher-kva.test/a"),
        ("https://user:secret@good.test/a", "https://good.test/a"),
        ("https://good.test./a", "https://good.test/a"),
        ("http://[2001:DB8::0:1]:80/a", "http://[2001:db8::1]/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ],
)
def test_canonical_url(url, expected):
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "good.test/a",
        "/a",
        "//good.test/a",
        "not an address",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://good.test/a",
        "http://",
        "http:///a",
        "http://:80/a",
        "http://user@/a",
        "http://[::1/a",
        "http://[zz]/a",
        "http://[fe80::1%25eth0]/a",
        "http://good.test:port/a",
        "http://good.test:99999/a",
        "http://exa mple.test/a",
        "http://good.test\\@evil.test/a",
        "http://a..b/",
        f"http://{'a' * 60}!.test/",
        f"http://{'a' * 64}.test/",
        f"http://good.test/{'a' * 2_000}",
        "http://good.test/\x00" + "a" * 3_000,
    ],
)
def test_what_is_no_web_address_is_refused_in_one_line(url):
    for judge in (canonical_url, host_address) if len(url) < 2_000 else (canonical_url,):
        with pytest.raises(BadUrl) as caught:
            judge(url)
        assert isinstance(caught.value, DiscoveryError)
        assert "\n" not in str(caught.value)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Good.test/a", "good.test:443"),
        ("http://good.test", "good.test:80"),
        ("http://good.test:8080/a", "good.test:8080"),
        ("http://user@b\u00fccher.test/", "xn--bcher-kva.test:80"),
        ("http://[2001:DB8::0:1]/a", "[2001:db8::1]:80"),
    ],
)
def test_host_address(url, expected):
    assert host_address(url) == expected


PARTS = st.text(st.one_of(st.characters(), st.sampled_from("%2f/?&=#;:@[].~+ utm_id")), max_size=30)


@given(
    st.sampled_from(["http://", "https://", "HTTP://"]),
    st.sampled_from(["good.test", "g\u00f6\u00f6d.test:80", "[::1]", ""]),
    PARTS,
)
def test_canonical_urls_are_their_own_canonical_form(scheme, host, rest):
    try:
        once = canonical_url(scheme + host + rest)
    except BadUrl:
        return
    assert canonical_url(once) == once
    assert once.isascii()
    assert host_address(once) == host_address(scheme + host + rest)


@given(
    st.sampled_from(["id", "p", "page", "article", "story_id", "a", "q"]),
    st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1),
)
def test_a_parameter_that_identifies_is_never_dropped(name, value):
    assert canonical_url(f"https://good.test/?{name}={value}") == f"https://good.test/?{name}={value}"
