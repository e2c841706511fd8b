"""Who has no seat and what would help, and why a party rides on its coach."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from models import Party, UnassignedParty
from routing.explain import Help, Remedy
from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.forms import RemedyForm
from webapp.dispatcher.own import open_plan, own_plan, own_trip
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import remedies as service
from webapp.services.planning import NothingToPlanError
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import CharterPlan
    from webapp.services.restoring import Restored


@bp.get("/plans/<int:plan_id>/unassigned/<int:party_id>")
def remedies(plan_id: int, party_id: int) -> ResponseReturnValue:
    """Show why a party has no seat, and what would give it one."""
    plan = own_plan(plan_id)
    left = _left(plan, party_id)
    reader = collaborators().plan_reader
    try:
        restored = reader.read(db.session, plan)
        found = service.list_remedies(db.session, reader, plan, left.party)
    except NothingToPlanError:
        restored, found = None, []
    return render_template(
        "dispatcher/remedies.html",
        plan=plan,
        left=left,
        form=RemedyForm(None, seen_at=plan.updated_at),
        remedies=[
            (service.tap_of(one), remedy_words(one, restored), one)
            for one in found
            if restored is not None
        ],
    )


@bp.post("/plans/<int:plan_id>/unassigned/<int:party_id>")
def take_remedy(plan_id: int, party_id: int) -> ResponseReturnValue:
    """Make a new plan in which the party has a seat."""
    plan = open_plan(plan_id)
    left = _left(plan, party_id)
    form = RemedyForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        made = service.take_remedy(
            db.session,
            collaborators().plan_reader,
            plan,
            left.party,
            form.tap.data,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except (service.GoneError, StaleError, NothingToPlanError):
        db.session.rollback()
        flash(
            _("The plan has changed meanwhile. This is what would help now."), "warning"
        )
        return redirect(url_for(".remedies", plan_id=plan_id, party_id=party_id))
    is_driven = made.is_chosen
    made_id, campaign_id = made.id, made.campaign_id
    db.session.commit()
    flash(
        _("They have seats. The new plan is driven; you can undo the choice here.")
        if is_driven
        else _("They have seats in a new plan. Compare it, then choose it here."),
        "done",
    )
    return redirect(
        url_for(".compare", campaign_id=campaign_id, _anchor=f"plan-{made_id}")
    )


@bp.get("/trips/<int:trip_id>/why")
def why(trip_id: int) -> ResponseReturnValue:
    """Show what each party costs on a trip, and where else it could ride."""
    trip = own_trip(trip_id)
    try:
        found = service.why(db.session, collaborators().plan_reader, trip)
    except NothingToPlanError:
        found = []
    parties = {one.party_id: db.session.get_one(Party, one.party_id) for one in found}
    return render_template(
        "dispatcher/why.html", trip=trip, rows=found, parties=parties
    )


def remedy_words(remedy: Help, restored: Restored) -> tuple[str, str]:
    """Return what a remedy is, and on which coach or train they would ride then."""
    names = restored.names
    return _what(remedy, restored), _where(remedy, restored, names.coaches)


def _what(remedy: Help, restored: Restored) -> str:
    known = remedy.added_cents is not None
    match remedy.remedy:
        case Remedy.HIGHER_PRICE:
            return str(_("Take them along all the same"))
        case Remedy.ANOTHER_DAY if known:
            day = format_date(service.date_of(remedy, restored.editor.problem), "full")
            return str(_("They travel on another day: %(day)s", day=day))
        case Remedy.NEXT_PLACE:
            _short, name = restored.names.stops.get(remedy.name, ("", remedy.name))
            return str(
                _(
                    "They board at the next stop: %(place)s, %(km)s km away",
                    place=name,
                    km=round(remedy.amount / 1000),
                )
            )
        case Remedy.ONE_MORE_COACH:
            coach = restored.names.coaches.get(remedy.name, "")
            return str(_("One more coach: %(coach)s", coach=coach))
        case Remedy.LARGER_COACH if known:
            coach = restored.names.coaches.get(remedy.name, "")
            return str(_("A larger coach: %(coach)s", coach=coach))
        case Remedy.LARGER_COACH:
            return str(_("A coach of %(seats)s seats or more", seats=remedy.amount))
        case Remedy.FULLER_COACHES:
            return str(_("%(share)d%% of the seats may be filled", share=remedy.amount))
        case _:
            return str(_("Another time of departure"))


def _where(remedy: Help, restored: Restored, coaches: dict[str, str]) -> str:
    if remedy.by_train is not None:
        train = restored.names.trains[remedy.by_train.block]
        return str(
            _(
                "By train %(train)s: coaches take them to it and fetch them from it.",
                train=train,
            )
        )
    joining = remedy.joining
    if joining is None:
        return str(_("No operator offers one, so nobody knows its price: ask them."))
    if joining.trip is None:
        coach = coaches.get(joining.after.coach, "")
        return str(_("In a coach of their own: %(coach)s.", coach=coach))
    number = restored.start.numbers[joining.trip]
    words = str(_("On trip %(number)s.", number=number))
    moved = len(joining.shifts)
    if moved:
        words += " " + str(
            ngettext(
                "The times of %(num)d party change.",
                "The times of %(num)d parties change.",
                moved,
            )
        )
    return words


def _left(plan: CharterPlan, party_id: int) -> UnassignedParty:
    return next((one for one in plan.unassigned if one.party_id == party_id), None) or (
        abort(404)
    )
