"""Coach companies and the coaches they offer: who plans with them enters them here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import CoachType, Operator
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.fleet_forms import CoachForm, OperatorForm, PriceForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import fleets as service
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/operators")
def operators() -> ResponseReturnValue:
    """Show every company, its coaches and their prices."""
    return _page()


@bp.post("/operators")
def add_operator() -> ResponseReturnValue:
    """Add a company."""
    form = OperatorForm()
    if not form.validate_on_submit():
        return _page(operator=form), 422
    try:
        made = service.add_operator(
            db.session,
            name=form.name.data,
            contact_name=form.contact_name.data or "",
            phone=form.phone.data or "",
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.OperatorTakenError:
        form.name.errors = [_("There is a company of this name already.")]
        return _page(operator=form), 422
    db.session.commit()
    flash(_("%(name)s is added. Now enter its coaches.", name=made.name), "done")
    return redirect(url_for(".operators", _anchor=f"operator-{made.id}"))


@bp.post("/operators/<int:operator_id>/coaches")
def add_coach(operator_id: int) -> ResponseReturnValue:
    """Add coaches of one size to what a company offers."""
    operator = db.session.get(Operator, operator_id) or abort(404)
    form = CoachForm(prefix=f"new-{operator.id}")
    if not form.validate_on_submit():
        return _page(coaches={operator.id: form}), 422
    try:
        service.add_coach(
            db.session,
            operator,
            name=form.name.data,
            seats=form.seats.data,
            price=form.price(),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.CoachTakenError:
        form.name.errors = [_("The company offers a coach of this name already.")]
        return _page(coaches={operator.id: form}), 422
    db.session.commit()
    flash(_("The coach is added; campaigns may offer it."), "done")
    return redirect(url_for(".operators", _anchor=f"operator-{operator.id}"))


@bp.post("/coaches/<int:coach_id>")
def change_coach(coach_id: int) -> ResponseReturnValue:
    """Change a coach's price and number."""
    coach = db.session.get(CoachType, coach_id) or abort(404)
    form = PriceForm(prefix=f"coach-{coach.id}")
    if not form.validate_on_submit():
        return _page(prices={coach.id: form}), 422
    where = url_for(".operators", _anchor=f"operator-{coach.operator_id}")
    try:
        service.change_price(
            db.session,
            coach,
            form.price(),
            seen=form.seen.data or "",
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except StaleError:
        db.session.rollback()
        flash(
            _("A colleague has changed this price; nothing was overwritten."), "wrong"
        )
        return redirect(where)
    db.session.commit()
    flash(_("Saved. Plans made from now on reckon with it."), "done")
    return redirect(where)


def _page(
    operator: OperatorForm | None = None,
    coaches: dict[int, CoachForm] | None = None,
    prices: dict[int, PriceForm] | None = None,
) -> str:
    """Show the page; forms that were sent keep what was typed and what is wrong."""
    found = service.list_operators(db.session)
    return render_template(
        "dispatcher/operators.html",
        operators=found,
        operator_form=operator or OperatorForm(None),
        coach_forms={
            each.id: CoachForm(None, prefix=f"new-{each.id}") for each in found
        }
        | (coaches or {}),
        price_forms={
            coach.id: PriceForm.of(coach)
            for each in found
            for coach in each.coach_types
        }
        | (prices or {}),
    )
