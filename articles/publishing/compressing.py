"""Compression that leaves a strong ETag strong.

Django's GZipMiddleware weakens ETags, since it pads every answer with random bytes against BREACH. What is public here
carries no secret (a CSRF token, for staff, is masked anew in each answer), so that the same answer may always be the
same bytes: its ETag stands for these bytes and no other coding's (RFC 9110, 8.8.3.3).
"""

import gzip
import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEVEL = 6
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)


def accepts_gzip(request: HttpRequest) -> bool:
    return GZIP.search(request.headers.get("Accept-Encoding", "")) is not None


def compress(request: HttpRequest, response: HttpResponse) -> None:
    """To the coding that the request asks for; whatever it was, caches are told that it was asked."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.content and accepts_gzip(request):
        response.content = gzip.compress(response.content, LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
