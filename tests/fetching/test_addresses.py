import pytest

from articles.fetching import BadAddress, fetch, robots_url
from articles.fetching.addresses import Address

NORMALISED = [
    ("http://News.Example", "http://news.example/"),
    ("HTTPS://news.example:443/a", "https://news.example/a"),
    ("http://news.example:8080/a?b=c#d", "http://news.example:8080/a?b=c"),
    ("  http://news.example/a\n", "http://news.example/a"),
    ("http://news.example./a", "http://news.example/a"),
    ("http://news.example/a b/ü", "http://news.example/a%20b/%C3%BC"),
    ("http://news.example/a%20b?c=%2F", "http://news.example/a%20b?c=%2F"),
    ("http://news.example?a=\\", "http://news.example/?a=%5C"),
    ("http://zeitung-für.example/", "http://xn--zeitung-fr-ieb.example/"),
    ("http://under_score.example/", "http://under_score.example/"),
    ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
    ("http://news.example//a//b", "http://news.example//a//b"),
    ("http://news.example/@author", "http://news.example/@author"),
]

REFUSED = [
    "",
    "news.example/a",
    "//news.example/a",
    "http://",
    "http:///a",
    "http:/news.example/",
    "file:///etc/passwd",
    "ftp://news.example/",
    "gopher://127.0.0.1:70/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://user@news.example/",
    "http://user:password@news.example/",
    "http://news.example@127.0.0.1/",
    "http://news.example\\@127.0.0.1/",
    "http://127.0.0.1\\.news.example/",
    "http:\\\\127.0.0.1/",
    "http://news.example/\\127.0.0.1/",
    "http://127.0.0.1%2f@news.example/",
    "http://127%2e0.0.1/",
    "http://news example/",
    "http://news.example/a\r\nX: y",
    "http://news.example/a\0",
    "http://news\t.example/",
    "http://news.example/a\x85",
    "http://news..example/",
    "http://-news.example/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 130 + "example/",
    "http://news.example/" + "a" * 9000,
    "http://news.example:0/",
    "http://news.example:65536/",
    "http://news.example:8o/",
    "http://news.example:-80/",
    "http://[::1/",
    "http://[::1]evil.example/",
    "http://[fe80::1%25eth0]/",
    "http://[127.0.0.1]/",
    "http://news.example/\udc80",
    # IPv4 in spellings that resolvers accept
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://1.2.3.4.5/",
    "http://256.256.256.256/",
    "http://127.0.0.1../",
]


@pytest.mark.parametrize(("url", "normalised"), NORMALISED)
def test_an_address_has_one_spelling(url, normalised):
    assert Address.parse(url).url == normalised
    assert Address.parse(normalised).url == normalised


@pytest.mark.parametrize("url", REFUSED)
def test_what_programs_read_differently_is_no_address(url, policy, connections):
    with pytest.raises(BadAddress) as caught:
        fetch(url, policy)
    assert str(caught.value).isprintable()
    assert connections == []


def test_robots_speak_for_scheme_name_and_port():
    assert robots_url("https://News.Example:8443/a/b?c#d") == "https://news.example:8443/robots.txt"
    assert robots_url("http://news.example") == "http://news.example/robots.txt"
