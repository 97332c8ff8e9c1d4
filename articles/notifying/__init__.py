"""Telling people of changes: by e-mail, and by webhook through the address guard.

The outbox is in the database (`articles/models/delivery.py`), and nothing here runs on the way of a poll or a check:
which changes an alert is told of, the pipeline says afterwards (`articles/pipeline/alerting.py`).

- `parting`: what waits -> how many messages now, by digest and throttle; `gathering` makes them
- `letters`: what a message says; `mailing`: as an e-mail, `smtp` sends it in bounded time; `webhooks`: as JSON, signed
- `delivering`: one attempt and what it means; `couriers`: the threads that make them, so that a target which hangs
  keeps no worker waiting
"""

from .couriers import Couriers
from .delivering import deliver
from .gathering import gather
from .letters import one_line

__all__ = ["Couriers", "deliver", "gather", "one_line"]
