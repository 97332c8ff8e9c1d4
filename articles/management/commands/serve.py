"""The whole product in one process: web site, Celery worker and beat."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.management.embedded import Crashed, end_process_soon, polling_parts, run_together, web_server


class Command(BaseCommand):
    help = "Serves the web site and polls what is due, in one process, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-poll", action="store_true", help="serve only; nothing is fetched")

    def handle(self, *args: Any, **options: Any) -> None:
        parts = [] if options["no_poll"] else polling_parts()
        try:
            server = web_server()
        except OSError as error:
            raise CommandError(
                f"Port {settings.PORT} of {settings.BIND} cannot be used ({error.strerror}). "
                f"Choose another: PORT={settings.PORT + 1} ./run"
            ) from error
        self._greet(polling=bool(parts))
        try:
            run_together(server, parts, on_stop=end_process_soon)
        except Crashed as crash:
            raise CommandError(f"{crash} The rest was stopped with it; the lines above say more.") from crash
        self.stdout.write("Stopped.")

    def _greet(self, polling: bool) -> None:
        self.stdout.write(f"Stet runs at {settings.PUBLIC_URL}/ (Ctrl-C stops it).")
        if not polling:
            self.stdout.write("Polling is off: nothing is fetched.")
        if not get_user_model().objects.filter(is_superuser=True).exists():
            self.stdout.write("There is no admin yet. Make the first: ./run manage createsuperuser")
        self.stdout.write("Add a source: ./run manage add_source https://example.org/")
        self.stdout.flush()
