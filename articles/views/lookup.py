"""From any address of an article to its history here."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from articles.discovery import BadUrl
from articles.models import Article, Source
from articles.publishing.answering import public


@public
def lookup(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("url", "").strip()
    if not asked:
        return render(request, "articles/lookup.html", {"asked": ""})
    try:
        url = _with_scheme(asked)
        article = Article.objects.known_as(url)
    except BadUrl as error:
        return _refuse(request, asked, error)
    if article is not None:
        return redirect(article)
    source = Source.objects.of_site(url)
    context = {"asked": asked, "url": url, "source": source, "feeds": source.feeds.all() if source else ()}
    return render(request, "articles/lookup.html", context)


@cache_control(no_cache=True)
@require_POST
def track(request: HttpRequest) -> HttpResponse:
    """Staff only: follow this article from now on, as the look-up page offers."""
    if not request.user.is_staff:
        raise PermissionDenied("Only staff may add articles.")
    asked = request.POST.get("url", "").strip()
    try:
        url = _with_scheme(asked)
        article = Article.objects.known_as(url)  # before a source is made for what may be no address at all
    except BadUrl as error:
        return _refuse(request, asked, error)
    if article is None:
        with transaction.atomic():  # no source without the article that it was made for
            article, _ = Article.objects.track(url, Source.objects.for_site(url), timezone.now())
    return redirect(article)


def _with_scheme(asked: str) -> str:
    """Readers copy addresses as browsers show them."""
    return asked if "://" in asked else f"https://{asked}"


def _refuse(request: HttpRequest, asked: str, error: BadUrl) -> HttpResponse:
    return render(request, "articles/lookup.html", {"asked": asked, "error": error}, status=400)
