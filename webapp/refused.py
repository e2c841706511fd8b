"""
A form that was refused is shown on its page again: as it was typed, with its mistakes.

Many forms stand on the page of something else, a trip or a campaign. The view that
refuses such a form hands it to that page's own view, which asks here for each of its
forms: the refused one comes back as it was sent, the others come fresh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import abort, g
from wtforms.widgets import HiddenInput

from webapp.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

AnyForm = TypeVar("AnyForm", bound=Form)


def refuse(
    form: Form, page: Callable[..., ResponseReturnValue], **address: int
) -> ResponseReturnValue:
    """
    Show the page of a form again, with this form as it was sent.

    Where no field that a person fills in is wrong, it was not the page that sent it:
    then the request is refused as a whole.
    """
    if not any(
        field.errors and not isinstance(field.widget, HiddenInput) for field in form
    ):
        abort(400)
    g.refused = form
    return page(**address), 422  # type: ignore[return-value]


def form_for(kind: type[AnyForm], **fresh: object) -> AnyForm:
    """Return the form of a page: as it was sent and refused, else a fresh one."""
    refused: Form | None = g.get("refused")
    if isinstance(refused, kind):
        return refused
    made: AnyForm = kind(formdata=None, **fresh)
    return made
