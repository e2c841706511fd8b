"""A party: who it is, what its roster had wrong, who belongs to it, another day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from models import TripStatus
from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import open_party, own_party
from webapp.dispatcher.party_forms import (
    CorrectPartyForm,
    MovePartyForm,
    PersonForm,
    TakeOffForm,
)
from webapp.extensions import db
from webapp.pages import daysformat
from webapp.refused import form_for, refuse
from webapp.security.sessions import current_account
from webapp.services import calls, moving, party_people
from webapp.services.campaigns import trips_of
from webapp.services.closing import expect_open
from webapp.services.correcting import correct_party
from webapp.services.demand import wanted_dates
from webapp.services.duplicates import counted_in
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from wtforms import Field

    from models import Party, Trip


@bp.get("/parties/<int:party_id>")
def party(party_id: int) -> ResponseReturnValue:
    """Show a party, its people masked."""
    found = own_party(party_id)
    days = moving.list_other_days(db.session, found.campaign, _now())
    wanted = wanted_dates(db.session, found.campaign).get(found.id)
    move = form_for(
        MovePartyForm,
        campaign=next((each.id for each in days if each.travels_on(wanted)), None),
        seen_at=found.updated_at,
    )
    move.offer(days)
    return render_template(
        "dispatcher/party.html",
        party=found,
        campaign=found.campaign,
        trip=trips_of(db.session, found.campaign.chosen_plan, [found]).get(found.id),
        other=counted_in(db.session, found) if found.status == "merged" else None,
        days=days,
        wanted=wanted,
        history=calls.history(db.session, found),
        correct_form=form_for(
            CorrectPartyForm,
            home=found.pickup_place.full_name,
            first_date=found.first_date,
            last_date=found.last_date,
            seen_at=found.updated_at,
        ),
        move_form=move,
        person_form=form_for(PersonForm, seen_at=found.updated_at),
        take_off_form=form_for(TakeOffForm, seen_at=found.updated_at),
        asked_themselves=party_people.asked_themselves(db.session, found),
    )


@bp.post("/parties/<int:party_id>/correct")
def correct(party_id: int) -> ResponseReturnValue:
    """Put right where a party boards and by which number it is called."""
    found = open_party(party_id)
    form = CorrectPartyForm()
    if not form.validate_on_submit():
        return refuse(form, party, party_id=found.id)
    before = _trip_of(found)
    try:
        changed = correct_party(
            db.session,
            collaborators().gazetteer,
            found,
            home_code=form.home.code,
            phone=form.phone.data or None,
            days=(form.first_date.data, form.last_date.data)
            if found.campaign.first_date != found.campaign.last_date
            else None,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=_now(),
        )
    except StaleError:
        return _faster(found)
    except moving.DayNotTheirsError:
        db.session.rollback()
        days = daysformat(found.campaign.days, "full")
        form.last_date.errors = [
            _("The campaign travels on %(days)s: choose among these.", days=days)
        ]
        return refuse(form, party, party_id=found.id)
    db.session.commit()
    flash(_("Saved.") if changed else _("Nothing has changed."), "done")
    if before is not None and _trip_of(found) is None:
        flash(
            _(
                "Coach %(number)s leaves on another day: they have no seat now, and "
                "stand among those without one. Seat them by hand, or plan again.",
                number=before.number,
            ),
            "warning",
        )
    return redirect(url_for(".party", party_id=found.id))


@bp.post("/parties/<int:party_id>/people")
def add_person(party_id: int) -> ResponseReturnValue:
    """Add a person to a party, or name one who has a seat."""
    form = PersonForm()
    return _change_people(
        party_id,
        form,
        form.name,
        lambda found, **by: party_people.add_person(
            db.session,
            found,
            name=form.name.data,
            phone=form.phone.data or None,
            is_counted=form.counted.data,
            **by,
        ),
    )


@bp.post("/parties/<int:party_id>/people/off")
def take_off(party_id: int) -> ResponseReturnValue:
    """Take a person off a party."""
    form = TakeOffForm()
    return _change_people(
        party_id,
        form,
        form.rider,
        lambda found, **by: party_people.take_off(
            db.session, found, form.rider.data, **by
        ),
    )


@bp.post("/parties/<int:party_id>/move")
def move_to(party_id: int) -> ResponseReturnValue:
    """Let a party ride with the campaign of another day."""
    found = own_party(party_id)
    form = MovePartyForm()
    days = moving.list_other_days(db.session, found.campaign, _now())
    form.offer(days)
    is_valid = form.validate_on_submit()
    there = next(
        (day for day in days if is_valid and day.id == form.campaign.data), None
    )
    # In one order, whichever way two colleagues move people at once.
    for each in sorted(
        {found.campaign, there or found.campaign}, key=lambda row: row.id
    ):
        expect_open(db.session, each)
    if there is None:
        return refuse(form, party, party_id=found.id)
    try:
        wanted = wanted_dates(db.session, found.campaign).get(found.id)
        moved = moving.move_party(
            db.session,
            found,
            there,
            date=wanted if there.travels_on(wanted) else None,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=_now(),
        )
    except StaleError:
        return _faster(found)
    db.session.commit()
    flash(
        _(
            "They ride on %(date)s now, with “%(campaign)s”.",
            date=daysformat(moved.days, "full"),
            campaign=there.name,
        ),
        "done",
    )
    if there.is_public and not trips_of(db.session, there.chosen_plan, [moved]):
        flash(
            _("Its coaches are public: plan again, or give them seats by hand."),
            "warning",
        )
    return redirect(url_for(".party", party_id=moved.id))


def _change_people(
    party_id: int,
    form: PersonForm | TakeOffForm,
    beside: Field,
    change: Callable[..., None],
) -> ResponseReturnValue:
    """Change who belongs to a party; why that cannot be is said beside a field."""
    found = open_party(party_id)
    if not form.validate_on_submit():
        return refuse(form, party, party_id=found.id)
    before = _trip_of(found)
    try:
        change(
            found,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=_now(),
        )
    except StaleError:
        return _faster(found)
    except party_people.PartyPeopleError as error:
        db.session.rollback()
        beside.errors = [_why_not(error)]
        return refuse(form, party, party_id=found.id)
    return _changed(found, before)


def _trip_of(found: Party) -> Trip | None:
    plan = found.campaign.chosen_plan
    return trips_of(db.session, plan, [found]).get(found.id)


def _changed(found: Party, before: Trip | None) -> ResponseReturnValue:
    """Say how many they are now, and what is left to do about their seats."""
    db.session.commit()
    flash(
        ngettext("%(num)d person rides now.", "%(num)d people ride now.", found.size),
        "done",
    )
    now = _trip_of(found)
    if before is not None and now is None:
        flash(
            _(
                "Coach %(number)s has no seat more for them, and is not public: they "
                "are without a coach in this plan. Plan again, or seat them by hand.",
                number=before.number,
            ),
            "warning",
        )
    elif now is not None and now.status is TripStatus.PUBLISHED:
        flash(
            _(
                "Coach %(number)s is public. The enterprise is told; call them or send "
                "a text message: seats and ticket are new.",
                number=now.number,
            ),
            "warning",
        )
    return redirect(url_for(".party", party_id=found.id, _anchor="people"))


def _why_not(error: party_people.PartyPeopleError) -> str:
    """Return in one sentence why nobody was added or taken off, and what helps."""
    match error:
        case party_people.CoachFullError(number=number):
            said = _(
                "Coach %(number)s is public and full. Move the party to another coach "
                "first, or register the person as a party of their own.",
                number=number,
            )
        case party_people.NotedError():
            said = _(
                "They were noted on the day of travel already: note there who did not "
                "come; who comes besides is a walk-on."
            )
        case party_people.OwnWishError():
            said = _(
                "They asked for the ride themselves, and change the number "
                "themselves: they cancel and ask again."
            )
        case _:
            said = _("Nobody would be left. If none of them comes, note that instead.")
    return str(said)


def _faster(found: Party) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("A colleague was faster; this is how it stands now."), "warning")
    return redirect(url_for(".party", party_id=found.id))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
