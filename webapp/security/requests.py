"""
What every request must keep to, settled once: no text a database cannot store, no id
larger than one can be, and reading requests read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import abort, g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from webapp.database import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.datastructures import MultiDict

LARGEST_ID = 2**31 - 1
# No database stores it: the character NUL, and half of a pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# Pages that store what they had to compute, the vector of a text, or what was shown:
# readers they are not.
STORING = frozenset(
    {
        "seeker.matches",
        "seeker.open_match",
        "employer.candidates",
        "employer.person",
        "bureau.paper",
        "api.my_matches",
        "api.posting_candidates",
        "api.read_applicant",
    }
)


class IdConverter(IntegerConverter):
    """``<int:id>`` no larger than an id of PostgreSQL; a larger one is not found."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **kwargs})  # type: ignore[arg-type]


def asked_id(name: str) -> int | None:
    """Return the id that stands behind the question mark; None where none can be."""
    found = request.args.get(name, type=int)
    return found if found is not None and 0 < found <= LARGEST_ID else None


def init_app(app: Flask) -> None:
    """Check every request before anything else sees it."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_only_storable_text)
    app.before_request(_start_reading)
    app.teardown_request(_stop_reading)


def _only_storable_text() -> None:
    """Refuse an address with such text; what was typed loses what cannot be seen."""
    if any(_UNSTORABLE.search(text) for text in _texts(request.args)):
        abort(400)
    if any(_UNSTORABLE.search(text) for text in _texts(request.form)):
        request.form = ImmutableMultiDict(
            (_UNSTORABLE.sub("", name), _UNSTORABLE.sub("", text))
            for name, text in request.form.items(multi=True)
        )


def _texts(values: MultiDict[str, str]) -> Iterator[str]:
    for name, text in values.items(multi=True):
        yield name
        yield text


def _start_reading() -> None:
    is_reader = request.method in ("GET", "HEAD", "OPTIONS")
    if is_reader and request.endpoint not in STORING:
        g.reading = reading()
        g.reading.__enter__()


def _stop_reading(_error: BaseException | None) -> None:
    context = g.pop("reading", None)
    if context is not None:
        context.__exit__(None, None, None)
