"""What keeps a message from its recipient; the message of each is one line for the desk."""

from datetime import timedelta


class NotDelivered(Exception):
    """It is tried again, and not before `at_least` is over."""

    def __init__(self, reason: str, at_least: timedelta = timedelta(0)) -> None:
        super().__init__(reason)
        self.at_least = at_least


class Refused(NotDelivered):
    """The recipient said for good that this message is not taken."""


class Gone(Refused):
    """The recipient said for good that no message is taken any more."""
