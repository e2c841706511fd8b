"""Accounts, for an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Account, Role
from webapp.bureau.blueprint import (
    PAGE_SIZE,
    bp,
    offset,
    page_number,
    row_or_404,
    utc_now,
    valid_or_400,
    words,
)
from webapp.bureau.forms import AccountForm, DecisionForm
from webapp.extensions import db
from webapp.fields import choices
from webapp.labels import ROLES
from webapp.security.sessions import current_account
from webapp.services import accounts_admin, offices
from webapp.services.accounts_admin import (
    EmployerNeededError,
    LastAdminError,
    LoginTakenError,
    NewAccount,
    OfficeNeededError,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/accounts")
def account_list() -> str:
    """List the accounts."""
    asked = request.args.get("role", "")
    role = Role(asked) if asked in set(Role) else None
    rows = accounts_admin.list_accounts(
        db.session, role=role, words=words(), limit=PAGE_SIZE + 1, offset=offset()
    )
    return render_template(
        "bureau/accounts.html",
        accounts=rows[:PAGE_SIZE],
        has_more=len(rows) > PAGE_SIZE,
        page=page_number(),
        role=role,
        roles=ROLES,
        words=words(),
        own_id=current_account().id,
    )


@bp.get("/accounts/new")
def new_account() -> str:
    """Show the form for a new account."""
    return render_template("bureau/new_account.html", form=_form())


@bp.post("/accounts/new")
def create_account() -> ResponseReturnValue:
    """Add an account and show its first password, this once."""
    form = _form()
    if not form.validate():
        return render_template("bureau/new_account.html", form=form), 422
    new = NewAccount(
        login=form.login.data,
        display_name=form.display_name.data,
        role=Role(form.role.data),
        employer_name=form.employer_name.data,
        office_id=_office_id(form),
    )
    try:
        made, password = accounts_admin.create_account(
            db.session, new, account_id=current_account().id, now=utc_now()
        )
    except LoginTakenError:
        form.login.errors = [_("Somebody has this login already.")]
    except EmployerNeededError:
        form.employer_name.errors = [
            _("Name the employer for an employer's person, and for nobody else.")
        ]
    except OfficeNeededError:
        form.office_id.errors = [_("Please choose the office of this person.")]
    else:
        db.session.commit()
        return render_template(
            "bureau/account_made.html", made=made, password=password, roles=ROLES
        )
    db.session.rollback()
    return render_template("bureau/new_account.html", form=form), 422


@bp.post("/accounts/<int:account_id>/sleep")
def sleep_account(account_id: int) -> ResponseReturnValue:
    """Put an account to sleep; its sessions end at once."""
    return _set_active(account_id, False)


@bp.post("/accounts/<int:account_id>/wake")
def wake_account(account_id: int) -> ResponseReturnValue:
    """Let an account sign in again."""
    return _set_active(account_id, True)


def _form() -> AccountForm:
    form = AccountForm()
    found = {row.id: row.name for row in offices.list_offices(db.session)}
    # An account as somebody else needs none; who needs one is told below.
    form.office_id.validate_choice = False
    form.office_id.choices = choices(found if len(found) == 1 else {0: "—", **found})
    return form


def _set_active(account_id: int, is_active: bool) -> ResponseReturnValue:
    found = row_or_404(Account, account_id)
    form = DecisionForm()
    valid_or_400(form)
    try:
        accounts_admin.set_active(
            db.session,
            found,
            is_active,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=utc_now(),
        )
    except LastAdminError:
        db.session.rollback()
        flash(_("You cannot deactivate your own account."), "warning")
    else:
        db.session.commit()
        said = (
            _("%(login)s may sign in again.", login=found.login)
            if is_active
            else _("%(login)s is deactivated and signed out.", login=found.login)
        )
        flash(said, "success")
    return redirect(url_for("bureau.account_list", q=found.login))


def _office_id(form: AccountForm) -> int | None:
    """Return the office that was chosen, where it was offered."""
    offered = {choice.value for choice in form.office_id.choices}
    chosen: int = form.office_id.data
    return chosen if chosen and chosen in offered else None
