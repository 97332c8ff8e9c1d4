"""A backup: all that is kept, in one file that does not depend on the database it was made of.

- `files`: the format, compressed lines of JSON
- `contents`: which rows are in it, and how they are told
- `saving` and `restoring`
"""

from .files import BadBackup
from .restoring import Refused, restore_backup
from .saving import save_backup

__all__ = ["BadBackup", "Refused", "restore_backup", "save_backup"]
