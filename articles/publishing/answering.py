"""What every public answer does alike, page or feed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .compressing import compress
from .finding import Withheld
from .places import BadCursor

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page or feed that may be hidden at any time: always revalidated, 404 where nothing is, 451 where
    something is withheld. The view finds what it shows before anything is compared with the reader's copy.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Withheld as withheld:
            response = render(request, "articles/withheld.html", {"reason": withheld.reason}, status=451)
        except (ObjectDoesNotExist, BadCursor) as missing:
            raise Http404(str(missing)) from missing
        compress(request, response)
        return response

    return require_safe(cache_control(no_cache=True)(answer))
