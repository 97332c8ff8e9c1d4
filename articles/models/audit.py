"""The audit log: all that was done at the desk, and by commands."""

from django.contrib.admin.models import LogEntry


class AuditEntry(LogEntry):
    """Django's own entry, which its admin writes; here it is listed, and never changed."""

    class Meta:
        proxy = True
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"
