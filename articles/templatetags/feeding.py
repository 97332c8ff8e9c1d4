"""A list's feeds, named for feed readers in the head of its page and for people beside it."""

from typing import Any

from django import template

from articles.publishing import feeds_at

register = template.Library()


@register.inclusion_tag("articles/_feed_links.html")
def feed_links(title: str, name: str, *args: Any, query: str = "") -> dict[str, Any]:
    """For the head: `{% feed_links "All changes" "feed" %}`. `name` is that of the feed's addresses."""
    return {"title": title, "feeds": feeds_at(name, *args, query=query)}


@register.inclusion_tag("articles/_feed_choice.html")
def feed_choice(said: str, name: str, *args: Any, query: str = "") -> dict[str, Any]:
    """For people: "Feed of this list: RSS · Atom · JSON Feed"."""
    return {"said": said, "feeds": feeds_at(name, *args, query=query)}
