"""What a visit came to, in one line."""

from dataclasses import dataclass

from articles.versioning import Outcome


class Refusal(Exception):
    """Nothing usable came: the outcome that stands instead, and why."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(outcome, reason)
        self.outcome = outcome
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Report:
    url: str
    outcome: Outcome
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.outcome:<12} {self.url}" + (f"  ({self.detail})" if self.detail else "")
