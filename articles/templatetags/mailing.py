"""Changes in e-mails, told as in lists and feeds."""

from django import template

from articles.models import Change
from articles.notifying import one_line
from articles.publishing import Line, lines_of

LONGEST = 10_000

register = template.Library()


@register.filter
def as_line(change: Change) -> Line:
    """The change as lists show it."""
    [line] = lines_of([change])
    return line


@register.filter
def in_one_line(text: str) -> str:
    """Whatever the text has in it: plain text has no other marks than its lines."""
    return one_line(text, LONGEST)
