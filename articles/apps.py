"""The app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .models.roles import keep_editors  # models can be imported only now

        post_migrate.connect(keep_editors, sender=self)
