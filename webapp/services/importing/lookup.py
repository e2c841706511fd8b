"""Names of places and of employers in cells -> codes and rows."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Employer
from webapp.services.importing import fields
from webapp.services.importing.fields import RefusedCellError
from webapp.services.importing.message import say
from webapp.services.places import ensure_place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.places.place import Place
    from webapp.services.importing.preview import Desk
    from webapp.services.importing.workbook import Value

SHOWN_CHOICES = 5
SHORTEST_PART = 4


def place(desk: Desk, value: Value, column: str) -> Place | None:
    """
    Return the place a cell names; None for an empty cell.

    Raises
    ------
    RefusedCellError
        When no place is named, or one of several could be meant.
    """
    written = fields.text(value, 200)
    if not written:
        return None
    if written not in desk.resolved:
        prefer = desk.context.home_district
        desk.resolved[written] = desk.gazetteer.resolve(written, prefer=prefer)
    resolution = desk.resolved[written]
    if resolution.candidates:
        names = "、".join(c.full_name for c in resolution.candidates[:SHOWN_CHOICES])
        raise RefusedCellError(
            say(
                "%(column)s “%(found)s” could be several places: %(choices)s. Write "
                "the province or the city in front.",
                column=column, found=written[:30], choices=names,
            )
        )  # fmt: skip
    if resolution.place is None:
        raise RefusedCellError(
            say(
                "%(column)s “%(found)s” is no place we know. Write city and county.",
                column=column, found=written[:30],
            )
        )  # fmt: skip
    found: Place = resolution.place
    return found


def store_place(session: Session, desk: Desk, code: str) -> None:
    """Have a row for a place; looks once a file, for a session forgets what it read."""
    if code not in desk.stored:
        desk.stored[code] = ensure_place(session, desk.gazetteer, code)


def plain_name(name: str) -> str:
    """Return an employer's name as it is compared: no blanks, plain brackets."""
    return re.sub(r"[()（）·\s]", "", fields.folded(name))


class Employers:
    """The employers by name, read once."""

    def __init__(self, session: Session) -> None:
        self.by_name = {
            plain_name(row.name): row for row in session.scalars(select(Employer))
        }

    def find(self, name: str) -> Employer | None:
        """Return the employer of this name, or the only one whose name holds it."""
        wanted = plain_name(name)
        if wanted in self.by_name:
            return self.by_name[wanted]
        holding = [
            row for n, row in self.by_name.items() if len(wanted) >= 4 and wanted in n
        ]
        return holding[0] if len(holding) == 1 else None

    def get(self, name: str) -> Employer:
        """
        Return the employer.

        Raises
        ------
        RefusedCellError
            When there is none; names the nearest.
        """
        found = self.find(name)
        if found is not None:
            return found
        near = difflib.get_close_matches(plain_name(name), self.by_name, 3, 0.4)
        choices = "、".join(self.by_name[n].name for n in near)
        if not choices:
            raise RefusedCellError(
                say("There is no employer “%(found)s”.", found=name[:30])
            )
        raise RefusedCellError(
            say(
                "There is no employer “%(found)s”. Near to it: %(choices)s.",
                found=name[:30], choices=choices,
            )
        )  # fmt: skip
