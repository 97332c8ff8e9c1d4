"""The project's settings as the tests run them: a data folder of their own, loopback allowed, no `.env`."""

import os
import tempfile

os.environ |= {
    "STET_ENV_FILE": os.devnull,
    "STET_DATA_DIR": tempfile.mkdtemp(prefix="stet-tests-"),
    "FETCH_ALLOW_NETS": "127.0.0.0/8",
    "FETCH_HOST_GAP": "0",
    "STET_LOG_LEVEL": "WARNING",
    "STET_SEARCH_RATE": "1000000/minute",
}
for name in ("PORT", "STET_PUBLIC_URL", "STET_BIND", "STET_PROXIES", "CELERY_BROKER_URL"):
    os.environ.pop(name, None)

from tracker.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
