"""Settings that are allowed and yet may not be what was meant. Senseless ones do not get so far."""

import os
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from articles.publishing import number

from .finding import Finding, Level

POLITE_GAP = timedelta(seconds=1)


def check_configuration() -> Iterator[Finding]:
    yield _contact()
    yield _public_url()
    yield _host_gap()
    yield _parsing()
    yield from _unusual()


def _contact() -> Finding:
    contact = settings.FETCH_CONTACT
    if is_reachable(contact):
        return Finding(Level.OK, "contact", f"publishers are told {contact}")
    text = f"publishers are told {contact}, where nobody reaches you; set FETCH_CONTACT to a mail address or a page"
    return Finding(Level.WARN, "contact", text)


def _public_url() -> Finding:
    url = urlsplit(settings.PUBLIC_URL)
    if is_local(url.hostname or ""):
        if _is_loopback(settings.BIND):
            return Finding(Level.OK, "address", f"{settings.PUBLIC_URL}: this site is for this machine alone")
        text = (
            f"the server listens on {settings.BIND}, and the site calls itself {settings.PUBLIC_URL}; "
            "set STET_PUBLIC_URL to where readers reach it"
        )
        return Finding(Level.WARN, "address", text)
    if url.scheme == "https":
        return Finding(Level.OK, "address", settings.PUBLIC_URL)
    text = f"{settings.PUBLIC_URL} is plain HTTP: passwords can be read on the way; put a TLS proxy before it"
    return Finding(Level.WARN, "address", text)


def _host_gap() -> Finding:
    gap = f"{settings.FETCH_HOST_GAP.total_seconds():g} s from one request to a host to the next"
    if settings.FETCH_HOST_GAP >= POLITE_GAP:
        return Finding(Level.OK, "host gap", gap)
    return Finding(Level.WARN, "host gap", f"{gap}; for other people's servers set FETCH_HOST_GAP to 2")


def _parsing() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    processes = settings.PARSE_PROCESSES
    counted = "1 process" if processes == 1 else f"{processes} processes"
    text = f"{counted} may parse at once, on {number(cores, 'core')}"
    if processes <= cores:
        return Finding(Level.OK, "parsing", text)
    return Finding(
        Level.WARN, "parsing", f"{text}; set PARSE_PROCESSES to {cores}, or pages wait while they parse"
    )


def _unusual() -> Iterator[Finding]:
    if settings.DEBUG:
        text = "debug pages show settings and code to whoever meets an error; unset STET_DEBUG"
        local = is_local(urlsplit(settings.PUBLIC_URL).hostname or "") and _is_loopback(settings.BIND)
        yield Finding(Level.WARN if local else Level.FAIL, "debugging", text)
    if settings.FETCH_ALLOW_NETS:
        nets = ", ".join(map(str, settings.FETCH_ALLOW_NETS))
        text = f"whoever controls a feed can have {nets} fetched; unset FETCH_ALLOW_NETS unless you need it"
        yield Finding(Level.WARN, "networks", text)
    if settings.TIME_SCALE != 1:
        text = f"time runs {settings.TIME_SCALE:g} times as fast, for demonstrations; unset STET_TIME_SCALE"
        yield Finding(Level.WARN, "time", text)


def is_reachable(contact: str) -> bool:
    """Whether it looks like a mail address or a page that others than this machine can reach."""
    if "://" in contact:
        url = urlsplit(contact)
        return url.scheme in ("http", "https") and not is_local(url.hostname or "")
    name, at, domain = contact.removeprefix("mailto:").rpartition("@")
    return bool(name and at) and not is_local(domain)


def is_local(host: str) -> bool:
    """Whether a name or address means nothing outside this machine or network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host.strip(".") or host.lower().endswith(
            (".localhost", ".local", ".internal", ".test")
        )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
