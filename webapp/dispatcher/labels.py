"""What the values of campaigns and plans are called on the pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models import (
    CampaignStatus,
    PartyStatus,
    PlanStatus,
    TripEventKind,
    TripRole,
    TripStatus,
)
from webapp.services.campaign_steps import Step
from webapp.services.demand import Gap
from webapp.services.duplicates import Match
from webapp.services.editions import PartyNews, TripNews
from webapp.services.travel_day.states import State

CAMPAIGN = {
    CampaignStatus.GATHERING: _l("Gathering"),
    CampaignStatus.PLANNED: _l("Planned"),
    CampaignStatus.PUBLISHED: _l("Made public"),
    CampaignStatus.CLOSED: _l("Closed"),
}
# What a coach is for, and its symbol.
ROLE = {
    TripRole.DIRECT: (_l("Direct coach"), "bus-front"),
    TripRole.FEEDER: (_l("Feeder"), "box-arrow-right"),
    TripRole.SHUTTLE: (_l("Shuttle"), "arrow-left-right"),
}
TRIP = {
    TripStatus.DRAFT: _l("Not made public yet"),
    TripStatus.PUBLISHED: _l("Made public"),
    TripStatus.CANCELLED: _l("Called off"),
}
PARTY = {
    PartyStatus.NEW: _l("Not called yet"),
    PartyStatus.CONFIRMED: _l("Confirmed"),
    PartyStatus.OTHER_DATE: _l("Another date"),
    PartyStatus.GAVE_UP: _l("Not coming"),
    PartyStatus.NO_ANSWER: _l("No answer"),
    PartyStatus.WRONG_NUMBER: _l("Wrong number"),
    PartyStatus.MERGED: _l("In another party too"),
}
EVENTS = {
    TripEventKind.REACHED: _l("Arrived"),
    TripEventKind.DEPARTED: _l("Left"),
    TripEventKind.DELAYED: _l("Late"),
    TripEventKind.BROKE_DOWN: _l("Broken down"),
    TripEventKind.GOES_ON: _l("Goes on"),
}
# The buttons of the telephone sheet, in their order.
OUTCOME = {
    PartyStatus.CONFIRMED: _l("Is coming"),
    PartyStatus.NO_ANSWER: _l("No answer"),
    PartyStatus.OTHER_DATE: _l("Another date"),
    PartyStatus.GAVE_UP: _l("Not coming"),
    PartyStatus.WRONG_NUMBER: _l("Wrong number"),
}
CALL_BACK = {
    "": _l("As usual"),
    "hour": _l("In an hour"),
    "evening": _l("This evening at 7"),
    "morning": _l("Tomorrow at 9"),
}
TRIP_NEWS = {
    TripNews.NEW: _l("New coach"),
    TripNews.CALLED_OFF: _l("Called off"),
    TripNews.COACH: _l("Another coach"),
    TripNews.ROUTE: _l("Other stops"),
    TripNews.DATE: _l("Another date"),
    TripNews.TIME: _l("Other times"),
    TripNews.DRIVERS: _l("Other number of drivers"),
}
PARTY_NEWS = {
    PartyNews.SEATED: _l("Gets seats"),
    PartyNews.UNSEATED: _l("Loses the seats"),
    PartyNews.COACH: _l("Another coach"),
    PartyNews.STOP: _l("Another stop"),
    PartyNews.GATE: _l("Another gate"),
    PartyNews.DATE: _l("Another date"),
    PartyNews.TIME: _l("Another time"),
    PartyNews.ARRIVAL: _l("Arrives at another time"),
    PartyNews.SEAT: _l("Another seat"),
    PartyNews.SIZE: _l("Another number of people"),
}
GAP = {
    Gap.HOME: (
        _l("Home not known"),
        _l("Not known to the county: no coach could stop for them."),
    ),
    Gap.PHONE: (_l("No telephone"), _l("Nobody of the party could be called.")),
    Gap.WRONG_NUMBER: (_l("Wrong number"), _l("Ask the village or the enterprise.")),
    Gap.DATE: (_l("Date not known"), _l("They want another date, but which?")),
    Gap.NAMES: (_l("People not named"), _l("Fewer names than seats.")),
    Gap.ID_NUMBERS: (
        _l("ID number missing"),
        _l("Confirmed; the list on board wants every number."),
    ),
}
MATCH = {
    Match.ID_NUMBER: _l("same ID number"),
    Match.NAME_AND_PHONE: _l("same name and telephone"),
    Match.PHONE: _l("same telephone, perhaps a family"),
}
PARTY_CHIP = {
    PartyStatus.CONFIRMED: "",
    PartyStatus.NEW: "chip-grey",
    PartyStatus.NO_ANSWER: "chip-amber",
    PartyStatus.OTHER_DATE: "chip-amber",
    PartyStatus.GAVE_UP: "chip-red",
    PartyStatus.WRONG_NUMBER: "chip-red",
    PartyStatus.MERGED: "chip-grey",
}
STEP = {
    Step.ROSTER: _l("Roster"),
    Step.CALLS: _l("Calls"),
    Step.PLAN: _l("Planning the coaches"),
    Step.PUBLISH: _l("Publishing"),
    Step.TRAVEL: _l("Day of travel"),
    Step.REPORT: _l("After-report"),
}
NEXT = {
    Step.ROSTER: _l("take in the people who ride, as a spreadsheet or by village."),
    Step.CALLS: _l("call the people; only who is confirmed is planned."),
    Step.PLAN: _l("let the coaches be planned, further down on this page."),
    Step.PUBLISH: _l(
        "look at the plan, change it by hand where needed, then publish it."
    ),
    Step.TRAVEL: _l(
        "send out the documents and the escorts' links; on the day, watch the control "
        "page."
    ),
    Step.REPORT: _l("the coaches should have arrived: see what came of it."),
}
PLAN = {
    PlanStatus.QUEUED: _l("Waiting for a planner"),
    PlanStatus.RUNNING: _l("Being planned"),
    PlanStatus.DONE: _l("Finished"),
    PlanStatus.FAILED: _l("No plan"),
    PlanStatus.STOPPED: _l("Stopped by hand"),
}
# Why a party is not carried: routing.plan.Reason and webapp.services.planning.NO_PLACE.
REASON = {
    "too_far": (
        _l("Too far"),
        _l("Farther or longer than a trip may be: better by train."),
    ),
    "no_date": (
        _l("No day"),
        _l("Their days are none of this campaign's: ask for another day."),
    ),
    "no_road": (
        _l("No road"),
        _l("No road leads from their home to the gate: another place to board."),
    ),
    "no_space": (
        _l("No space"),
        _l("No coach has so many spaces for wheelchairs or luggage."),
    ),
    "time_window": (
        _l("Not in time"),
        _l("No coach of their own can leave late and arrive early enough."),
    ),
    "driver_hours": (
        _l("Too long for the drivers"),
        _l("Two drivers may not drive so long: board nearer, or go by train."),
    ),
    "too_large": (
        _l("Too many people"),
        _l("More people than the largest coach has seats: make two parties of them."),
    ),
    "no_coach_left": (
        _l("No coach left"),
        _l("Every coach that could carry them is taken: offer more coaches."),
    ),
    "not_worth": (
        _l("Too dear"),
        _l("A coach for them costs more than leaving them is priced at."),
    ),
    "not_planned": (
        _l("Not on any coach yet"),
        _l("Taken out by hand, or registered after the plan was made."),
    ),
    "no_place": (
        _l("Home not known"),
        _l("Not known to the county: ask on the telephone, then plan again."),
    ),
}
ENGINE = {
    "roads": _l("main-road graph (OpenStreetMap)"),
    "great_circle": _l("straight lines with a factor"),
    "osrm": _l("OSRM server"),
    "roads+measured": _l("main-road graph (OpenStreetMap) and measured speeds"),
    "great_circle+measured": _l("straight lines with a factor and measured speeds"),
    "osrm+measured": _l("OSRM server and measured speeds"),
}
# Of a coach on its day: its word, its symbol, its colour.
DAY = {
    State.BROKEN_DOWN: (_l("Broken down"), "exclamation-triangle", "red"),
    State.MISSES_TRAIN: (_l("Misses its train"), "train-front", "red"),
    State.SILENT: (_l("No word"), "question-circle", "red"),
    State.LATE: (_l("Late"), "clock-history", "amber"),
    State.MISSING: (_l("People missing"), "people", "amber"),
    State.ANNOUNCED: (_l("Late, as told"), "clock", "blue"),
    State.UNDER_WAY: (_l("Under way"), "bus-front", "green"),
    State.WAITING: (_l("Not begun yet"), "calendar-event", "grey"),
    State.ARRIVED: (_l("Arrived"), "check-circle", "green"),
    State.CALLED_OFF: (_l("Called off"), "x-circle", "grey"),
}
DAY_HELP = {
    State.BROKEN_DOWN: _l("The escort said so; it does not go on yet."),
    State.MISSES_TRAIN: _l(
        "So late that its people miss their train: call the station, and the coaches "
        "that wait for them."
    ),
    State.SILENT: _l(
        "It should have left or arrived more than 15 minutes ago, and nobody noted it."
    ),
    State.LATE: _l("More than 15 minutes behind the timetable, and nobody said so."),
    State.MISSING: _l("Not seen at a stop that the coach has left."),
    State.ANNOUNCED: _l("Behind the timetable by as much as the escort said."),
}
EVENT = {
    TripEventKind.REACHED: _l("Came to %(stop)s"),
    TripEventKind.DEPARTED: _l("Left %(stop)s"),
    TripEventKind.DELAYED: _l("Late by %(minutes)s minutes"),
    TripEventKind.BROKE_DOWN: _l("Broke down"),
    TripEventKind.GOES_ON: _l("Goes on"),
}
PASSENGER = {
    "aboard": _l("aboard"),
    "no_show": _l("did not come"),
    "expected": _l("not seen"),
}
