"""A company's own wordings for messages, beside those that are shipped."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from webapp.employer.blueprint import bp, own_employer
from webapp.employer.forms import PlainForm
from webapp.employer.people_forms import TemplateForm
from webapp.employer.wordings import SHIPPED
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import messages

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/wordings")
def wordings() -> str:
    """Show the wordings, and a form for another."""
    return _show(TemplateForm())


@bp.post("/wordings")
def add_wording() -> ResponseReturnValue:
    """Keep a wording."""
    form = TemplateForm()
    findings: tuple[Any, ...] = ()
    if not form.validate():
        return _show(form), 422
    try:
        messages.add_template(
            db.session,
            own_employer().id,
            form.name.data,
            form.body.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except messages.UnknownPlaceholderError as error:
        form.body.errors = [
            _("There is nothing to fill in for {%(word)s}.", word=str(error)[:20])
        ]
    except messages.UnlawfulError as error:
        findings = error.findings
        form.body.errors = [_("The law does not allow this wording.")]
    except messages.NameTakenError:
        form.name.errors = [_("You have a wording of this name.")]
    except messages.TooManyError:
        form.name.errors = [
            _(
                "At most %(number)d wordings; delete one first.",
                number=messages.MOST_TEMPLATES,
            )
        ]
    else:
        db.session.commit()
        flash(_("Saved."), "success")
        return redirect(url_for("employer.wordings"))
    db.session.rollback()
    return _show(form, findings), 422


@bp.post("/wordings/<int:template_id>/delete")
def delete_wording(template_id: int) -> ResponseReturnValue:
    """Forget a wording."""
    if not PlainForm().validate():
        abort(400)
    found = messages.find_own_template(db.session, own_employer().id, template_id)
    if found is not None:
        messages.delete_template(
            db.session,
            found,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
        db.session.commit()
    return redirect(url_for("employer.wordings"))


def _show(form: TemplateForm, findings: tuple[Any, ...] = ()) -> str:
    return render_template(
        "employer/wordings.html",
        form=form,
        findings=findings,
        own=messages.list_templates(db.session, own_employer().id),
        shipped=SHIPPED,
        placeholders=messages.PLACEHOLDERS,
    )
