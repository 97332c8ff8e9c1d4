"""What a check or a poll came to."""

from enum import StrEnum


class Outcome(StrEnum):
    UNCHANGED = "unchanged"
    NEW_VERSION = "new version"
    RETURN = "return"
    FLAPPING = "flapping"
    CANDIDATE = "candidate"
    NEW_ENTRIES = "new entries"
    GONE = "gone"
    BLOCKED = "blocked"
    FORBIDDEN = "forbidden"
    NOT_FOLLOWED = "not followed"
    WALLED = "walled"
    FAILED = "failed"


CHANGES = frozenset({Outcome.NEW_VERSION, Outcome.RETURN})
FAILURES = frozenset(
    {
        *(Outcome.GONE, Outcome.BLOCKED, Outcome.FORBIDDEN),
        *(Outcome.NOT_FOLLOWED, Outcome.WALLED, Outcome.FAILED),
    }
)
