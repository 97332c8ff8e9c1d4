"""One visit for each line of JSON that comes in, and a line that answers it: what `visitor` runs.

Lines: {"add_source": url}, {"add_article": url},
{"visit": null}, each with the time of the pass under "at".
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime

from articles.pipeline import NotAdded, add_article, add_source, claim_due, work_on


def visit(clock: Callable[[], datetime]) -> dict[str, str]:
    """To the one row that is due; first, where it is not known, to its host's robots.txt."""
    for _ in range(100):
        for claim in claim_due(clock(), 1):
            row = claim.take()
            report = row and work_on(row, clock)
            if report:
                return {"outcome": str(report.outcome), "detail": report.detail}
        time.sleep(0.02)
    return {"outcome": "nothing was due"}


def add(what: str, url: str, clock: Callable[[], datetime]) -> dict[str, str]:
    try:
        (add_source if what == "add_source" else add_article)(url, clock)
    except NotAdded as error:
        return {"outcome": "not added", "detail": str(error)}
    return {"outcome": "added"}


def answer(asked: dict[str, str]) -> dict[str, str | float]:
    at = datetime.fromisoformat(asked.pop("at"))
    [(what, url)] = asked.items()
    begun = time.monotonic()
    told = visit(lambda: at) if what == "visit" else add(what, url, lambda: at)
    return {**told, "seconds": time.monotonic() - begun}


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
