"""Real servers, and every connect() of this process."""

from tests.fetching.conftest import connections, policy, server

__all__ = ["connections", "policy", "server"]
