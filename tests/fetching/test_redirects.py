from dataclasses import replace

import pytest

from articles.fetching import AddressRefused, BadAddress, Disallowed, Hop, TooManyRedirects, fetch

from .loopback import page, redirect


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_recorded(server, policy, status):
    server.answers["/old/a"] = redirect("../new?b=c#d", f"{status} Moved")
    server.answers["/new?b=c"] = page(b"new")
    response = fetch(server.url("/old/a"), policy)
    assert (response.status, response.body, response.url) == (200, b"new", server.url("/new?b=c"))
    assert response.hops == (Hop(server.url("/old/a"), status),)


def test_each_request_is_told_of_as_it_goes_out(server, policy, connections):
    server.answers["/old"] = redirect("/new")
    server.answers["/new"] = page(b"new")
    told = []
    fetch(server.url("/old"), policy, on_request=lambda url: told.append((url, len(connections))))
    assert told == [(server.url("/old"), 1), (server.url("/new"), 2)]


def test_a_redirect_without_location_is_the_answer(server, policy):
    server.answers["/"] = page(b"where?", status="302 Found")
    response = fetch(server.url(), policy)
    assert (response.status, response.body, response.hops) == (302, b"where?", ())


def test_other_statuses_redirect_nowhere(server, policy):
    server.answers["/"] = page(b"choose", "Location: /next", status="300 Multiple Choices")
    assert fetch(server.url(), policy).status == 300
    assert server.asked() == ["/"]


def test_as_many_redirects_as_the_policy_allows(server, policy):
    for number in range(4):
        server.answers[f"/{number}"] = redirect(f"/{number + 1}")
    server.answers["/4"] = page()
    assert len(fetch(server.url("/0"), replace(policy, max_redirects=4)).hops) == 4
    server.requests.clear()
    with pytest.raises(TooManyRedirects, match="more than 3"):
        fetch(server.url("/0"), replace(policy, max_redirects=3))
    assert server.asked() == ["/0", "/1", "/2", "/3"]


def test_a_circle_is_not_walked_twice(server, policy):
    server.answers["/a"] = redirect("/b")
    server.answers["/b"] = redirect("/a#again")
    with pytest.raises(TooManyRedirects, match="circle"):
        fetch(server.url("/a"), policy)
    assert server.asked() == ["/a", "/b"]


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "http://user:password@127.0.0.1/",
        "http:\\\\127.0.0.1\\",
        "/\\news.example/",
        "http://[::1",
        "http://127.1/",
        "/a\x07b",
        "/a\x1b[31m",
        "/a\x0bb",
        "http://\xff\xfe.example/",
        "/" + "a" * 9000,
    ],
)
def test_a_hostile_location_is_not_followed(server, policy, location, connections):
    server.answers["/"] = redirect(location)
    with pytest.raises(BadAddress) as caught:
        fetch(server.url(), policy)
    assert str(caught.value).isprintable()
    assert len(connections) == 1


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/ü".encode().decode("latin-1"), "/%C3%BC"),
        ("/\xfc", "/%FC"),
        ("/a b", "/a%20b"),
        ("?page=2", "/start?page=2"),
        ("/a/../b", "/b"),
        ("/50%", "/50%25"),
    ],
)
def test_a_location_in_any_bytes_is_asked_for_as_its_server_meant_it(server, policy, location, asked):
    server.answers["/start"] = redirect(location)
    server.answers[asked] = page()
    assert fetch(server.url("/start"), policy).status == 200
    assert server.asked() == ["/start", asked]


@pytest.mark.parametrize(
    "location", ["http://127.0.0.2:{port}/", "//127.0.0.2:{port}/", "http://[::1]:{port}/"]
)
def test_a_redirect_to_a_refused_address_is_refused(server, policy, location, connections):
    server.answers["/"] = redirect(location.format(port=server.port))
    with pytest.raises(AddressRefused) as caught:
        fetch(server.url(), policy)
    assert caught.value.url != server.url()
    assert connections == [("127.0.0.1", server.port)]


def test_the_body_of_a_redirect_is_not_read(server, policy):
    head = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nTransfer-Encoding: chunked\r\n\r\n"

    def endless(connection):
        connection.sendall(head)
        while not server.closing.is_set():
            connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    server.answers["/"] = endless
    server.answers["/next"] = page(b"next")
    assert fetch(server.url(), policy).body == b"next"


def test_the_caller_is_asked_before_a_target_is_visited(server, policy):
    server.answers["/"] = redirect("/next")
    server.answers["/next"] = redirect("/secret")
    asked = []

    def may_visit(url):
        asked.append(url)
        return not url.endswith("/secret")

    with pytest.raises(Disallowed) as caught:
        fetch(server.url(), policy, may_visit=may_visit)
    assert asked == [server.url("/next"), server.url("/secret")]
    assert caught.value.url == server.url("/secret")
    assert server.asked() == ["/", "/next"]


def test_what_the_caller_raises_passes_through(server, policy):
    server.answers["/"] = redirect("/next")

    def may_visit(url):
        raise LookupError(url)

    with pytest.raises(LookupError):
        fetch(server.url(), policy, may_visit=may_visit)
