import pytest

from articles.fetching import BadResponse, ConnectionFailed, fetch

from .loopback import page

CUT = [
    b"HTTP/1.1 200 OK",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/ht",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
]

MALFORMED = [
    b"\r\n\r\n",
    b"<html>\r\n\r\n",
    b"200 OK\r\n\r\n",
    b"HTTP/1.1 OK\r\n\r\n",
    b"HTTP/1.1 20 OK\r\n\r\n",
    b"HTTP/2 200\r\n\r\n",
    b"ICY 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\npage!",
    b"HTTP/1.1 200 OK\r\nContent-Length: 4, 5\r\n\r\npage!",
    b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\npage",
    b"HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\npage",
    b"HTTP/1.1 200 OK\r\nContent-Length: 4,\r\n\r\npage",
    b"HTTP/1.1 200 OK\r\nContent-Length: four\r\n\r\npage",
    b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\npage",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("head", CUT)
def test_a_head_that_is_cut_short_is_no_answer(server, policy, head):
    server.answers["/"] = head
    with pytest.raises(BadResponse, match="middle of the answer's head"):
        fetch(server.url(), policy)


@pytest.mark.parametrize("answer", MALFORMED)
def test_a_malformed_head_is_no_answer(server, policy, answer):
    server.answers["/"] = answer
    with pytest.raises(BadResponse) as caught:
        fetch(server.url(), policy)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("endless", [b"X: y\r\n", b"y", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_an_endless_head_has_an_end(server, policy, endless):
    def answer(connection):
        connection.sendall(b"HTTP/1.1 100 OK\r\n\r\n")
        while not server.closing.is_set():
            connection.sendall(endless * 1000)

    server.answers["/"] = answer
    with pytest.raises((BadResponse, ConnectionFailed)):
        fetch(server.url(), policy)


def test_interim_answers_are_skipped(server, policy):
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    server.answers["/"] = b"HTTP/1.1 100 Continue\r\n\r\n" + early + page(b"page")
    response = fetch(server.url(), policy)
    assert (response.status, response.body) == (200, b"page")
    assert "Link" not in response.headers


def test_lines_that_are_no_field_are_left_out(server, policy):
    server.answers["/"] = page(
        b"page",
        " folded onto nothing",
        "not a field",
        ": nameless",
        "two words: x",
        "Spaced : kept",
        "Folded: one",
        "\t two",
        "Control: a\rLocation: /b\x00c",
    )
    response = fetch(server.url(), policy)
    assert response.body == b"page"
    assert dict(response.headers) == {
        "Spaced": "kept",
        "Folded": "one two",
        "Control": "a Location: /b c",
        "Content-Length": "4",
    }


def test_malformed_cookies_do_no_harm(server, policy):
    server.answers["/"] = page(
        b"page", "Set-Cookie: a=b; expires=Wed, 01 Jkn 2020 00:00:00 GMT", "Set-Cookie: ="
    )
    assert fetch(server.url(), policy).body == b"page"


def test_headers_in_any_bytes_are_kept_as_latin_1(server, policy):
    raw = bytes(range(0x80, 0x100)) + "ü".encode()
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nX-Raw: " + raw + b"\r\nContent-Length: 4\r\n\r\npage"
    assert fetch(server.url(), policy).headers["X-Raw"].encode("latin-1") == raw


def test_a_length_may_be_repeated(server, policy):
    server.answers["/"] = page(b"page", "Content-Length: 4", "Content-Length: 4, 4")
    assert fetch(server.url(), policy).body == b"page"


def test_a_bare_line_feed_ends_a_line(server, policy):
    server.answers["/"] = b"HTTP/1.0 200 OK\nContent-Type: text/html\n\npage"
    response = fetch(server.url(), policy)
    assert (response.content_type, response.body) == ("text/html", b"page")
