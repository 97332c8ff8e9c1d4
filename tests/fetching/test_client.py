import pytest

from articles.fetching import ConnectionFailed, Validators, fetch

from .loopback import LoopbackServer, page, redirect


def _fields(request: bytes) -> dict[str, str]:
    lines = request.decode("latin-1").split("\r\n")[1:-2]
    return dict(line.split(": ", 1) for line in lines)


def test_a_request_says_who_asks_and_nothing_else(server, policy):
    server.answers["//a?b=c"] = page()
    assert fetch(server.url("//a?b=c#d"), policy).url == server.url("//a?b=c")
    assert server.requests[0].startswith(b"GET //a?b=c HTTP/1.1\r\n")
    assert _fields(server.requests[0]) == {
        "Host": f"127.0.0.1:{server.port}",
        "User-Agent": policy.user_agent,
        "Accept": policy.accept,
        "Accept-Encoding": "gzip, deflate",
    }


def test_proxies_netrc_and_cookies_are_not_used(server, policy, monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    netrc = tmp_path / "netrc"
    netrc.write_text("default login user password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    server.answers["/"] = page(b"", "Location: /next", "Set-Cookie: a=b; Path=/", status="302 Found")
    server.answers["/next"] = page(b"", "Set-Cookie: c=d")
    for _ in range(2):
        fetch(server.url(), policy)
    assert server.asked() == ["/", "/next", "/", "/next"]
    for request in server.requests:
        assert not {"Cookie", "Authorization", "Referer", "Proxy-Authorization"} & set(_fields(request))


@pytest.mark.parametrize(
    "validators",
    [
        Validators('W/"a b"', "Tue, 24 Nov 2026 08:00:00 GMT"),
        Validators(etag="unquoted"),
        Validators(etag='"é\xa0"'),
        Validators(etag='"\x80\x85\x9b\xff'),
        Validators('"' + "".join(map(chr, range(0x80, 0x100))) + '"', "\x85now\xa0"),
        Validators(last_modified="2026-11-24 yesterday"),
    ],
)
def test_validators_come_back_byte_for_byte(server, policy, validators):
    fields = [f"ETag: {validators.etag}"] * bool(validators.etag)
    fields += [f"Last-Modified: {validators.last_modified}"] * bool(validators.last_modified)
    server.answers["/"] = page(b"", *fields)
    received = fetch(server.url(), policy).validators
    assert received == validators
    fetch(server.url(), policy, received)
    sent = _fields(server.requests[1])
    assert sent.get("If-None-Match", "") == validators.etag
    assert sent.get("If-Modified-Since", "") == validators.last_modified


def test_validators_that_no_header_can_carry_are_left_out(server, policy):
    server.answers["/"] = page()
    fetch(server.url(), policy, Validators('"a"\r\nX-Injected: b', "\x0bnow\x00"))
    fetch(server.url(), policy, Validators("漢", "a\x7fb"))
    assert all("If-" not in name for request in server.requests for name in _fields(request))
    assert b"Injected" not in b"".join(server.requests)


@pytest.mark.parametrize("control", ["\x01", "\t", "\x1b", "\x7f"])
def test_validators_with_control_characters_are_not_kept(server, policy, control):
    server.answers["/"] = page(b"", f'ETag: "a{control}b"', f"Last-Modified: now{control}then")
    assert fetch(server.url(), policy).validators == Validators()
    server.answers["/"] = page(b"", f'ETag: "a{control}b"', "Last-Modified: now", status="304 Not Modified")
    assert fetch(server.url(), policy).validators == Validators(last_modified="now")


def test_a_304_has_no_body_and_may_bring_new_validators(server, policy):
    server.answers["/"] = b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\nContent-Length: 5000\r\n\r\n'
    response = fetch(server.url(), policy, Validators('"a"', "yesterday"))
    assert (response.status, response.body) == (304, b"")
    assert response.validators == Validators('"b"')
    assert Validators('"a"', "yesterday").renewed(response.validators) == Validators('"b"', "yesterday")


def test_a_304_that_announces_chunks_has_no_body_either(server, policy):
    server.answers["/"] = b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert fetch(server.url(), policy, Validators('"a"')).body == b""


@pytest.mark.parametrize("status", ["201 Created", "404 Not Found", "410 Gone", "451 No", "599 Odd", "999 X"])
def test_every_status_is_a_response(server, policy, status):
    server.answers["/"] = page(b"why", status=status)
    response = fetch(server.url(), policy)
    assert (response.status, response.body) == (int(status[:3]), b"why")


def test_a_broken_error_page_does_not_hide_its_status(server, policy):
    head = b"HTTP/1.1 503 Busy\r\nRetry-After: Fri, 27 Nov 2026 08:00:00 GMT\r\n"
    for broken in (b"Content-Length: 50\r\n\r\nshort", b"Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx"):
        server.answers["/"] = head + broken
        response = fetch(server.url(), policy)
        assert (response.status, response.body) == (503, b"")
        assert response.retry_after == "Fri, 27 Nov 2026 08:00:00 GMT"


def test_headers_ignore_case(server, policy):
    server.answers["/"] = page(b"", "content-TYPE: text/html; charset=utf-8", "retry-after: 120")
    response = fetch(server.url(), policy)
    assert response.content_type == "text/html; charset=utf-8"
    assert response.headers["CONTENT-type"] == response.content_type
    assert response.retry_after == "120"


def test_validators_go_to_the_address_whose_they_are_alone(server, policy):
    server.answers["/"] = redirect("/next")
    server.answers["/next"] = page(b"", 'ETag: "next"')
    own = Validators('"a"', "yesterday")
    response = fetch(server.url(), policy, own)
    assert response.validators == Validators('"next"', url=server.url("/next"))
    assert not own.were_sent_to(response)
    told = response.validators
    assert told.were_sent_to(fetch(server.url(), policy, told))
    assert told.were_sent_to(fetch(server.url("/next"), policy, told))
    server.answers["/"] = redirect("/other")
    assert not told.were_sent_to(fetch(server.url(), policy, told))
    sent = [
        (path, _fields(request).get("If-None-Match"))
        for path, request in zip(server.asked(), server.requests, strict=True)
    ]
    assert sent == [
        *[("/", '"a"'), ("/next", None)],
        *[("/", None), ("/next", '"next"')],
        *[("/next", '"next"')],
        *[("/", None), ("/other", None)],
    ]


def test_nobody_at_the_address(policy):
    with LoopbackServer() as gone:
        url = gone.url()
    with pytest.raises(ConnectionFailed, match=r"no connection to 127\.0\.0\.1 \(Connection refused\)"):
        fetch(url, policy)


def test_a_connection_closed_without_an_answer(server, policy):
    server.answers["/"] = b""
    with pytest.raises(ConnectionFailed, match="without an answer"):
        fetch(server.url(), policy)
