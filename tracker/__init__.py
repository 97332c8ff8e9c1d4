"""The project: it wires the app to settings, addresses and the task queue, and nothing else."""

__version__ = "0.1.0"

from .celery import app as celery_app

__all__ = ["__version__", "celery_app"]
