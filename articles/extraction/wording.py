"""Lists of wordings, written one below the other, as one pattern."""


def any_of(wordings: str) -> str:
    """A regular expression that matches any of `wordings`: lines of alternatives; blank ones are passed over."""
    return "(?:" + "|".join(line.strip() for line in wordings.splitlines() if line.strip()) + ")"
