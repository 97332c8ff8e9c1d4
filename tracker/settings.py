"""All settings, and the only reader of the environment (and of `.env`). The README's table explains each."""

import logging
import os
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env
from limits import RateLimitItem, parse_many
from marshmallow.validate import Range

from . import __version__, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


POSITIVE = Range(min=timedelta(0), min_inclusive=False, error="Must be more than 0 seconds.")


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"FETCH_ALLOW_NETS: {error}; write it like 127.0.0.0/8.") from error


def _rate(text: str) -> RateLimitItem:
    try:
        [rate] = parse_many(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"STET_SEARCH_RATE: {text!r} is no rate; write it like 300/minute."
        ) from error
    if not rate.amount:
        raise ImproperlyConfigured("STET_SEARCH_RATE must be 1 or more, else nobody could search.")
    return rate


def _mail_server(url: str) -> tuple[str, int, str, str, bool, bool]:
    """Host, port, user, password, STARTTLS and TLS; no host where there is no URL."""
    known = {"": (25, False, False), "smtp": (25, False, False)}
    known |= {"submission": (587, True, False), "smtps": (465, False, True)}
    try:
        parts = urlsplit(url)
        port, starttls, tls = known[parts.scheme]
        if url and not parts.hostname:
            raise ValueError(url)
        port = parts.port or port
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            "EMAIL_URL must be like smtp://host:25, submission://user:password@host or smtps://user:password@host."
        ) from error
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return parts.hostname or "", port, user, password, starttls, tls


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
FORMAT_MODULE_PATH = "tracker.formats"

INSTALLED_APPS = [
    "articles",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # first, so that redirects to https, refused hosts and static files have it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
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

PROXIES = env.int("STET_PROXIES", 0, validate=Range(min=0))
METRICS_TOKEN = env.str("STET_METRICS_TOKEN", "")
SEARCH_RATE = _rate(env.str("STET_SEARCH_RATE", "300/minute"))

# Guessing passwords is throttled twice: for each account, wherever it is tried from, and for each address. The first
# keeps the owner of an account that is being guessed out as well, so it is short, and trying meanwhile does not
# prolong it: a guesser gets ten tries in a quarter of an hour. Success takes no failure back: else whoever has an
# account logs in between, and guesses another's without end.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = False
AXES_CLIENT_IP_CALLABLE = "articles.publishing.callers.guesser_address"
AXES_LOCKOUT_CALLABLE = "articles.admin.logging_in.refuse_guesser"
AXES_DISABLE_ACCESS_LOG = True  # who came in, and from where, is nothing that must be kept
AXES_ENABLE_ADMIN = False  # ./run manage axes_reset, axes_list_attempts
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username"]  # some type the password there; the address may be logged

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

# What each process keeps in memory, at most so many of each: answers of feeds, about 100 kB each, and the diffs in
# them, 40 kB at most.
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "OPTIONS": {"MAX_ENTRIES": longest},
    }
    for name, longest in {"default": 200, "answers": 40, "diffs": 600}.items()
}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "memory://localhost/")
if urlsplit(CELERY_BROKER_URL).scheme not in ("memory", "redis", "rediss"):
    raise ImproperlyConfigured("CELERY_BROKER_URL must begin with redis://, rediss:// or memory://.")
RATE_STORE = CELERY_BROKER_URL  # counts of searches are kept where messages are
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
SEND_ALERTS_EVERY = timedelta(seconds=10)
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
    "send_alerts": {
        "task": "articles.tasks.send_alerts",
        "schedule": SEND_ALERTS_EVERY.total_seconds(),
        "options": {"expires": SEND_ALERTS_EVERY.total_seconds()},
    },
    "write_anchors": {  # asked for more often than once a day, since a process may not run for a day
        "task": "articles.tasks.write_anchors",
        "schedule": timedelta(hours=1).total_seconds(),
        "options": {"expires": timedelta(hours=1).total_seconds()},
    },
    "expire_snapshots": {
        "task": "articles.tasks.expire_snapshots",
        "schedule": timedelta(hours=6).total_seconds(),
        "options": {"expires": timedelta(hours=1).total_seconds()},
    },
}

# What is kept ---------------------------------------------------------------------------------------------

ANCHORS_DIR = DATA_DIR / "anchors"
KEEP_SNAPSHOTS_FOR = env.timedelta("KEEP_SNAPSHOTS_FOR", None, validate=POSITIVE)
KEEP_SNAPSHOTS = env.int("KEEP_SNAPSHOTS", None, validate=Range(min=1))

# Fetching and parsing -------------------------------------------------------------------------------------

VERSION = __version__
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

# E-mail ---------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "articles.notifying.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = _mail_server(
    env.str("EMAIL_URL", "")
)
EMAIL_TIMEOUT = 10
EMAIL_DEADLINE = timedelta(seconds=30)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", f"stet@{_public.hostname}")

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
