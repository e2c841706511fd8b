"""Offices, for an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from webapp.bureau.blueprint import bp, utc_now
from webapp.bureau.forms import OfficeForm
from webapp.extensions import db
from webapp.labels import OFFICES
from webapp.security.sessions import current_account
from webapp.services import offices

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/offices")
def office_list() -> str:
    """List the offices, with the form for a new one."""
    return _page(OfficeForm())


@bp.post("/offices")
def create_office() -> ResponseReturnValue:
    """Add an office."""
    form = OfficeForm()
    if not form.validate():
        return _page(form), 422
    try:
        made = offices.add_office(
            db.session,
            name=form.name.data,
            kind=form.kind.data,
            employer_name=form.employer_name.data,
            account_id=current_account().id,
            now=utc_now(),
        )
    except offices.OfficeNameTakenError:
        form.name.errors = [_("There is an office of this name already.")]
    except offices.UnknownEmployerError:
        form.employer_name.errors = [
            _("Name an employer on record for an enterprise, and for no other office.")
        ]
    else:
        db.session.commit()
        flash(_("%(name)s is there now.", name=made.name), "success")
        return redirect(url_for("bureau.office_list"))
    db.session.rollback()
    return _page(form), 422


def _page(form: OfficeForm) -> str:
    return render_template(
        "bureau/offices.html",
        offices=offices.list_offices(db.session),
        kinds=OFFICES,
        form=form,
    )
