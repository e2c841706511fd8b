"""The day of travel at the desk: a line a coach, and a trip with telephone numbers."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from flask import abort, jsonify, redirect, render_template, url_for
from flask_babel import format_time, ngettext
from flask_babel import gettext as _

from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.own import own_campaign, own_trip
from webapp.dispatcher.travel_forms import PhonesForm
from webapp.extensions import db
from webapp.security.requests import asked_id
from webapp.security.sessions import current_account
from webapp.services.boarding.coach import list_events
from webapp.services.reveal import reveal_riders
from webapp.services.rules import LOCAL_TIME
from webapp.services.travel_day.people import find_people
from webapp.services.travel_day.reading import (
    days_of_travel,
    read_logs,
    trips_of_day,
    trips_off_their_day,
)
from webapp.services.travel_day.states import Line, State, look, look_at_all

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Campaign, Trip
    from webapp.services.reveal import TripContacts
    from webapp.services.travel_day.people import Passenger


@bp.get("/today")
def today() -> ResponseReturnValue:
    """Show the coaches that are on the road today."""
    return _control_page(_today())


@bp.get("/days/<day>")
def day(day: str) -> ResponseReturnValue:
    """Show the coaches of another day."""
    return _control_page(_date(day))


@bp.get("/campaigns/<int:campaign_id>/day")
def campaign_day(campaign_id: int) -> ResponseReturnValue:
    """Go to the day of a campaign: today where it travels, else the nearest."""
    campaign = own_campaign(campaign_id)
    day = min(max(_today(), campaign.first_date), campaign.last_date)
    return redirect(url_for(".day", day=day.isoformat(), campaign=campaign.id))


@bp.get("/days/<day>/lines")
def day_lines(day: str) -> ResponseReturnValue:
    """Return what may have changed of every line, for the page to set."""
    date = _date(day)
    lines = _lines(date, _campaign())
    return jsonify(
        {
            "at": format_time(_now(), "HH:mm:ss"),
            "is_over": date < _today(),
            "counts": [Counter(line.state for line in lines)[state] for state in State],
            "lines": [[line.log.trip_id, line.state, *cells(line)] for line in lines],
        }
    )


@bp.get("/trips/<int:trip_id>/day")
def trip_day(trip_id: int) -> ResponseReturnValue:
    """Show how a trip goes, and who was not seen."""
    return _trip_page(own_trip(trip_id))


@bp.post("/trips/<int:trip_id>/phones")
def trip_phones(trip_id: int) -> ResponseReturnValue:
    """Show telephone numbers, and record who saw whose."""
    trip = own_trip(trip_id)
    form = PhonesForm()
    if not form.validate_on_submit():
        abort(400)
    is_all = form.who.data == "all"
    people = find_people(db.session, trip, is_all=is_all)
    contacts = reveal_riders(
        db.session,
        trip,
        [person.rider for person in people if person.rider is not None],
        account_id=current_account().id,
        now=_now(),
    )
    db.session.commit()
    return _trip_page(trip, people, contacts)


def cells(line: Line) -> list[str]:
    """
    Return what a line says beside its state, in the order of ``CELLS``.

    A figure that nobody has noted is "—", never 0.
    """
    log = line.log
    return [
        where_words(line),
        heard_words(line),
        " · ".join(filter(None, (late_words(line), unwell_words(line)))),
        f"{log.aboard if log.is_counted else '—'}/{log.booked}",
        "—" if line.missing is None else str(line.missing or ""),
        "—" if log.arrived is None else str(log.arrived),
    ]


CELLS = ("where", "heard", "late", "aboard", "missing", "arrived")


def where_words(line: Line) -> str:
    """Return where a coach should be now."""
    where = line.where
    if line.state in (State.ARRIVED, State.CALLED_OFF) or where.at is None:
        return ""
    if where.until is None:
        return where.at.name
    until = format_time(where.until, "HH:mm")
    if where.to is None:
        return str(_("%(stop)s, until %(time)s", stop=where.at.name, time=until))
    return f"{where.at.name} → {where.to.name} {until}"


def heard_words(line: Line) -> str:
    """Return what was last noted of a coach."""
    if line.heard is None:
        return ""
    stop, at = line.heard
    return f"{format_time(at, 'HH:mm')} {stop.name}"


def late_words(line: Line) -> str:
    """Return by how much a coach is late; nothing below a minute."""
    minutes = line.late_s // 60
    if not minutes or line.state is State.CALLED_OFF:
        return ""
    if minutes >= 120:
        hours, rest = divmod(minutes, 60)
        return str(_("%(hours)d h %(minutes)d min late", hours=hours, minutes=rest))
    return str(ngettext("%(num)d minute late", "%(num)d minutes late", minutes))


def unwell_words(line: Line) -> str:
    """Return how many were noted with a fever or as not well; nothing for nobody."""
    unwell = line.log.unwell
    if not unwell:
        return ""
    said = ngettext("%(num)d person not well", "%(num)d people not well", unwell)
    return f"⚠ {said}"


def _lines(date: dt.date, campaign: Campaign | None) -> list[Line]:
    trips = trips_of_day(db.session, current_account().office_id, date, campaign)
    return look_at_all(read_logs(db.session, trips), _now())


def _elsewhere(date: dt.date, campaign: Campaign | None) -> dict[dt.date, list[int]]:
    """Return the numbers of a day's trips that leave on another one, by that day."""
    found: defaultdict[dt.date, list[int]] = defaultdict(list)
    office_id = current_account().office_id
    for trip in trips_off_their_day(db.session, office_id, date, campaign):
        found[trip.departs_at.astimezone(LOCAL_TIME).date()].append(trip.number)
    return found


def _control_page(date: dt.date) -> str:
    campaign = _campaign()
    office_id = current_account().office_id
    every = _lines(date, None)
    lines = (
        [line for line in every if line.log.campaign_id == campaign.id]
        if campaign
        else every
    )
    before, after = days_of_travel(db.session, office_id, date)
    return render_template(
        "dispatcher/control.html",
        date=date,
        today=_today(),
        now=_now(),
        campaign=campaign,
        campaigns={line.log.campaign_id: line.log.campaign for line in every},
        lines=lines,
        elsewhere=_elsewhere(date, campaign),
        cells=[dict(zip(CELLS, cells(line), strict=True)) for line in lines],
        counts=Counter(line.state for line in lines),
        states=State,
        before=before,
        after=after,
        updates=url_for(
            ".day_lines", day=date.isoformat(), campaign=campaign and campaign.id
        ),
    )


def _trip_page(
    trip: Trip,
    people: list[Passenger] | None = None,
    contacts: TripContacts | None = None,
) -> str:
    (log,) = read_logs(db.session, [trip])
    line = look(log, _now())
    if people is None:
        people = find_people(db.session, trip, is_all=False)
    return render_template(
        "dispatcher/trip_day.html",
        trip=trip,
        line=line,
        cells=dict(zip(CELLS, cells(line), strict=True)),
        people=people,
        contacts=contacts,
        events=list_events(db.session, trip),
        names={stop.stop_id: stop.name for stop in log.stops},
    )


def _campaign() -> Campaign | None:
    wanted = asked_id("campaign")
    return own_campaign(wanted) if wanted is not None else None


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        abort(404)


def _today() -> dt.date:
    return _now().astimezone(LOCAL_TIME).date()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
