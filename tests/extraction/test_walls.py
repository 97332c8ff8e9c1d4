"""What stands in a story's place is refused; a story about such things is not."""

import gzip
import json
import pickle

import pytest

from articles.extraction import Challenge, ErrorPage, ExtractionError, Wall, extract, page_fingerprint

URL = "https://good.test/a"
ASKING = "We and our 214 partners store and access information on your device, such as cookies, for personalised ads."
ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "H"}</script>'
PASSWORD = "<form><input name='user'><input type='password'></form>"


def titled(title: str, body: str, head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


REFUSED = [
    (
        titled("Just a moment...", "<h1>good.test</h1><p>Checking your browser before you go on.</p>"),
        Challenge,
    ),
    (titled("Are you a robot?", "<p>Please confirm that you are not a machine.</p>"), Challenge),
    (titled("good.test", "<div>Please verify you are a human</div><p>Reference ID 7</p>"), Challenge),
    (
        titled(
            "good.test",
            "<div id=app></div><noscript>You need to enable JavaScript to run this app.</noscript>",
        ),
        Challenge,
    ),
    (titled("good.test", "<div class='g-recaptcha'></div>"), Challenge),
    (
        titled(
            "Access to this page has been denied", "<p>We think that a machine is at work here, sorry.</p>"
        ),
        Challenge,
    ),
    (titled("Sicherheits\u00fcberpr\u00fcfung | Die Zeitung", "<p>Einen Augenblick.</p>"), Challenge),
    (titled("404", "<p>There is nothing here any more.</p>"), ErrorPage),
    (
        titled("Page not found - The Ledger", "<h1>Sorry</h1><p>Try the search or go to the front page.</p>"),
        ErrorPage,
    ),
    (titled("The Ledger", "<h1>500 Internal Server Error</h1><p>nginx</p>"), ErrorPage),
    (titled("The Ledger", "<h1>This page could not be found.</h1>"), ErrorPage),
    (titled("Error 503", "<p>The service is having a rest, come back in a while please.</p>"), ErrorPage),
    (titled("The Ledger", "<h1>We'll be back soon!</h1><p>Our site is down for maintenance.</p>"), ErrorPage),
    (
        titled("Seite nicht gefunden | Die Zeitung", "<p>Die gew\u00fcnschte Seite gibt es nicht mehr.</p>"),
        ErrorPage,
    ),
    (titled("Page introuvable", "<p>Cette page n'existe pas ou plus.</p>"), ErrorPage),
    (titled("Before you continue", f"<div id=consent><p>{ASKING}</p><button>Accept</button></div>"), Wall),
    (titled("The Ledger", f"<div><h2>Your choices</h2><p>{ASKING}</p></div>"), Wall),
    (titled("Cookies", f"<p>{ASKING}</p><p>You may change your mind at any time you like to.</p>"), Wall),
    (titled("Log in - The Ledger", f"<h1>Welcome back</h1>{PASSWORD}"), Wall),
    (titled("Anmelden", f"<p>Bitte geben Sie Ihre Daten ein.</p>{PASSWORD}"), Wall),
    (
        titled(
            "Night trains", "<h1>Night trains</h1><p>Subscribe to continue reading. Already a subscriber?</p>"
        ),
        Wall,
    ),
    (
        titled(
            "Nachtz\u00fcge",
            "<h1>Nachtz\u00fcge</h1><p>Jetzt weiterlesen mit dem Probeabo f\u00fcr einen Euro.</p>",
        ),
        Wall,
    ),
]


@pytest.mark.parametrize(("html", "error"), REFUSED)
def test_what_stands_in_a_storys_place_is_refused(html, error):
    with pytest.raises(error) as caught:
        extract(html, URL)
    assert isinstance(caught.value, ExtractionError)
    assert str(caught.value).isprintable()
    with pytest.raises(error):
        page_fingerprint(html, URL)


FLASH = (
    "<p>A bridge over the northern river was closed on Tuesday after a ship had run into it, police said.</p>"
)
ABOUT_CONSENT = "".join(
    f"<p>{text}</p>"
    for text in (
        "The regulator fined the firm because its cookie banner asked for consent in a way that partners could abuse.",
        "Readers were asked to accept cookies, tracking and personalised advertising before they could see a page.",
        "The firm says that its vendors never stored an identifier on any device without consent, and will appeal.",
    )
)
TOLD = [
    titled("Bridge closed - The Ledger", f"<h1>Bridge closed</h1>{FLASH}<div>{ASKING}</div>"),
    titled("Bridge closed", f"<h1>Bridge closed</h1>{FLASH}<p>Already a subscriber? Log in.</p>"),
    titled("Bridge closed", f"<h1>Bridge closed</h1>{FLASH}<noscript>Please enable JavaScript.</noscript>"),
    titled("Bridge closed", f"<h1>Bridge closed</h1>{FLASH}<div class='g-recaptcha'></div>{PASSWORD}"),
    titled(
        "Firm fined over cookie consent", f"<h1>Firm fined over cookie consent</h1>{ABOUT_CONSENT}", ARTICLE
    ),
    titled("Cookies", f"<h1>Cookies</h1>{FLASH * 3}{ABOUT_CONSENT}", ARTICLE),
    titled("404", f"<h1>404</h1>{FLASH}", ARTICLE),
    titled("503 dead after earthquake", f"<h1>503 dead after earthquake</h1>{FLASH}"),
    titled(
        "Page not found: how libraries lose the web",
        f"<h1>Page not found: how libraries lose it</h1>{FLASH * 7}",
    ),
    titled("Are you a robot?", f"<h1>Are you a robot?</h1>{FLASH * 7}"),
    titled(
        "Login: how passwords were invented",
        f"<h1>Login: how passwords were invented</h1>{FLASH * 7}{PASSWORD}",
    ),
    titled("Captcha", f"<h1>Captcha</h1>{FLASH}", ARTICLE),
]


@pytest.mark.parametrize("html", TOLD)
def test_a_story_is_never_refused_for_what_it_is_about(html):
    assert extract(html, URL).blocks


@pytest.mark.parametrize("error", [Wall, Challenge, ErrorPage])
def test_refusals_cross_processes(error):
    copy = pickle.loads(pickle.dumps(error("One line.")))  # noqa: S301 -- our own bytes
    assert (type(copy), str(copy)) == (error, "One line.")


@pytest.mark.shared
def test_no_real_page_is_refused(shared):
    folder = shared / "data/pages"
    for page in json.loads((folder / "manifest.json").read_text())["pages"]:
        assert extract(gzip.decompress((folder / page["html"]).read_bytes()), page["url"]).blocks, page["id"]


@pytest.mark.shared
@pytest.mark.parametrize(("file", "error"), [("p02_error_text_2", ErrorPage), ("p03_consent_wall_2", Wall)])
def test_the_shared_walls_are_refused(shared, file, error):
    with pytest.raises(error):
        extract((shared / f"data/bad/{file}.html").read_bytes(), URL)


@pytest.mark.shared
def test_the_shared_stub_is_no_wall_but_not_free(shared):
    text = extract((shared / "data/bad/p04_paywall_stub_2.html").read_bytes(), URL)
    assert not text.free
