"""All settings, and the only reader of the environment (and of `.env`). The README's table explains each."""

import logging
import os
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env
from marshmallow.validate import Range

from . import __version__, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


POSITIVE = Range(min=timedelta(0), min_inclusive=False, error="Must be more than 0 seconds.")


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"FETCH_ALLOW_NETS: {error}; write it like 127.0.0.0/8.") from error


env = Env()
env.read_env(os.environ.get("STET_ENV_FILE", str(BASE_DIR / ".env")), recurse=False)
for _name in [name for name, value in os.environ.items() if not value]:
    del os.environ[_name]  # an empty setting is none

# Where things are -----------------------------------------------------------------------------------------

DATA_DIR = env.path("STET_DATA_DIR", BASE_DIR / "data").expanduser().resolve()
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"STET_DATA_DIR: {DATA_DIR} cannot be made: {error.strerror}.") from error
BIND = env.str("STET_BIND", "127.0.0.1")
PORT = env.int("PORT", 8000, validate=Range(1, 65535))
PUBLIC_URL = env.str("STET_PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in ("http", "https") or not _public.hostname:
    raise ImproperlyConfigured(f"STET_PUBLIC_URL must be like https://stet.example.org, not {PUBLIC_URL!r}.")
_https = _public.scheme == "https"

# Django ---------------------------------------------------------------------------------------------------

SECRET_KEY = env.str("STET_SECRET_KEY", "") or secret_key.read_or_create(DATA_DIR / "secret-key")
DEBUG = env.bool("STET_DEBUG", False)
ALLOWED_HOSTS = [_public.hostname, "127.0.0.1", "localhost", "[::1]", *env.list("STET_ALLOWED_HOSTS", [])]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

INSTALLED_APPS = [
    "articles",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True

# Security -------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # the rest of the domain is not Stet's to bind
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Database and queue ---------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", "")
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "stet.sqlite3",
        "CONN_MAX_AGE": 60,
    }
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured with four writers: the defaults gave 68 "database is locked", WAL with IMMEDIATE none.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "memory://localhost/")
if urlsplit(CELERY_BROKER_URL).scheme not in ("memory", "redis", "rediss"):
    raise ImproperlyConfigured("CELERY_BROKER_URL must begin with redis://, rediss:// or memory://.")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_DB_REUSE_MAX = 1_000  # else each task makes a connection; tasks.py drops those that broke or are old

POLL_THREADS = env.int("POLL_THREADS", 8, validate=Range(min=1))
CELERY_WORKER_POOL = "threads"  # processes of Celery's own pool may have no children, and parsing needs some
CELERY_WORKER_CONCURRENCY = POLL_THREADS
POLL_IN_FLIGHT = env.int("POLL_IN_FLIGHT", 2 * POLL_THREADS, validate=Range(min=1))
TIME_SCALE = env.float("STET_TIME_SCALE", 1.0)
DISPATCH_EVERY = env.timedelta("DISPATCH_EVERY", timedelta(seconds=1), validate=POSITIVE)
LEASE = env.timedelta("LEASE", timedelta(seconds=120))
FEED_INTERVAL = env.timedelta("FEED_INTERVAL", timedelta(minutes=15), validate=POSITIVE)
TELL_AGAIN_EVERY = timedelta(seconds=10)
CELERY_BEAT_SCHEDULE = {
    "dispatch_due": {
        "task": "articles.tasks.dispatch_due",
        "schedule": DISPATCH_EVERY.total_seconds(),
        "options": {"expires": max(1.0, DISPATCH_EVERY.total_seconds())},  # else they pile up without workers
    },
    "tell_articles_again": {
        "task": "articles.tasks.tell_articles_again",
        "schedule": TELL_AGAIN_EVERY.total_seconds(),
        "options": {"expires": TELL_AGAIN_EVERY.total_seconds()},
    },
}

# Fetching and parsing -------------------------------------------------------------------------------------

FETCH_CONTACT = env.str("FETCH_CONTACT", f"{PUBLIC_URL}/about/")
FETCH_USER_AGENT = f"Stet/{__version__} (+{FETCH_CONTACT})"
FETCH_HOST_GAP = env.timedelta("FETCH_HOST_GAP", timedelta(seconds=2))
FETCH_ALLOW_NETS = tuple(env.list("FETCH_ALLOW_NETS", [], subcast=_network))
FETCH_ONLY_NETS = FETCH_ALLOW_NETS if TIME_SCALE != 1 else ()
FETCH_DEADLINE = env.timedelta("FETCH_DEADLINE", timedelta(seconds=15), validate=POSITIVE)
FETCH_MAX_BYTES = env.int("FETCH_MAX_BYTES", 10_000_000, validate=Range(min=1))
PARSE_PROCESSES = env.int("PARSE_PROCESSES", 2, validate=Range(min=1))
PARSE_DEADLINE = env.timedelta("PARSE_DEADLINE", timedelta(seconds=8), validate=POSITIVE)
PARSE_MEMORY_MB = env.int("PARSE_MEMORY_MB", 1024, validate=Range(min=256))

if timedelta(0) > FETCH_HOST_GAP or (not FETCH_HOST_GAP and not FETCH_ALLOW_NETS):
    raise ImproperlyConfigured(
        "FETCH_HOST_GAP=0 would hammer other people's servers; it is accepted only together with "
        "FETCH_ALLOW_NETS, for servers of your own. Set it to 1 or more seconds."
    )
if not 1 <= TIME_SCALE <= 10_000:
    raise ImproperlyConfigured("STET_TIME_SCALE must be from 1 to 10000.")
if TIME_SCALE != 1 and not (FETCH_ALLOW_NETS and all(net.is_loopback for net in FETCH_ALLOW_NETS)):
    raise ImproperlyConfigured(
        "STET_TIME_SCALE would hurry other people's servers; it is accepted only where FETCH_ALLOW_NETS lists "
        "loopback networks alone, as 127.0.0.0/8, and then nothing else is fetched from."
    )
if not FETCH_USER_AGENT.isascii() or not FETCH_USER_AGENT.isprintable():
    raise ImproperlyConfigured("FETCH_CONTACT goes into a header: write it in ASCII.")
# Until a parsing process is free it may take 5 seconds (`patience` in articles/parsing.py); 5 are for the database.
_longest_visit = FETCH_DEADLINE + PARSE_DEADLINE + timedelta(seconds=10)
if _longest_visit > LEASE:
    raise ImproperlyConfigured(
        f"LEASE must be {_longest_visit.total_seconds():g} seconds or more: see the README."
    )

# Logging --------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.log_level("STET_LOG_LEVEL", logging.INFO)},
    "loggers": {
        "celery": {"level": "WARNING"},  # it would write a line at every tick
        "kombu": {"level": "WARNING"},
        "trafilatura": {"level": "CRITICAL"},  # it logs page text
    },
}
