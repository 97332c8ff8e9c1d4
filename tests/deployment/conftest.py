"""What docker-compose.yml deploys, on a database and a Redis of its own each time."""

from pathlib import Path

import pytest

from tests.deployment.processes import Deployment
from tests.servers import OwnRedis, free_port


@pytest.fixture
def deployment(postgres_url: str, own_redis: OwnRedis, tmp_path: Path) -> Deployment:
    """What is deployed behind a TLS proxy, with servers of this machine, before its first migration."""
    made = Deployment(
        tmp_path,
        DATABASE_URL=postgres_url,
        CELERY_BROKER_URL=own_redis.url,
        PORT=str(free_port()),
        STET_PUBLIC_URL="https://stet.example.org",
        POLL_THREADS="4",
        FETCH_ALLOW_NETS="127.0.0.0/8",
        FETCH_HOST_GAP="0.05",
    )
    _, ping = made.services["redis"]["healthcheck"]["test"]
    made.services["redis"]["healthcheck"]["test"][1] = ping.replace(
        "redis-cli", f"redis-cli -p {own_redis.port}"
    )
    return made
