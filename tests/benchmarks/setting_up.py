"""Django for a benchmark: on what the settings name, else on SQLite in a folder that goes with the process."""

import atexit
import os
import shutil
import tempfile

import django


def set_up() -> None:
    """To be called before anything of Django's models is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    if "STET_DATA_DIR" not in os.environ:
        os.environ["STET_DATA_DIR"] = tempfile.mkdtemp(prefix="stet-benchmark-")
        atexit.register(shutil.rmtree, os.environ["STET_DATA_DIR"])
    django.setup()
