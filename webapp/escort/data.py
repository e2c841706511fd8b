"""A coach as its page and the page's script know it; no number of anybody is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from models import HealthCheck, TripEventKind, TripRole
from webapp.services.boarding.health import fever_limit
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt

    from models import EscortPass, Stop, TripEvent
    from webapp.services.boarding.coach import Coach, Person, Waiting
    from webapp.services.boarding.offline import OfflineCheck

HUB = -1


def coach_data(
    coach: Coach, check: OfflineCheck, given: EscortPass, now: dt.datetime
) -> dict[str, Any]:
    """Return what is shown of a coach, as JSON can hold it."""
    trip = coach.trip
    hub = trip.stops[-1] if trip.role is TripRole.FEEDER and trip.stops else None
    return {
        "trip": trip.id,
        "number": trip.number,
        "made_ms": int(now.timestamp() * 1000),
        "closes_ms": int(given.expires_at.timestamp() * 1000),
        "unsold": trip.seats_allowed - trip.seats_taken,
        "free": coach.free,
        "salt": check.salt,
        "tickets": check.parties,
        "delay": coach.delay_min,
        "broken": coach.is_broken_down,
        "health": str(trip.plan.campaign.health_check or HealthCheck.NONE),
        "fever": (fever_limit(trip.plan.campaign) or 0) / 10,
        "stops": [_stop(coach, stop, hub) for stop in trip.stops],
        "people": [_person(person, hub) for person in coach.people],
        "takes_walk_ons": hub is None,
        "waiting": [
            {
                "party": each.party.id,
                "size": each.party.size,
                "name": (each.party.riders[0].name if each.party.riders else "")
                or each.party.label,
                "stop": each.stop.id,
                "site": each.party.site_id,
                "brings": brings_words(each),
            }
            for each in coach.waiting
        ],
    }


def brings_words(waiting: Waiting) -> str:
    """Return what a party brings, and whether the coach is full for that."""
    brought = waiting.brought
    words = []
    if brought.wheelchairs:
        words.append(
            ngettext("%(num)d wheelchair", "%(num)d wheelchairs", brought.wheelchairs)
        )
    if brought.luggage:
        words.append(
            ngettext(
                "%(num)d large piece of luggage",
                "%(num)d large pieces of luggage",
                brought.luggage,
            )
        )
    if not waiting.has_space:
        words.append(_("by the books there is no space for it: look first"))
    return " · ".join(map(str, words))


def stop_title(stop: Stop) -> str:
    """Return how a stop is called on a small page."""
    if stop.site is not None:
        return f"{stop.site.employer.name} {stop.site.name}"
    return stop.place.full_name if stop.place else ""


def _stop(coach: Coach, stop: Stop, hub: Stop | None) -> dict[str, Any]:
    boards = stop.place is not None and stop is not hub
    planned = stop.departs_at if boards else stop.arrives_at
    return {
        "id": stop.id,
        "name": f"{stop_title(stop)}{_train(coach) if stop is hub else ''}",
        "place": stop.place.short_name if stop.place and boards else "",
        # Where all get off for their train stands for a gate, which has no number.
        "site": HUB if stop is hub else stop.site_id,
        "time": planned.astimezone(LOCAL_TIME).strftime("%H:%M"),
        "reached": _event(coach.when(stop, TripEventKind.REACHED)),
        "departed": _event(coach.when(stop, TripEventKind.DEPARTED)),
    }


def _train(coach: Coach) -> str:
    """Return which train the people of a coach change to, and when it leaves."""
    block = coach.trip.block
    if block is None:
        return ""
    return f" · {block.name} {block.departs_at.astimezone(LOCAL_TIME):%H:%M}"


def _event(event: TripEvent | None) -> dict[str, str] | None:
    if event is None:
        return None
    at = event.happened_at.astimezone(LOCAL_TIME)
    return {"id": event.client_id, "at": at.strftime("%H:%M")}


def _person(person: Person, hub: Stop | None) -> dict[str, Any]:
    state = "aboard" if person.is_aboard else "no_show" if person.is_no_show else ""
    return {
        "party": person.party_id,
        "place": person.place,
        "name": person.name
        or _("%(party)s, person %(place)s", party=person.party, place=person.place),
        "label": person.party,
        "seat": person.seat,
        "stop": person.stop_id,
        "site": person.site_id if hub is None else HUB,
        "walk_on": person.is_walk_on,
        "state": state,
        "unwell": person.seen is not None and person.seen.is_well is False,
        "warm": (person.seen.temperature_tenths or 0) / 10 if person.seen else 0,
    }
