import pickle

import pytest

from articles import fetching
from articles.fetching import BadAddress, FetchError

ERRORS = [
    error for error in vars(fetching).values() if isinstance(error, type) and issubclass(error, FetchError)
]


@pytest.mark.parametrize("error", ERRORS)
def test_errors_cross_processes(error):
    copy = pickle.loads(pickle.dumps(error("http://news.example/", "why")))  # noqa: S301
    assert type(copy) is error
    assert (copy.url, copy.reason, str(copy)) == ("http://news.example/", "why", "why: http://news.example/")


def test_a_message_is_one_short_line_whatever_the_origin_wrote():
    url = "http://news.example/\r\n\x1b[31m\x9b\u202e\u2028\udc80é" + "x" * 5000
    error = BadAddress(url, "it\nbroke")
    assert error.url == url
    assert str(error).startswith("it\\nbroke: http://news.example/\\r\\n\\x1b[31m\\x9b\\u202e\\u2028\\udc80é")
    assert str(error).isprintable()
    assert len(str(BadAddress(url, "x" * 5000))) < 700


def test_a_response_crosses_processes(server, policy):
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nETag: x\r\nContent-Length: 4\r\n\r\npage"
    response = fetching.fetch(server.url(), policy)
    copy = pickle.loads(pickle.dumps(response))  # noqa: S301
    assert (copy, copy.headers["etag"]) == (response, "x")
