"""我要坐车: the questions, the ride, another day, cancelling."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.seeker.consent import CONSENTS, CURRENT
from webapp.seeker.ride_answers import (
    FLEXIBLE_DAYS,
    STEPS,
    Answers,
    find_day,
    read_answers,
)
from webapp.seeker.ride_forms import PeopleForm, PlainForm
from webapp.services import ride_offers, riding, seekers
from webapp.services.riding import LARGEST_PARTY, CampaignOverError, Standing
from webapp.services.spaces import Brought
from webapp.services.waiting import boarding_codes

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import RideRequest

STANDINGS = {
    Standing.LATER: _l("Noted; the coach is still being planned"),
    Standing.WAITING: _l("On the waiting list"),
    Standing.NO_COACH: _l("No coach goes there yet"),
    Standing.SEATED: _l("You have seats"),
    Standing.DROPPED: _l("Taken off the list"),
    Standing.MERGED: _l("You ride with another group"),
    Standing.CANCELLED: _l("Cancelled"),
}
# What asking for a day would bring just now.
CHANCES = {
    Standing.LATER: _l("being planned: you hear from us"),
    Standing.WAITING: _l("full: you come on the waiting list"),
    Standing.NO_COACH: _l("no coach from your stop to there yet"),
    Standing.SEATED: _l("seats are free"),
}


@bp.get("/rides")
def rides() -> ResponseReturnValue:
    """Go to the ride that is coming, or show those of the past."""
    seeker = own_seeker()
    now = dt.datetime.now(dt.UTC)
    coming = riding.find_open(db.session, seeker, now) if seeker else None
    if coming is not None:
        return redirect(url_for("seeker.ride", request_id=coming.id))
    past = riding.list_of(db.session, seeker) if seeker else ()
    days = riding.days_of(db.session, past)
    return render_template("seeker/rides.html", past=past, days=days)


@bp.get("/rides/new")
def new_ride() -> ResponseReturnValue:
    """Ask one question; the earlier ones first where an answer will not do."""
    now = dt.datetime.now(dt.UTC)
    seeker = own_seeker()
    known = riding.find_open(db.session, seeker, now) if seeker else None
    if known is not None:
        flash(_("You have asked for a ride already; here you can change it."))
        return redirect(url_for("seeker.ride", request_id=known.id))
    answers = read_answers(request.args, now)
    step = request.args.get("step", STEPS[0])
    if step not in STEPS:
        abort(404)
    wrong = answers.first_wrong(step)
    return _question(wrong or step, answers, is_wrong=wrong is not None)


@bp.post("/rides/new")
def new_ride_post() -> ResponseReturnValue:
    """Take the wish; a second tap changes nothing."""
    now = dt.datetime.now(dt.UTC)
    answers = read_answers(request.form, now)
    wrong = answers.first_wrong("name")
    if wrong is not None:
        return _question(wrong, answers, is_wrong=True)
    form = PeopleForm(answers.size, request.form)
    people = form.people()
    if not form.validate() or form.wrong:
        return _question("name", answers, form=form)
    account = current_account()
    seeker = seekers.introduce(
        db.session, account, people[0].name, people[0].phone, now=now
    )
    wish = answers.wish(people, form.consent_version)
    try:
        asked = riding.ask(
            db.session,
            collaborators().gazetteer,
            seeker,
            wish,
            account_id=account.id,
            now=now,
        )
    except CampaignOverError:
        db.session.rollback()
        answers = read_answers(request.form, now)
        answers.wrong["when"] = _("This day takes nobody any more. Choose another.")
        return _question("when", answers, is_wrong=True)
    request_id = asked.id
    db.session.commit()
    return redirect(url_for("seeker.ride", request_id=request_id))


@bp.get("/rides/<int:request_id>")
def ride(request_id: int) -> str:
    """Show a ride: the trip, the stop, the seats, and what can be changed."""
    return _show(own_request(request_id))


@bp.post("/rides/<int:request_id>/cancel")
def cancel_ride(request_id: int) -> ResponseReturnValue:
    """Cancel a ride; a second tap changes nothing."""
    asked = own_request(request_id)
    _check_token()
    riding.cancel(
        db.session, asked, account_id=current_account().id, now=dt.datetime.now(dt.UTC)
    )
    db.session.commit()
    flash(_("Cancelled. Your seats go to somebody who waits; thank you for telling."))
    return redirect(url_for("seeker.ride", request_id=request_id))


@bp.post("/rides/<int:request_id>/day")
def change_ride_day(request_id: int) -> ResponseReturnValue:
    """Travel on another day."""
    asked = own_request(request_id)
    _check_token()
    now = dt.datetime.now(dt.UTC)
    others = riding.list_other_days(db.session, asked, now)
    day = find_day(others, request.form.get("campaign"))
    if day is None:
        flash(_("Please choose a day."), "warning")
        return redirect(url_for("seeker.ride", request_id=request_id, _anchor="day"))
    try:
        riding.change_date(
            db.session,
            asked,
            day.campaign,
            day.date,
            account_id=current_account().id,
            now=now,
        )
    except CampaignOverError:
        db.session.rollback()
        flash(_("This day takes nobody any more. Choose another."), "warning")
    else:
        db.session.commit()
        flash(_("Changed. This is how it stands now."))
    return redirect(url_for("seeker.ride", request_id=request_id))


@bp.post("/rides/<int:request_id>/papers")
def give_ride_papers(request_id: int) -> ResponseReturnValue:
    """Store the ID numbers of the party, with a consent of its own."""
    asked = own_request(request_id)
    form = PeopleForm(asked.size, request.form)
    people = form.people(with_contact=False)
    if not form.validate() or form.wrong:
        return _show(asked, form), 422
    riding.give_ids(
        db.session,
        asked,
        [person.id_number for person in people],
        consent_version=CURRENT,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("The ID numbers are stored, sealed."))
    return redirect(url_for("seeker.ride", request_id=request_id))


@bp.post("/rides/<int:request_id>/papers/withdraw")
def withdraw_ride_papers(request_id: int) -> ResponseReturnValue:
    """Take the consent back; the numbers are deleted, the seats stay."""
    asked = own_request(request_id)
    _check_token()
    riding.withdraw_consent(
        db.session, asked, account_id=current_account().id, now=dt.datetime.now(dt.UTC)
    )
    db.session.commit()
    flash(_("The ID numbers are deleted. Please show the cards at the coach."))
    return redirect(url_for("seeker.ride", request_id=request_id))


def _question(
    step: str,
    answers: Answers,
    *,
    form: PeopleForm | None = None,
    is_wrong: bool = False,
) -> ResponseReturnValue:
    """Show the page of a question, with its mistake where there is one."""
    now = dt.datetime.now(dt.UTC)
    seeker = own_seeker()
    given: dict[str, Any] = {}
    if "size" not in request.values and seeker and seeker.companions:
        answers.size = min(1 + seeker.companions, LARGEST_PARTY)
    if step == "where":
        words = request.args.get("employer", "")[:60]
        given = {
            "words": words,
            "offers": ride_offers.list_sites(
                db.session, seeker, words, answers.campaigns
            ),
        }
    elif step == "home" and not answers.home_text and seeker and seeker.home_place:
        answers.home_text = seeker.home_place.full_name
    elif step == "stop" and answers.home and answers.site:
        given["stops"] = ride_offers.stops_near(
            db.session,
            collaborators().gazetteer,
            answers.home,
            answers.site.id,
            answers.campaigns,
            now,
        )
    elif step == "when" and answers.site:
        given["chances"] = riding.chances(
            db.session,
            answers.open_days,
            codes=answers.codes,
            site_id=answers.site.id,
            size=answers.size,
            brought=answers.brought,
            now=now,
        )
    elif step == "name" and form is None:
        known = {"name_0": current_account().display_name}
        if seeker is not None:
            known = {"name_0": seeker.name or "", "phone": seeker.phone or ""}
        form = PeopleForm(answers.size, known)
    page = render_template(
        "seeker/ride_question.html",
        step=step,
        steps=STEPS,
        answers=answers,
        is_wrong=is_wrong,
        form=form,
        flexible_days=FLEXIBLE_DAYS,
        chance_labels=CHANCES,
        consent=(CURRENT, CONSENTS[CURRENT]),
        **given,
    )
    return (page, 422) if is_wrong or (form and form.wrong) else page


def _show(asked: RideRequest, form: PeopleForm | None = None) -> str:
    now = dt.datetime.now(dt.UTC)
    codes = boarding_codes(db.session, asked.pickup_place_code, asked.alternatives)
    return render_template(
        "seeker/ride.html",
        ride=riding.show(db.session, asked),
        days=riding.days_of(db.session, [asked])[asked.id],
        request_=asked,
        standings=STANDINGS,
        other_days=riding.chances(
            db.session,
            riding.list_other_days(db.session, asked, now),
            codes=codes,
            site_id=asked.site_id,
            size=asked.size,
            brought=Brought.of(asked),
            now=now,
        ),
        chance_labels=CHANCES,
        form=form or PeopleForm(asked.size, {}),
        consent=(CURRENT, CONSENTS[CURRENT]),
    )


def own_request(request_id: int) -> RideRequest:
    seeker = own_seeker()
    found = riding.find_own(db.session, seeker, request_id) if seeker else None
    if found is None:
        abort(404)
    return found


def _check_token() -> None:
    if not PlainForm().validate():
        abort(400)
