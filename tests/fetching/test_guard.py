import socket
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from articles.fetching import AddressRefused, HostNotFound, fetch
from articles.fetching.guard import is_open

from .loopback import page, redirect

PUBLIC = ["1.1.1.1", "93.184.215.14", "172.15.255.255", "172.32.0.0", "100.128.0.0", "2606:4700:4700::1111"]

REFUSED = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),
    *("168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.9", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1"),
    *("2001:db8::1", "3fff::1", "2001:2::1", "2001:20::1", "5f00::1", "4000::1"),
    *("::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2002:808:808::1", "2001:0:7f00:1::", "2001::5ef5:79fd:80ff:fffe"),
]

HOSTILE = [
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[::]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://127.0.0.2:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "http://\uff11\uff12\uff17.0.0.1:{port}/",
    "http://\uff4c\uff4f\uff43\uff41\uff4chost:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/machine?comp=goalstate",
    "http://192.0.0.192/opc/v2/instance/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "https://10.0.0.1/",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open(address):
    assert is_open(ip_address(address), ())


@pytest.mark.parametrize("address", ["::ffff:1.1.1.1", "64:ff9b::1.1.1.1"])
def test_an_address_that_stands_for_a_public_one_is_open(address):
    assert is_open(ip_address(address), ())


@pytest.mark.parametrize("address", REFUSED)
def test_all_others_are_refused(address):
    assert not is_open(ip_address(address), ())


@pytest.mark.parametrize("url", HOSTILE)
def test_a_refused_host_is_never_connected_to(url, server, policy, connections):
    server.answers["/"] = page()
    with pytest.raises(AddressRefused):
        fetch(url.format(port=server.port), replace(policy, allow_nets=()))
    assert connections == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("nets", "opened", "closed"),
    [
        ("127.0.0.1/32", ["127.0.0.1", "::ffff:127.0.0.1"], ["127.0.0.2", "::1", "10.0.0.1"]),
        ("10.1.0.0/16", ["10.1.2.3"], ["10.2.0.1", "127.0.0.1", "169.254.169.254"]),
        ("::1/128", ["::1"], ["::", "127.0.0.1", "::ffff:127.0.0.1", "fe80::1"]),
    ],
)
def test_allow_nets_open_exactly_what_they_list(nets, opened, closed):
    allow_nets = (ip_network(nets),)
    assert all(is_open(ip_address(address), allow_nets) for address in opened)
    assert not any(is_open(ip_address(address), allow_nets) for address in closed)


def test_only_nets_close_everything_else(server, policy, connections):
    server.answers["/"] = redirect("http://93.184.215.14/")
    policy = replace(policy, only_nets=policy.allow_nets)
    with pytest.raises(AddressRefused, match="not on this machine"):
        fetch(server.url(), policy)
    assert connections == [("127.0.0.1", server.port)]


@pytest.fixture
def names(monkeypatch):
    """The system's name server: a name's answers, one list for each time it is asked."""
    zone = {}
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if host not in zone:
            return real(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in zone[host].pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return zone


def test_one_refused_address_refuses_the_name(names, server, policy, connections):
    names["mixed.example"] = [["127.0.0.1", "127.0.0.2"]]
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.2"):
        fetch(server.url(host="mixed.example"), policy)
    assert connections == []


def test_the_checked_address_is_the_one_connected_to(names, server, policy, connections):
    names["rebound.example"] = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]]
    server.answers["/"] = page()
    assert fetch(server.url(host="rebound.example"), policy).body == b"page"
    assert connections == [("127.0.0.1", server.port)]
    assert f"Host: rebound.example:{server.port}".encode() in server.requests[0]


def test_a_redirect_to_the_same_name_is_checked_anew(names, server, policy, connections):
    names["rebound.example"] = [["127.0.0.1"], ["127.0.0.2"]]
    server.answers["/"] = redirect("/next")
    with pytest.raises(AddressRefused):
        fetch(server.url(host="rebound.example"), policy)
    assert connections == [("127.0.0.1", server.port)]


def test_the_next_address_is_tried_where_one_does_not_answer(names, server, policy):
    names["two.example"] = [["127.0.0.3", "127.0.0.1"]]
    server.answers["/"] = page()
    policy = replace(policy, allow_nets=(ip_network("127.0.0.0/8"),))
    assert fetch(server.url(host="two.example"), policy).status == 200


def test_a_name_without_address_is_not_found(policy):
    with pytest.raises(HostNotFound, match=r"nothing\.invalid"):
        fetch("http://nothing.invalid/", policy)
