"""What a plan changed by hand breaks, and what was changed, in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from routing import editing
from routing.check import Cause
from routing.editing import NOWHERE, Refused
from routing.rules import DAY_S

if TYPE_CHECKING:
    from routing.editing import Change, Finding
    from routing.errors import EditError
    from webapp.services.restoring import Names


def sentence(finding: Finding, names: Names) -> str:
    """Return what is wrong, and by how much; the trip is told beside it."""
    return str(_broken(finding, names))


def _broken(finding: Finding, names: Names) -> Any:
    violation = finding.violation
    excess = math.ceil(abs(violation.excess))
    who = party_name(violation.subject, names)
    match violation.cause:
        case Cause.LOAD:
            return ngettext(
                "%(num)d person too many for this coach.",
                "%(num)d people too many for this coach.",
                excess,
            )
        case Cause.PICKUPS:
            return ngettext(
                "%(num)d pickup too many.", "%(num)d pickups too many.", excess
            )
        case Cause.DROPOFFS:
            return ngettext("%(num)d gate too many.", "%(num)d gates too many.", excess)
        case Cause.DURATION:
            return _("Too long on the way, by %(time)s.", time=_hours(excess))
        case Cause.RIDE_TIME:
            late = _hours(excess)
            return _("%(who)s: too long aboard, by %(time)s.", who=who, time=late)
        case Cause.DETOUR:
            km = math.ceil(excess / 1000)
            return _("%(who)s: too long a way, by %(km)s km.", who=who, km=km)
        case Cause.DISTANCE:
            return _("Too far, by %(km)s km.", km=math.ceil(excess / 1000))
        case Cause.NO_ROAD:
            return _("There is no road between two of its stops.")
        case Cause.FLEET:
            return ngettext(
                "%(coach)s: %(num)d coach more than there is on a day.",
                "%(coach)s: %(num)d coaches more than there are on a day.",
                excess,
                coach=names.coaches.get(violation.subject, violation.subject),
            )
        case Cause.WRONG_DATE:
            return _("%(who)s: this is not their day.", who=who)
        case Cause.PICKUP_AFTER_DROPOFF:
            return _("People would board after others got off.")
        case Cause.ALIGHT_WITHOUT_BOARD | Cause.BOARD_WITHOUT_ALIGHT:
            return _("%(who)s: the gate comes before their pickup.", who=who)
        case Cause.WRONG_PICKUP | Cause.WRONG_DROPOFF:
            return _("%(who)s: not where they board or get off.", who=who)
        case Cause.SPLIT_PARTY:
            return _("%(who)s: they would not ride together.", who=who)
        case Cause.TRAIN_SEATS:
            return ngettext(
                "%(num)d person too many for this train.",
                "%(num)d people too many for this train.",
                excess,
            )
        case Cause.TAKE_UP:
            return ngettext(
                "%(num)d person too few for this train.",
                "%(num)d people too few for this train.",
                excess,
            )
        case Cause.TRANSFER:
            return _(
                "A coach comes too late for this train, by %(time)s.",
                time=_hours(excess),
            )
        case Cause.FORBIDDEN_PAIR:
            return _("Two parties that must not share a coach.")
        case Cause.DRIVERS | Cause.CONTINUOUS_DRIVING | Cause.DAILY_DRIVING:
            return _("The drivers would drive too long.")
        case Cause.STANDSTILL:
            return _("Nobody may drive between 2 and 5 at night.")
        case _:
            return _("A rule is broken: %(rule)s.", rule=violation.cause.value)


def refusal(error: EditError) -> str:
    """Return why a change cannot be made."""
    sentences = {
        Refused.TRIP_LOCKED: _("Trip %(number)s is locked.", number=error.subject),
        Refused.PARTY_LOCKED: _("This party is locked to its trip."),
        Refused.NO_TRIP: _("This trip is gone."),
        Refused.THERE_ALREADY: _("That is how it is already."),
        Refused.NOT_THERE: _("So many of them are not there."),
        Refused.NOT_SPLIT: _("A family stays together."),
        Refused.STOP_IN_USE: _("People board or get off there: move them first."),
        Refused.TRAIN_LOCKED: _("This train is locked."),
        Refused.NO_TRAIN: _("This train is gone."),
        Refused.NOT_WHOLE: _("By train a party goes as a whole."),
        Refused.NO_WAY: _(
            "No coach that is left can bring them to this train in time, or from it to "
            "their gate."
        ),
    }
    return str(sentences.get(Refused(error.refused), _("This cannot be done.")))


def said(change: Change, names: Names) -> str:
    """Return what a change does."""
    return str(_done(change, names))


def _done(change: Change, names: Names) -> Any:
    match change:
        case editing.Move(party=party, to=to):
            who = party_name(party, names)
            if to == NOWHERE:
                return _("%(who)s: not on any coach", who=who)
            if isinstance(to, str):
                name = names.trains.get(to, to)
                return _("%(who)s: by train %(train)s", who=who, train=name)
            return _("%(who)s: to trip %(number)s", who=who, number=to)
        case editing.Take(party=party, trip=trip):
            who = party_name(party, names)
            if trip is None:
                return _("%(who)s: a coach of their own", who=who)
            return _("%(who)s: to trip %(number)s", who=who, number=trip)
        case editing.AddStop(trip=trip, place=place):
            stop = names.stops.get(place, (place,))[0]
            return _("Trip %(number)s: stops at %(stop)s", number=trip, stop=stop)
        case editing.MoveStop(trip=trip) | editing.DropStop(trip=trip):
            return _("Trip %(number)s: other stops", number=trip)
        case editing.SetCoach(trip=trip, coach=coach):
            name = names.coaches.get(coach, coach)
            return _("Trip %(number)s: %(coach)s", number=trip, coach=name)
        case editing.SetDeparture(trip=trip, service_date=date, departs_s=at_s):
            return _(
                "Trip %(number)s: leaves on %(day)s at %(time)s",
                number=trip,
                day=f"{date.month}-{date.day}",
                time=clock(at_s),
            )
        case editing.LockTrip(trip=trip, locked=True):
            return _("Trip %(number)s: locked", number=trip)
        case editing.LockTrip(trip=trip):
            return _("Trip %(number)s: unlocked", number=trip)
        case editing.LockTrain(train=train, locked=locked):
            name = names.trains.get(train, train)
            if locked:
                return _("Train %(train)s: locked", train=name)
            return _("Train %(train)s: unlocked", train=name)
        case editing.LockParty(party=party, locked=True):
            return _("%(who)s: locked", who=party_name(party, names))
        case editing.LockParty(party=party):
            return _("%(who)s: unlocked", who=party_name(party, names))


def party_name(party: str, names: Names) -> str:
    """Return what a party is called."""
    return names.parties.get(party) or str(_("Party %(number)s", number=party))


def clock(seconds: int) -> str:
    """Return a time of day; a later day's is shown as that day's."""
    minutes = seconds // 60
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def moment(seconds: int) -> str:
    """Return when something is on a trip: after midnight it is the next day."""
    if seconds < DAY_S:
        return clock(seconds)
    return str(_("next day %(time)s", time=clock(seconds)))


def _hours(seconds: int) -> Any:
    minutes = -(-seconds // 60)
    if minutes < 60:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    return _("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)
