"""Planning runs: start, watch, stop, choose, and the map's data."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import (
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from routing.pictures import draw_gantt
from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.campaigns import campaign as campaign_page
from webapp.dispatcher.chart import draw, sample
from webapp.dispatcher.days import asked_day
from webapp.dispatcher.forms import PlanForm
from webapp.dispatcher.own import open_campaign, open_plan, own_plan
from webapp.extensions import db
from webapp.refused import refuse
from webapp.security.sessions import current_account
from webapp.services import plans as service
from webapp.services.maps import plan_geojson
from webapp.services.timetables import timetable_of
from webapp.services.trip_sums import sum_trips
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import CharterPlan
    from webapp.dispatcher.days import Days


@bp.post("/campaigns/<int:campaign_id>/plans")
def start_plan(campaign_id: int) -> ResponseReturnValue:
    """Ask for a planning run."""
    campaign = open_campaign(campaign_id)
    back = redirect(url_for(".campaign", campaign_id=campaign.id))
    form = PlanForm()
    if not form.validate_on_submit():
        return refuse(form, campaign_page, campaign_id=campaign.id)
    try:
        plan = service.request_plan(
            db.session,
            campaign,
            time_limit_s=form.time_limit_s.data,
            with_unheard=form.with_unheard.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.PlanRunningError:
        flash(_("This campaign is being planned already."), "warning")
        return back
    except service.NobodyConfirmedError:
        db.session.rollback()
        form.time_limit_s.errors = [
            _("Nobody is confirmed yet, so there is nobody to plan for.")
        ]
        return refuse(form, campaign_page, campaign_id=campaign_id)
    plan_id = plan.id
    db.session.commit()
    # Should this fail, the worker finds the run when it starts next.
    collaborators().planning_desk.enqueue(plan_id)
    return back


@bp.get("/plans/<int:plan_id>/progress")
def progress(plan_id: int) -> ResponseReturnValue:
    """Show how a run goes; the page asks for this every two seconds."""
    plan = own_plan(plan_id)
    if plan.finished_at is not None:
        if "HX-Request" not in request.headers:
            return redirect(url_for(".campaign", campaign_id=plan.campaign_id))
        return Response(headers={"HX-Refresh": "true"})
    if "HX-Request" not in request.headers:
        return redirect(url_for(".campaign", campaign_id=plan.campaign_id))
    return render_template("dispatcher/progress.html", **how_it_goes(plan))


@bp.app_template_global()
def how_it_goes(plan: CharterPlan) -> dict[str, Any]:
    """Return what is shown of a run on its way, for pages without scripts as well."""
    curve = collaborators().planning_desk.progress(plan.id)
    waited = dt.datetime.now(dt.UTC) - plan.created_at
    return {
        "plan": plan,
        "latest": curve[-1] if curve else None,
        "chart": draw(curve),
        "points": sample(curve),
        "waited_s": waited.total_seconds(),
    }


@bp.post("/plans/<int:plan_id>/stop")
def stop_plan(plan_id: int) -> ResponseReturnValue:
    """Ask a run to stop; it keeps the best it has."""
    plan = own_plan(plan_id)
    service.stop_plan(
        db.session, plan, account_id=current_account().id, now=dt.datetime.now(dt.UTC)
    )
    db.session.commit()
    return redirect(url_for(".campaign", campaign_id=plan.campaign_id))


@bp.post("/plans/<int:plan_id>/choose")
def choose_plan(plan_id: int) -> ResponseReturnValue:
    """Make a plan the one that is driven."""
    plan = open_plan(plan_id)
    try:
        service.choose_plan(
            db.session,
            plan,
            seen=request.form.get("driven", type=int),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except service.NothingFoundError:
        flash(_("This run brought no trips."), "wrong")
    except StaleError:
        db.session.rollback()
        flash(
            _(
                "A colleague has chosen another plan meanwhile. Look at it, then "
                "decide."
            ),
            "warning",
        )
        return redirect(url_for(".compare", campaign_id=plan.campaign_id))
    else:
        db.session.commit()
        flash(_("This is the plan that is driven now."), "done")
    return redirect(url_for(".campaign", campaign_id=plan.campaign_id, plan=plan.id))


@bp.get("/plans/<int:plan_id>.geojson")
def plan_map(plan_id: int) -> ResponseReturnValue:
    """Return a plan for the map."""
    plan = own_plan(plan_id)
    trips = service.list_trips(db.session, plan, _days(plan).chosen)
    return jsonify(plan_geojson(trips, collaborators().paths))


@bp.get("/plans/<int:plan_id>/timetable")
def timetable(plan_id: int) -> ResponseReturnValue:
    """Show a plan's timetable, as a picture and as a table."""
    plan = own_plan(plan_id)
    days = _days(plan)
    trips = service.list_trips(db.session, plan, days.chosen)
    return render_template(
        "dispatcher/timetable.html", plan=plan, trips=trips, days=days
    )


@bp.get("/plans/<int:plan_id>/timetable.svg")
def timetable_picture(plan_id: int) -> ResponseReturnValue:
    """Return a plan's timetable as a Gantt chart; it is in Chinese for everybody."""
    plan = own_plan(plan_id)
    trips = service.list_trips(db.session, plan, _days(plan).chosen)
    chart = draw_gantt(timetable_of(trips), plan.campaign.name)
    return Response(chart, mimetype="image/svg+xml")


def _days(plan: CharterPlan) -> Days:
    trips = sum_trips(db.session, [plan.id])[plan.id]
    return asked_day(plan.campaign, (trip.shown_date for trip in trips))
