"""Lists of changes as tables, for who counts them."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import urlencode

from articles.publishing import BadFilter, Cursor, find_source, narrowed, read_filter, table_of
from articles.publishing.answering import public


@public
def changes(request: HttpRequest, slug: str = "") -> HttpResponse:
    """As the list with the same words in its address; `Link: rel="next"` leads on to earlier changes."""
    source = find_source(slug) if slug else None
    try:
        chosen = read_filter(request.GET, source)
    except BadFilter as bad:
        return HttpResponse(" ".join(bad.problems), status=400, content_type="text/plain; charset=utf-8")
    table, older = table_of(narrowed(chosen, timezone.now(), source), Cursor.asked_for(request.GET))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{slug or "stet"}-changes.csv"'
    if older:
        query = urlencode([*chosen.pairs, ("before", str(older))])
        response["Link"] = f'<{request.path}?{query}>; rel="next"'
    return response
