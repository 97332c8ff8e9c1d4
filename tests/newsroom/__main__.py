"""`./run demo`: the whole product at work on the town's news, in one process, its time running fast.

The environment decides port and pace; `.env` and whatever else Stet could be told are left out, so that a demo never
touches a real database or a real site.
"""

import os
import sys
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from tests.newsroom import open_town

KEPT = ("STET_DATA_DIR", "STET_BIND", "PORT", "STET_LOG_LEVEL", "STET_TIME_SCALE")
LEFT_OUT = (
    *("STET_", "DATABASE_", "CELERY_", "FETCH_", "PARSE_", "POLL_", "FEED_", "DISPATCH_", "LEASE"),
    *("EMAIL_", "KEEP_"),
)
SEED, NOISE = 7, 1


def main() -> None:
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        if not os.environ.get("STET_DATA_DIR"):
            folder = TemporaryDirectory(prefix="stet-demo-", ignore_cleanup_errors=True)
            os.environ["STET_DATA_DIR"] = stack.enter_context(folder)
        _set_up()
        run_demo()


def run_demo() -> None:
    """Needs Django to be set up. Imports late: the settings read the environment once."""
    from django.conf import settings
    from django.core.management import call_command

    from articles.management.embedded import (
        Crashed,
        end_process_soon,
        polling_parts,
        run_together,
        web_server,
    )
    from articles.models import Source
    from articles.pipeline import add_source

    call_command("migrate", verbosity=0)
    if Source.objects.exists():
        sys.exit(f"{settings.DATA_DIR} holds sources already; give the demo an empty STET_DATA_DIR, or none.")
    try:
        server = web_server()
    except OSError as error:
        sys.exit(f"Port {settings.PORT} is taken ({error.strerror}). Choose another: PORT=8001 ./run demo")
    with open_town(SEED, NOISE, lambda: datetime.now(UTC), settings.TIME_SCALE) as town:
        sources = [add_source(f"{url}/", slug=slug).source for slug, url in town.urls.items()]
        _greet(settings.PUBLIC_URL, [f"{source.name}, {source.home_url}" for source in sources])
        try:
            run_together(server, polling_parts(), on_stop=end_process_soon)
        except Crashed as crash:
            sys.exit(f"{crash} The rest was stopped with it; the lines above say more.")
    _say("Stopped.")


def _greet(url: str, outlets: list[str]) -> None:
    _say(
        f"Stet runs at {url}/ (Ctrl-C stops it), and follows three outlets of a town on this machine:",
        *(f"  {outlet}" for outlet in outlets),
        "They edit their stories in silence. The first changes are seen within a minute; reload the page.",
    )


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _set_up() -> None:
    for name in [name for name in os.environ if name.startswith(LEFT_OUT) and name not in KEPT]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "STET_ENV_FILE": os.devnull,
        "FETCH_ALLOW_NETS": "127.0.0.0/8",
        "DISPATCH_EVERY": "0.5",
    }
    os.environ.setdefault("STET_TIME_SCALE", "120")
    import django

    django.setup()


main()
