"""People who look for work, for a clerk: masked, one value in full for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template

from models import Seeker
from webapp.bureau.blueprint import bp, row_or_404, utc_now, words
from webapp.bureau.forms import RevealForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services.reveal import Field, find_people, reveal

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/seekers")
def seeker_list() -> str:
    """Find people by their whole telephone or ID number, or list the latest."""
    return render_template(
        "bureau/seekers.html", seekers=find_people(db.session, words()), words=words()
    )


@bp.get("/seekers/<int:seeker_id>")
def seeker(seeker_id: int) -> str:
    """Show a person, masked."""
    return _show(row_or_404(Seeker, seeker_id), RevealForm(), {})


@bp.post("/seekers/<int:seeker_id>/reveal/<name>")
def reveal_seeker(seeker_id: int, name: str) -> ResponseReturnValue:
    """Show one value in full, once, for a reason."""
    found = row_or_404(Seeker, seeker_id)
    if name not in set(Field):
        abort(404)
    form = RevealForm()
    if not form.validate():
        return _show(found, form, {}, asked=name), 422
    field = Field(name)
    value = reveal(
        db.session,
        found,
        field,
        form.reason.data,
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    return _show(found, RevealForm(formdata=None), {field: value})


def _show(
    found: Seeker, form: RevealForm, shown: dict[Field, str], asked: str = ""
) -> str:
    return render_template(
        "bureau/seeker.html", seeker=found, form=form, shown=shown, asked=asked
    )
