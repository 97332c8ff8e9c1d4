"""From any address of an article to its history here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.discovery import BadUrl
from articles.models import Article, Source
from articles.publishing import find_article
from articles.publishing.answering import public
from articles.publishing.limiting import limited


@public
@limited
def lookup(request: HttpRequest) -> HttpResponse:
    """What is hidden is not led to: its notice stands in its place."""
    asked = request.GET.get("url", "").strip()
    if not asked:
        return render(request, "articles/lookup.html", {"asked": ""})
    try:
        url = _with_scheme(asked)
        article = Article.objects.known_as(url)
    except BadUrl as error:
        return _refuse(request, asked, error)
    if article is not None:
        return redirect(find_article(article.pk))
    source = Source.objects.of_site(url)
    context = {"asked": asked, "url": url, "source": source, "feeds": source.feeds.all() if source else ()}
    return render(request, "articles/lookup.html", context)


def _with_scheme(asked: str) -> str:
    """Readers copy addresses as browsers show them."""
    if "." not in asked:
        raise BadUrl(f"{asked[:200]!a} is not an address.")
    return asked if "://" in asked else f"https://{asked}"


def _refuse(request: HttpRequest, asked: str, error: BadUrl) -> HttpResponse:
    return render(request, "articles/lookup.html", {"asked": asked, "error": error}, status=400)
