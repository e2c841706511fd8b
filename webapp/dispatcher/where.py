"""Where riders are in a plan changed by hand, as a page and its address write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

if TYPE_CHECKING:
    from routing.editing import Where

MOST_NUMBER = 99_999
_KEY = re.compile(r"(train-)?(\d{1,9})", re.ASCII)


def key_of(where: Where) -> str:
    """Return a trip's number, or a train's id behind ``train-``."""
    return f"train-{where}" if isinstance(where, str) else str(where)


def where_of(key: str) -> Where | None:
    """Return what `key_of` was given; None for what it never writes."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    if found[1]:
        return found[2]
    number = int(found[2])
    return number if number <= MOST_NUMBER else None


class WhereField(StringField):  # type: ignore[misc]
    """A trip's number, or a train; None where nothing was sent."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it."""
        sent = valuelist[0].strip() if valuelist else ""
        self.data = where_of(sent) if sent else None
        if sent and self.data is None:
            raise ValueError(_l("Please fill in what is to be changed."))
