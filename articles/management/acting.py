"""What is done by commands, noted in the audit log beside what is done at the desk."""

import getpass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.db import models

COMMANDS = "commands"
"""The account that entries of commands have, as each must have one: it is made with the first, and cannot sign in."""


def note(row: models.Model, done: str, flag: int = CHANGE) -> None:
    """That this was done to the row, and by whom on this machine."""
    users = get_user_model()._default_manager
    account, is_new = users.get_or_create(username=COMMANDS, defaults={"is_active": False})
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    LogEntry.objects.log_actions(account.pk, [row], flag, f"{done} (by {user_here()})", single_object=True)


def user_here() -> str:
    """Who runs this process; in a container there may be no name for the number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        return f"user without a name: {error}"
