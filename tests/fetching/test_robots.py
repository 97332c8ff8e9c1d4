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
]


@pytest.mark.parametrize(("text", "allowed"), RULES)
def test_rules(text, allowed):
    robots = Robots.parse(text.encode())
    assert robots.allows(URL, AGENT) is allowed
    assert Robots.parse(robots.text.encode()).allows(URL, AGENT) is allowed


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


def test_any_bytes_are_a_robots_txt():
    robots = Robots.parse(b"User-agent: *\nDisallow: /\xff\xfe\x00\n" + bytes(range(256)) * 10)
    assert robots.allows(URL, AGENT)
    assert "\0" not in robots.text
