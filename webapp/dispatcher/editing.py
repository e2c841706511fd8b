"""A plan changed by hand: the board, its changes, undo and redo, saving."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import (
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from routing import editing as changes
from routing.editing import NOWHERE, Move
from routing.errors import EditError, TravelTimesError
from webapp.collaborators import collaborators
from webapp.dispatcher import cards, findings
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.days import asked_day
from webapp.dispatcher.edit_forms import ChangeForm, ReplanForm
from webapp.dispatcher.own import open_plan, own_plan
from webapp.dispatcher.train_cards import TrainCard, train_cards, way_of
from webapp.dispatcher.where import where_of
from webapp.extensions import db
from webapp.refused import form_for, refuse
from webapp.security.sessions import current_account
from webapp.services import editing as service
from webapp.services import replanning
from webapp.services.plan_steps import change_of
from webapp.services.planning import NothingToPlanError
from webapp.services.plans import NobodyConfirmedError, PlanRunningError
from webapp.services.restoring import SMALLEST_GROUP
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import CharterPlan
    from routing.editing import Change
    from routing.offers import Offer
    from webapp.services.editing import Look

OFFERS = 5


@bp.get("/plans/<int:plan_id>/edit")
def edit_plan(plan_id: int) -> ResponseReturnValue:
    """Show a plan's draft: every trip, who rides it, and what breaks."""
    return _board(_look(open_plan(plan_id)))


@bp.get("/plans/<int:plan_id>/edit/token")
def edit_token(plan_id: int) -> ResponseReturnValue:
    """Say whether a colleague changed the draft; the page asks every few seconds."""
    draft = service.find_draft(db.session, own_plan(plan_id))
    if draft is None:
        return jsonify(token=service.UNSEEN)
    return jsonify(token=f"{draft.id}-{draft.version}")


@bp.post("/plans/<int:plan_id>/edit")
def change_plan(plan_id: int) -> ResponseReturnValue:
    """Make one change."""
    plan = open_plan(plan_id)
    form = ChangeForm()
    before = _look(plan)
    if not form.validate_on_submit():
        return _refused(plan, form)
    seen = form.seen.data or ""
    try:
        change = _change(form, before)
        now = service.make(
            db.session,
            collaborators().plan_reader,
            plan,
            change,
            seen=seen,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except EditError as error:
        db.session.rollback()
        if (typed := form.typed) is not None:
            typed.errors = [findings.refusal(error)]
            return _refused(plan, form)
        return _told(plan, findings.refusal(error))
    except StaleError:
        return _faster(plan)
    db.session.commit()
    return _shown(before, now, findings.said(change, now.restored.names))


@bp.post("/plans/<int:plan_id>/edit/undo")
def undo_change(plan_id: int) -> ResponseReturnValue:
    """Undo the last change."""
    return _step(open_plan(plan_id), service.undo)


@bp.post("/plans/<int:plan_id>/edit/redo")
def redo_change(plan_id: int) -> ResponseReturnValue:
    """Make the change again that was undone last."""
    return _step(open_plan(plan_id), service.redo)


@bp.post("/plans/<int:plan_id>/edit/save")
def save_draft(plan_id: int) -> ResponseReturnValue:
    """Make a plan of the draft."""
    plan = open_plan(plan_id)
    try:
        made = service.save(
            db.session,
            collaborators().plan_reader,
            plan,
            seen=request.form.get("seen", ""),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except StaleError:
        return _faster(plan)
    except service.NothingChangedError:
        return _unsaved(plan, _("Nothing was changed yet."))
    except service.BrokenRulesError:
        return _unsaved(
            plan,
            _(
                "Kept as a draft. It becomes a plan once the marked coaches keep the "
                "rules."
            ),
        )
    db.session.commit()
    flash(_("Saved as a new plan. Choose it, then publish it."), "done")
    return redirect(url_for(".campaign", campaign_id=plan.campaign_id, plan=made.id))


@bp.post("/plans/<int:plan_id>/edit/discard")
def discard_draft(plan_id: int) -> ResponseReturnValue:
    """Throw the draft away."""
    plan = open_plan(plan_id)
    try:
        service.discard(
            db.session,
            plan,
            seen=request.form.get("seen", ""),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except StaleError:
        return _faster(plan)
    db.session.commit()
    flash(_("The changes are thrown away; the plan is as it was."), "done")
    return redirect(url_for(".campaign", campaign_id=plan.campaign_id, plan=plan.id))


@bp.post("/plans/<int:plan_id>/edit/replan")
def replan_rest(plan_id: int) -> ResponseReturnValue:
    """Ask for the rest to be planned again, around what is locked."""
    plan = open_plan(plan_id)
    form = ReplanForm()
    if not form.validate_on_submit():
        return refuse(form, edit_plan, plan_id=plan.id)
    try:
        run = replanning.request_again(
            db.session,
            collaborators().plan_reader,
            plan,
            promise_cents=form.promise_yuan.data * 100,
            time_limit_s=form.time_limit_s.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except replanning.LockedWrongError:
        said = _("A locked trip breaks a rule. Unlock it, or put it right first.")
    except replanning.SplitGroupError:
        said = _("A group is split. Save the draft as a plan first.")
    except PlanRunningError:
        said = _("This campaign is being planned already.")
    except NobodyConfirmedError:
        said = _("Nobody is confirmed yet, so there is nobody to plan for.")
    else:
        run_id = run.id
        db.session.commit()
        # Should this fail, the worker finds the run when it starts next.
        collaborators().planning_desk.enqueue(run_id)
        return redirect(url_for(".campaign", campaign_id=plan.campaign_id))
    db.session.rollback()
    form.time_limit_s.errors = [said]
    return refuse(form, edit_plan, plan_id=plan.id)


@bp.get("/plans/<int:plan_id>/edit/parties/<int:party_id>")
def edit_party(plan_id: int, party_id: int) -> ResponseReturnValue:
    """Show where a party could ride, what each place costs, and the form to move it."""
    look = _look(open_plan(plan_id))
    at = where_of(request.args.get("at", ""))
    rides = look.state.rides(str(party_id))
    if at is None and len(rides) == 1:
        at = next(iter(rides))
    if at is None or at not in rides:
        abort(404)
    made = cards.Cards(look)
    chip = made.chip(at, str(party_id))
    refused = ""
    offers: list[Offer] = []
    try:
        offers = service.places(
            db.session,
            collaborators().plan_reader,
            look.plan,
            Move(str(party_id), to=NOWHERE, out_of=at),
            most=OFFERS,
        )
    except EditError as error:
        refused = findings.refusal(error)
    return render_template(
        "dispatcher/edit_party.html",
        plan=look.plan,
        look=look,
        chip=chip,
        cards=_within(made, chip),
        several=len(look.restored.task.dates) > 1,
        trains=_trains_within(made, chip),
        offers=[(offer, _way(made, offer, chip.party)) for offer in offers],
        refused=refused,
        may_split=chip.riders > 1
        and look.restored.editor.problem.may_split(made.party(chip.party)),
        smallest_group=SMALLEST_GROUP,
        form=form_for(ChangeForm, riders=chip.riders),
    )


@bp.get("/plans/<int:plan_id>/edit/trips/<int:number>")
def edit_trip(plan_id: int, number: int) -> ResponseReturnValue:
    """Show the form that changes a trip: coach, time, stops, lock."""
    look = _look(open_plan(plan_id))
    if number not in look.state.numbers:
        abort(404)
    made = cards.Cards(look)
    card = made.card(number)
    there = {stop.place for stop in card.stops}
    names = look.restored.names
    return render_template(
        "dispatcher/edit_trip.html",
        plan=look.plan,
        look=look,
        card=card,
        coaches=[
            (coach.id, names.coaches.get(coach.id, coach.id), made.seats(coach.id))
            for coach in look.restored.task.fleet
        ],
        days=look.restored.editor.problem.dates,
        places=sorted(
            (names.stops[point.id][1], point.id)
            for point in look.restored.task.points
            if point.id not in there
        ),
        form=form_for(
            ChangeForm,
            service_date=card.service_date,
            departs=dt.time.fromisoformat(card.departs),
        ),
    )


def _within(made: cards.Cards, chip: cards.Chip) -> list[cards.Card]:
    """Return the trips of a party's days, where it rides included."""
    return [
        card
        for card in made.all()
        if card.number == chip.at or _may_ride(made, chip, card.service_date)
    ]


def _trains_within(made: cards.Cards, chip: cards.Chip) -> list[TrainCard]:
    """Return the trains of a party's days; none for a part of it."""
    if chip.is_part:
        return []
    return [
        card
        for card in train_cards(made)
        if card.id != chip.at
        and not card.is_locked
        and _may_ride(made, chip, card.service_date)
    ]


def _may_ride(made: cards.Cards, chip: cards.Chip, date: dt.date) -> bool:
    party = made.party(chip.party)
    return (party.first_date or date) <= date <= (party.last_date or date)


def _way(made: cards.Cards, offer: Offer, party: str) -> str:
    """Return the stops of an offered place, in one line."""
    if offer.train is not None:
        return way_of(made, offer.train, party)
    return "" if offer.joining is None else made.offered(offer.joining.after)


def _look(plan: CharterPlan) -> Look:
    if plan.finished_at is None or not plan.trips:
        abort(404)
    try:
        return service.look(db.session, collaborators().plan_reader, plan)
    except NothingToPlanError:
        abort(409)
    except TravelTimesError:
        abort(503)


def _step(plan: CharterPlan, go: Any) -> ResponseReturnValue:
    before = _look(plan)
    try:
        step = go(
            db.session,
            plan,
            seen=request.form.get("seen", ""),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except StaleError:
        return _faster(plan)
    except service.NothingToUndoError:
        db.session.rollback()
        return _told(plan, _("There is nothing to undo."))
    change = change_of(step.change)
    now = _look(plan)
    db.session.commit()
    said = findings.said(change, now.restored.names)
    if go is service.undo:
        return _shown(before, now, _("Undone: %(what)s", what=said))
    return _shown(before, now, said)


def _change(form: ChangeForm, look: Look) -> Change:
    """Return the change that a form asks for; raises `EditError` when it is none."""
    party, trip, stop = form.party.data, form.trip.data, form.stop.data
    out_of, riders = form.out_of.data, form.riders.data
    match form.kind.data:
        case "move":
            return Move(party, to=trip, out_of=out_of, riders=riders)
        case "best":
            move = Move(party, to=NOWHERE, out_of=out_of, riders=riders)
            wanted = None if trip == NOWHERE else trip
            found = service.places(
                db.session, collaborators().plan_reader, look.plan, move, most=OFFERS
            )
            date = form.service_date.data
            for offer in found:
                match offer.change:
                    case changes.Take(trip=number, service_date=day):
                        if number == wanted and date in (None, day):
                            return offer.change
                    case Move(to=train):
                        if train == wanted:
                            return offer.change
            raise EditError(changes.Refused.NO_TRIP, str(trip))
        case "add_stop":
            return changes.AddStop(trip, form.place.data)
        case "move_stop":
            return changes.MoveStop(trip, stop=stop, to=form.to.data)
        case "drop_stop":
            return changes.DropStop(trip, stop=stop)
        case "set_coach":
            return changes.SetCoach(trip, form.coach.data)
        case "set_departure":
            at = form.departs.data
            return changes.SetDeparture(
                trip, form.service_date.data, at.hour * 3600 + at.minute * 60
            )
        case "lock_train":
            return changes.LockTrain(trip, locked=form.locked.data == "1")
        case "lock_party":
            return changes.LockParty(party, locked=form.locked.data == "1")
        case _:
            return changes.LockTrip(trip, locked=form.locked.data == "1")


def _board(look: Look) -> str:
    return render_template("dispatcher/editing.html", **_words(look))


def _unsaved(plan: CharterPlan, said: str) -> ResponseReturnValue:
    """Show the board again, and beside its button why it is no plan yet."""
    db.session.rollback()
    words = _words(_look(plan)) | {"unsaved": said}
    return render_template("dispatcher/editing.html", **words), 409


def _words(look: Look) -> dict[str, Any]:
    made = cards.Cards(look)
    every, trains = made.all(), train_cards(made)
    days = asked_day(
        look.plan.campaign,
        (
            *(card.service_date for card in every),
            *(card.service_date for card in trains if card.riders),
        ),
    )
    names = look.restored.names
    done, undone = look.done, look.undone
    return {
        "plan": look.plan,
        "look": look,
        "cards": [card for card in every if days.shows(card.service_date)],
        "trains": [card for card in trains if days.shows(card.service_date)],
        "days": days,
        "numbers_of_day": {
            card.number for card in every if days.shows(card.service_date)
        },
        "loose": made.loose(),
        "others": made.others(),
        "undo": findings.said(change_of(done[-1].change), names) if done else "",
        "redo": findings.said(change_of(undone[0].change), names) if undone else "",
        "wrong": {n for finding in look.findings for n in finding.trips},
        "wrong_trains": [card for card in trains if card.findings],
        "replan_form": form_for(ReplanForm),
    }


def _shown(before: Look, now: Look, said: str) -> ResponseReturnValue:
    """Answer a change: the parts of the page that differ, or the page anew."""
    if not _wants_parts():
        flash(said, "done")
        return redirect(
            url_for(".edit_plan", plan_id=now.plan.id, day=request.args.get("day"))
        )
    words = _words(now)
    has_trains = bool(now.restored.editor.problem.trains.blocks)
    by_number = {card.number: card for card in words["cards"]}
    return jsonify(
        token=now.token,
        said=said,
        cards={
            number: render_template(
                "dispatcher/edit_card.html",
                card=by_number[number],
                plan=now.plan,
                days=words["days"],
            )
            if number in by_number
            else None
            for number in sorted(cards.changed_numbers(before, now))
        },
        parts={
            part: render_template(f"dispatcher/edit_{part}.html", **words)
            for part in ("summary", "rail", *(["trains"] if has_trains else []))
        },
    )


def _refused(plan: CharterPlan, form: ChangeForm) -> ResponseReturnValue:
    """Show the page of what was typed again; else say why nothing was changed."""
    if _wants_parts() or form.typed is None or not form.typed.errors:
        return _told(plan, " ".join(form.mistakes()))
    if form.typed is form.departs:
        return refuse(form, edit_trip, plan_id=plan.id, number=form.trip.data)
    return refuse(form, edit_party, plan_id=plan.id, party_id=int(form.party.data))


def _told(plan: CharterPlan, said: str) -> ResponseReturnValue:
    """Say why nothing was changed."""
    if _wants_parts():
        return jsonify(said=said, refused=True)
    flash(said, "wrong")
    return redirect(url_for(".edit_plan", plan_id=plan.id))


def _faster(plan: CharterPlan) -> ResponseReturnValue:
    db.session.rollback()
    draft = service.find_draft(db.session, plan)
    who = draft.changed_by if draft else None
    said = _(
        "A colleague (%(who)s) has changed this plan meanwhile. Nothing was "
        "overwritten; look at it, then decide.",
        who=who.display_name if who else "?",
    )
    if _wants_parts():
        return jsonify(said=said, stale=True)
    flash(said, "warning")
    return redirect(url_for(".edit_plan", plan_id=plan.id))


def _wants_parts() -> bool:
    return request.accept_mimetypes.best == "application/json"
