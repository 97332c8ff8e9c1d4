"""The threads that carry messages, apart from those that poll: a target that hangs keeps none of these waiting."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import connections

from articles.models import Delivery

from .delivering import deliver

SEVERAL = 4


class Couriers:
    """So many threads at most. Each begins with one delivery, within the target's deadline, and goes on with what is
    due then until a target fails: the many recipients of one alert need not wait for so many sendings out.

    They are daemons: a process that ends waits for none, and what it was sending is sent again after its lease.
    """

    def __init__(self, several: int = SEVERAL) -> None:
        self._returned = threading.Condition()
        self._under_way = self._attempts = 0
        self._several = several

    def send_out(self, clock: Callable[[], datetime]) -> int:
        """Claim what is due as far as couriers are free, and have it carried; how many were sent out. Returns at once,
        whatever the targets do.
        """
        with self._returned:
            room = self._several - self._under_way
            claimed = Delivery.objects.claim(clock(), room) if room else []
            self._under_way += len(claimed)
            self._attempts += len(claimed)
        for delivery in claimed:
            threading.Thread(target=self._carry, args=[delivery, clock], name="courier", daemon=True).start()
        return len(claimed)

    def empty_outbox(self, clock: Callable[[], datetime], patience: float) -> int:
        """Carry all that is due, for so many seconds at most; how many attempts that took."""
        ends, before = time.monotonic() + patience, self._attempts
        while time.monotonic() < ends:
            sent = self.send_out(clock)
            with self._returned:
                if not sent and not self._under_way:
                    break
                if self._under_way:
                    self._returned.wait(max(0.0, ends - time.monotonic()))
        return self._attempts - before

    def _carry(self, delivery: Delivery, clock: Callable[[], datetime]) -> None:
        due = [delivery]
        try:
            while due and deliver(due.pop(), clock()):
                due = Delivery.objects.claim(clock(), 1)
                with self._returned:
                    self._attempts += len(due)
        finally:
            connections.close_all()
            with self._returned:
                self._under_way -= 1
                self._returned.notify_all()
