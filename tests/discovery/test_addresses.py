"""One URL per article."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.discovery import BadUrl, DiscoveryError, canonical_url, host_address
from articles.fetching import BadAddress
from articles.fetching.addresses import Address


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
        "http://good.test/a\x00b",
        "http://good.test/a\nb",
        "http://good.test/a\x1bb",
        "http://good.test/a\x9bb",
        "http://good.test/a\ud800b",
        "http://good.test/a\uffffb",
        "http://good.test:0/",
        "http://good.test:\uff18\uff10/",
        "http://127.1/",
        "http://256.1.1.1/",
        "http://exa\u202emple.test/",
        "ftp://good.test/\x1b]0;title\x07\u202e\n",
    ],
)
def test_what_is_no_web_address_is_refused_in_one_line(url):
    for judge in (canonical_url, host_address) if len(url) < 2_000 else (canonical_url,):
        with pytest.raises(BadUrl) as caught:
            judge(url)
        assert isinstance(caught.value, DiscoveryError)
        assert str(caught.value).isprintable()
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


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://stra\u00dfe.test/", "xn--strae-oqa.test:80"),
        ("http://STRASSE.test/", "strasse.test:80"),
        ("http://Stra\u1e9ee.test/", "xn--strae-oqa.test:80"),
        ("https://\u0130stanbul.test/", "xn--istanbul-o0e.test:443"),
        ("http://\u03c2\u03af\u03c3\u03c5\u03c6\u03bf\u03c2.test/", "xn--kxa6ahcdmh.test:80"),
        ("http://\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.test/", "xn--mgba3gch31f060k.test:80"),
        ("http://Good.TEST./", "good.test:80"),
        ("http://b\u00fccher.test\u3002/", "xn--bcher-kva.test:80"),
        ("http://good\uff0etest/", "good.test:80"),
        ("http://\uff11\uff12\uff17.0.0.1/", "127.0.0.1:80"),
        ("http://\uff27\uff4f\uff4f\uff44.test:8080/", "good.test:8080"),
        ("http://xn--strae-oqa.test:/", "xn--strae-oqa.test:80"),
        ("http://good.test:0443/", "good.test:443"),
        ("http://under_score.test/", "under_score.test:80"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://[2001:DB8:0:0::1]:443/", "[2001:db8::1]:443"),
        ("http://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]:80"),
    ],
)
def test_what_is_paced_is_what_is_fetched_from(url, expected):
    address = Address.parse(url)
    assert f"{address.host}:{address.port}" == expected
    assert host_address(url) == host_address(address.url) == host_address(canonical_url(url)) == expected


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("aA1.-_:[]@%\u00df\u1e9e\u0130\u3002\uff0e\uff11\u00ad")),
        max_size=12,
    )
)
def test_no_host_is_read_in_two_ways(authority):
    url = f"http://{authority}/"
    try:
        paced, fetched = host_address(url), Address.parse(url)
    except (BadUrl, BadAddress):
        return
    assert paced == f"{fetched.host}:{fetched.port}"


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
