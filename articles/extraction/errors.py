"""Why a page gives no text."""


class ExtractionError(Exception):
    """The page gives no text that can be kept; the message is one line for the admin."""


class NotAnArticle(ExtractionError):
    """The bytes are no web page at all: a PDF, an image, a feed, JSON."""


class EmptyText(ExtractionError):
    """A web page on which no text was found."""


class Wall(ExtractionError):
    """In place of the story the page asks for consent, a login or a subscription."""


class Challenge(ExtractionError):
    """In place of the story the page asks whether a person is reading, or for JavaScript."""


class ErrorPage(ExtractionError):
    """The page says that there is nothing, or that something broke, though its status said otherwise."""


class TooDeep(ExtractionError):
    """Tags are nested deeper than the parser follows: what lies below would be lost without a word."""


class TooLong(ExtractionError):
    """The page, or the text in it, is larger than any article."""


class BadRules(ValueError):
    """A source's extraction rules cannot be used; the message is one line for the one who wrote them."""
