from datetime import timedelta

import pytest

from articles.fetching import Robots

AGENT = "Stet/0.1 (+https://stet.example/about)"
URL = "https://news.example/section/story?id=1"

RULES = [
    ("", True),
    ("User-agent: *\nDisallow: /section/", False),
    ("User-agent: *\nDisallow:", True),
    ("user-AGENT:stet\r\ndisallow:/section/ # not here\r\n", False),
    ("User-agent: Stet\nUser-agent: Other\nDisallow: /", False),
    ("User-agent: *\nDisallow: /\n\nUser-agent: Stet\nAllow: /", True),
    ("User-agent: *\nAllow: /\n\nUser-agent: Stet\nDisallow: /", False),
    ("User-agent: Other\nDisallow: /", True),
    ("User-agent: stet.example\nDisallow: /", True),
    ("User-agent: Stetson\nDisallow: /", True),
    ("User-agent: Stet\nDisallow: /section\n\nUser-agent: Stet\nAllow: /section/story", True),
    ("User-agent: *\nDisallow: /section/\nAllow: /section/story", True),
    ("User-agent: *\nDisallow: /*?id=", False),
    ("User-agent: *\nDisallow: /section/story$", True),
    ("User-agent: *\nDisallow: /SECTION/", True),
    ("\ufeffUser-agent: *\nDisallow: /", False),
    ("<html><body>Not found</body></html>", True),
    ("Disallow: /", True),
    # the product token: the whole of it, in any case, with or without a version (RFC 9309, 2.2.1)
    ("User-agent: STET\nDisallow: /", False),
    ("User-agent: Stet/0.1\nDisallow: /", False),
    ("User-agent: Stet/9 (+https://stet.example/about)\nDisallow: /", False),
    ("User-agent: Stet, Other\nDisallow: /", False),
    ("User-agent: Stet # us\nDisallow: /", False),
    ("User-agent: Stet*\nDisallow: /", False),
    ("User-agent: Ste\nDisallow: /", True),
    ("User-agent: tet\nDisallow: /", True),
    ("User-agent: Stet-News\nDisallow: /", True),
    ("User-agent: https\nDisallow: /", True),
    ("User-agent: S\nAllow: /\n\nUser-agent: *\nDisallow: /", False),
    ("User-agent: Ste\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
    # groups, and lines that mean nothing
    ("User-agent: Stet\nDisallow: /x\n\nUser-agent: *\nDisallow: /", True),
    ("User-agent: Stet/1\nAllow: /x\n\nUser-agent: *\nDisallow: /y\n\nUser-agent: stet\nDisallow: /s", False),
    ("User-agent: Other\nSitemap: /map\nUser-agent: Stet\nDisallow: /", False),
    ("User-agent: Stet\n\n\nDisallow: /", False),
    ("User-agent: Stet\rDisallow: /\r", False),
    ("No-such-field: /\nUser-agent: *\nDisallow: /", False),
    # the longest match counts, and Allow where both are as long (RFC 9309, 2.2.2)
    ("User-agent: *\nAllow: /section/story\nDisallow: /section/", True),
    ("User-agent: *\nAllow: /section/\nDisallow: /section/story", False),
    ("User-agent: *\nDisallow: /section\nAllow: /section", True),
    ("User-agent: *\nAllow: /\nDisallow: /*story", False),
    ("User-agent: *\nDisallow: /section/story?id=1$", False),
    ("User-agent: *\nDisallow: /section/story?id=$", True),
    ("User-agent: *\nDisallow: /*?id=*$", False),
    ("User-agent: *\nDisallow: /*/story", False),
    ("User-agent: *\nDisallow: section/", True),
]

ENCODED = [
    ("/ü", "/%C3%BC", False),
    ("/%c3%bc", "/%C3%BC", False),
    ("/%7Ejoe", "/~joe", False),
    ("/~joe", "/%7ejoe", False),
    ("/a b", "/a%20b", False),
    ("/a%3cd", "/a%3Cd", False),
    ("/50%25", "/50%25", False),
    ("/a%2Fb", "/a%2fb", False),
    ("/a%2Fb", "/a/b", True),
    ("/a/b", "/a%2Fb", True),
]


@pytest.mark.parametrize(("text", "allowed"), RULES)
def test_rules(text, allowed):
    robots = Robots.parse(text.encode())
    assert robots.allows(URL, AGENT) is allowed
    assert Robots.parse(robots.text.encode()).allows(URL, AGENT) is allowed


@pytest.mark.parametrize(("rule", "path", "allowed"), ENCODED)
def test_a_rule_and_an_address_are_compared_as_they_are_meant(rule, path, allowed):
    robots = Robots.parse(f"User-agent: *\nDisallow: {rule}".encode())
    assert robots.allows(f"https://news.example{path}", AGENT) is allowed


def test_a_robots_txt_may_itself_be_asked_for():
    assert Robots.disallow_all().allows("https://news.example/robots.txt", AGENT)


def test_what_a_status_stands_for():
    assert Robots.allow_all().allows(URL, AGENT)
    assert not Robots.disallow_all().allows(URL, AGENT)
    assert not Robots.parse(Robots.disallow_all().text.encode()).allows(URL, AGENT)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nDisallow: /x", 0),
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: Stet\nCrawl-delay: 3", 3),
        ("User-agent: *\nCrawl-delay: 86400", 60),
        ("User-agent: *\nCrawl-delay: 1e999", 0),
        ("User-agent: *\nCrawl-delay: -5", 0),
        ("User-agent: *\nCrawl-delay: soon", 0),
    ],
)
def test_the_gap_a_host_asks_for_is_bounded(text, seconds):
    assert Robots.parse(text.encode()).crawl_delay(AGENT) == timedelta(seconds=seconds)


def test_a_rule_is_not_cut_in_two_at_the_limit():
    start, rule = b"User-agent: *\n", b"Disallow: /private\n"
    filler = b"#" * (500 * 1024 - len(start) - len("Disallow: /") - 1) + b"\n"
    robots = Robots.parse(start + filler + rule)
    assert robots.allows(URL, AGENT)
    assert len(robots.text) <= 500 * 1024


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_what_is_within_the_limit_is_obeyed_whatever_follows(end):
    start = end.join([b"User-agent: *", b"Disallow: /section/", b""])
    filler = (b"# and so on" + end) * 60_000
    robots = Robots.parse(start + filler + b"Allow: /section/story" + end)
    assert not robots.allows(URL, AGENT)
    assert len(robots.text) <= 500 * 1024


def test_a_crawler_named_with_its_version_is_told_its_delay():
    robots = Robots.parse(b"User-agent: Ste\nCrawl-delay: 7\n\nUser-agent: Stet/0.1\nCrawl-delay: 3")
    assert robots.crawl_delay(AGENT) == timedelta(seconds=3)


def test_any_bytes_are_a_robots_txt():
    robots = Robots.parse(b"User-agent: *\nDisallow: /\xff\xfe\x00\n" + bytes(range(256)) * 10)
    assert robots.allows(URL, AGENT)
    assert "\0" not in robots.text
