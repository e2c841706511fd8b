"""
Spreadsheets of vacancies, seekers and riders, as offices really send them.

``preview`` shows what a file would do, row by row, and stores nothing; ``apply``
stores all of it, or nothing when a row is refused. ``expect_table`` says at once when
there are no rows to look at.
"""

from webapp.services.importing.apply import apply, expect_table, preview
from webapp.services.importing.message import Message
from webapp.services.importing.preview import Context, Outcome, Preview, RowResult
from webapp.services.importing.workbook import ImportFileError

__all__ = [
    "Context",
    "ImportFileError",
    "Message",
    "Outcome",
    "Preview",
    "RowResult",
    "apply",
    "expect_table",
    "preview",
]
