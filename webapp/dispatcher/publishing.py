"""A plan is published; a trip is moved or called off, and its people are told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from models import TripRole
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import open_plan, open_trip
from webapp.dispatcher.travel_forms import CallOffForm, MoveTripForm, PublishForm
from webapp.dispatcher.trips import trip as trip_page
from webapp.extensions import db
from webapp.refused import refuse
from webapp.security.sessions import current_account
from webapp.services import editions
from webapp.services import publishing as service
from webapp.services.publishing_notices import (
    labels_of,
    list_to_call,
    unchanged_operators,
)
from webapp.services.rules import LOCAL_TIME
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Trip
    from webapp.services.fleets import Overused

ROWS_SHOWN = 200
# More parties than these are folded away until somebody wants to read them.
FEW = 40
FEW_TRIPS = 12


@bp.get("/plans/<int:plan_id>/publish")
def publishing(plan_id: int) -> ResponseReturnValue:
    """Show what publishing a plan would change, for whom, before it is done."""
    plan = open_plan(plan_id)
    if not plan.is_chosen:
        flash(_("Only the plan that is driven can be published."), "wrong")
        return redirect(url_for(".campaign", campaign_id=plan.campaign_id))
    difference, mark = editions.preview(db.session, plan)
    to_call = {party.id for party in list_to_call(db.session, difference)}
    shown = difference.parties[:ROWS_SHOWN]
    return render_template(
        "dispatcher/publishing.html",
        plan=plan,
        latest=editions.find_latest(db.session, plan.campaign),
        difference=difference,
        mark=mark,
        shown=shown,
        few=FEW,
        few_trips=FEW_TRIPS,
        labels_of=labels_of(db.session, [change.party_id for change in shown]),
        to_call=to_call,
        people_to_call=sum(
            change.size for change in difference.parties if change.party_id in to_call
        ),
        unchanged=unchanged_operators(db.session, plan, difference),
    )


@bp.post("/plans/<int:plan_id>/publish")
def publish_plan(plan_id: int) -> ResponseReturnValue:
    """Publish the trips of the driven plan; whom it concerns is told."""
    plan = open_plan(plan_id)
    form = PublishForm()
    if not form.validate_on_submit():
        abort(400)
    seen = form.mark.data or None
    if seen is None and editions.find_latest(db.session, plan.campaign) is not None:
        # It was published before: first one sees what would change.
        return redirect(url_for(".publishing", plan_id=plan.id))
    try:
        seated = service.publish(
            db.session,
            plan,
            seen=seen,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.NotChosenError:
        db.session.rollback()
        flash(_("Only the plan that is driven can be published."), "wrong")
    except service.CoachesTakenError as error:
        said = [_taken(each) for each in error.overused]
        db.session.rollback()
        flash(
            " ".join([*said, _("Plan again: the planner takes only what is left.")]),
            "wrong",
        )
    except service.MovedOnError:
        db.session.rollback()
        flash(
            _("A colleague was faster, or somebody's seat has changed: look again."),
            "warning",
        )
        return redirect(url_for(".publishing", plan_id=plan_id))
    else:
        db.session.commit()
        flash(
            ngettext(
                "Published. %(num)d party from the waiting list has seats now.",
                "Published. %(num)d parties from the waiting list have seats now.",
                seated,
            )
            if seated
            else _("Published. Who asked for the ride and the enterprises are told."),
            "done",
        )
    return redirect(url_for(".campaign", campaign_id=plan.campaign_id, plan=plan.id))


@bp.post("/trips/<int:trip_id>/move")
def move_trip(trip_id: int) -> ResponseReturnValue:
    """Let a trip leave at another time."""
    trip = open_trip(trip_id)
    form = MoveTripForm()
    back = redirect(url_for(".trip", trip_id=trip.id, _anchor="change"))
    if not form.validate_on_submit():
        return refuse(form, trip_page, trip_id=trip.id)
    departs_at = form.departs_at.data.replace(tzinfo=LOCAL_TIME)
    if abs(departs_at - trip.departs_at) > service.FARTHEST_MOVE:
        form.departs_at.errors = [
            _("Please give a day and a time within three days of the plan.")
        ]
        return refuse(form, trip_page, trip_id=trip.id)
    try:
        service.move_trip(
            db.session,
            trip,
            departs_at,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except (StaleError, service.CalledOffError, service.ArrivedError):
        return _faster(trip_id)
    except service.MissesTrainError:
        db.session.rollback()
        form.departs_at.errors = [_missed(trip)]
        return refuse(form, trip_page, trip_id=trip_id)
    except service.CoachesTakenError as error:
        said = [_taken(each) for each in error.overused]
        db.session.rollback()
        remedy = _("Choose another day, or a coach of another kind by hand.")
        form.departs_at.errors = [" ".join([*said, remedy])]
        return refuse(form, trip_page, trip_id=trip_id)
    db.session.commit()
    flash(_("Moved. Who rides by a wish of their own is told."), "done")
    return back


def _missed(trip: Trip) -> str:
    """Return until when, or from when on, a coach of a train may leave."""
    block = trip.block
    if block is not None and trip.role is TripRole.SHUTTLE:
        said = _(
            "Train %(train)s arrives at %(time)s: the coach cannot leave before.",
            train=block.name,
            time=f"{block.arrives_at.astimezone(LOCAL_TIME):%m-%d %H:%M}",
        )
    else:
        said = _(
            "The coach would miss train %(train)s, which leaves at %(time)s: it must "
            "be there a quarter of an hour before.",
            train=block.name if block else "",
            time=f"{block.departs_at.astimezone(LOCAL_TIME):%m-%d %H:%M}" if block
            else "",
        )  # fmt: skip
    return str(said)


@bp.post("/trips/<int:trip_id>/call-off")
def call_off_trip(trip_id: int) -> ResponseReturnValue:
    """Call a trip off; its people wait, and sit elsewhere where there is room."""
    trip = open_trip(trip_id)
    form = CallOffForm()
    back = redirect(url_for(".trip", trip_id=trip.id, _anchor="change"))
    if not form.validate_on_submit():
        return refuse(form, trip_page, trip_id=trip.id)
    try:
        riders = service.call_off(
            db.session,
            trip,
            form.reason.data,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except (StaleError, service.CalledOffError, service.ArrivedError):
        return _faster(trip_id)
    db.session.commit()
    flash(
        ngettext(
            "Called off. %(num)d person has lost the seat; who can sits elsewhere.",
            "Called off. %(num)d people have lost their seats; who can sits elsewhere.",
            riders,
        ),
        "warning",
    )
    return back


def _taken(overused: Overused) -> str:
    coach = overused.coach
    return str(
        _(
            "%(operator)s has %(count)s coaches “%(coach)s”; on %(day)s other "
            "campaigns use %(elsewhere)s of them, and this plan %(wanted)s.",
            operator=coach.operator.name,
            count=coach.count,
            coach=coach.name,
            day=format_date(overused.day, "medium"),
            elsewhere=overused.elsewhere,
            wanted=overused.wanted,
        )
    )


def _faster(trip_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("A colleague has changed this trip; nothing was overwritten."), "warning")
    return redirect(url_for(".trip", trip_id=trip_id))
