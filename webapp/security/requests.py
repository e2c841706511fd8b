"""
What every request must keep to, settled once: no text a database cannot store, no id
larger than one can be, and reading requests read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, g, request
from werkzeug.routing import IntegerConverter

from webapp.database import reading

if TYPE_CHECKING:
    from flask import Flask

LARGEST_ID = 2**31 - 1
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


def init_app(app: Flask) -> None:
    """Check every request before anything else sees it."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_only_storable_text)
    app.before_request(_start_reading)
    app.teardown_request(_stop_reading)


def _only_storable_text() -> None:
    for values in (request.args, request.form):
        for name, texts in values.lists():
            for text in (name, *texts):
                if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
                    abort(400)


def _start_reading() -> None:
    is_reader = request.method in ("GET", "HEAD", "OPTIONS")
    if is_reader and request.endpoint not in STORING:
        g.reading = reading()
        g.reading.__enter__()


def _stop_reading(_error: BaseException | None) -> None:
    context = g.pop("reading", None)
    if context is not None:
        context.__exit__(None, None, None)
