"""
The answers to the questions before a ride, one page each.

They travel in the address of the next page: nothing is stored before the last, the
browser's own way back works, and no script is needed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from models import Site
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.fields import tidy_line
from webapp.services import ride_offers
from webapp.services.riding import (
    LARGEST_PARTY,
    MOST_ALTERNATIVES,
    MOST_LUGGAGE,
    Wish,
    list_open_campaigns,
    list_open_days,
)
from webapp.services.spaces import Brought

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import MultiDict

    from matcher.places.place import Place
    from models import Campaign
    from webapp.services.riding import Day, Person

STEPS = ("where", "who", "home", "stop", "when", "name")
FLEXIBLE_DAYS = (0, 1, 3, 7)
LONGEST_PLACE = 100
SHOWN_CHOICES = 5


@dataclass(slots=True)
class Answers:
    """What was answered; `wrong` holds a sentence for each that cannot be taken."""

    site: Site | None = None
    size: int = 1
    luggage: int = 0
    wheelchairs: int = 0
    home_text: str = ""
    home: Place | None = None
    choices: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    campaigns: Sequence[Campaign] = ()
    open_days: Sequence[Day] = ()
    day: Day | None = None
    days: int = 0
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """Return the codes of the stops to board at, best first."""
        home = [self.home.code] if self.home else []
        return list(dict.fromkeys([*home, *self.alternatives]))

    @property
    def brought(self) -> Brought:
        """Return what the party brings beside itself."""
        return Brought(self.wheelchairs, self.luggage)

    @property
    def dates(self) -> tuple[dt.date, dt.date]:
        """Return the first and the last day of the window."""
        if self.day is None:
            msg = "Expected the answer to the question when."
            raise ValueError(msg)
        by = dt.timedelta(days=self.days)
        return self.day.date - by, self.day.date + by

    def wish(self, people: Sequence[Person], consent_version: str | None) -> Wish:
        """
        Return what is asked for, when every question is answered.

        Raises
        ------
        ValueError
            When an answer is missing.
        """
        if self.site is None or self.home is None or self.day is None:
            msg = "Expected the answers to where, home and when."
            raise ValueError(msg)
        first_date, last_date = self.dates
        return Wish(
            campaign_id=self.day.campaign.id,
            site_id=self.site.id,
            people=tuple(people),
            luggage=self.luggage,
            wheelchairs=self.wheelchairs,
            pickup_place_code=self.home.code,
            alternatives=self.alternatives,
            first_date=first_date,
            last_date=last_date,
            date=self.day.date,
            consent_version=consent_version,
        )

    def first_wrong(self, before: str) -> str | None:
        """Return the first question before a step that wants another answer."""
        earlier = STEPS[: STEPS.index(before)]
        return next((step for step in earlier if step in self.wrong), None)

    def carried(self, step: str) -> list[tuple[str, str]]:
        """Return the names and values of all answers but that of this step."""
        pairs: dict[str, list[tuple[str, object]]] = {
            "where": [("site", self.site.id)] if self.site else [],
            "who": [
                ("size", self.size),
                ("luggage", self.luggage),
                ("wheelchairs", self.wheelchairs),
            ],
            "home": [("home", self.home_text)] if self.home_text else [],
            "stop": [("alt", code) for code in self.alternatives],
            "when": [("campaign", self.day.key), ("days", self.days)]
            if self.day
            else [],
        }
        return [
            (name, str(value))
            for each, values in pairs.items()
            if each != step
            for name, value in values
        ]

    def link(self, without: str = "") -> dict[str, list[str]]:
        """Return the answers as what an address is made of."""
        values: dict[str, list[str]] = {}
        for name, value in self.carried(without):
            values.setdefault(name, []).append(value)
        return values


def read_answers(values: MultiDict[str, str], now: dt.datetime) -> Answers:
    """Return what the address or the form says, each answer checked."""
    answers = Answers()
    _read_where(answers, values)
    employer_id = answers.site.employer_id if answers.site else None
    answers.campaigns = list_open_campaigns(db.session, now, employer_id)
    answers.open_days = list_open_days(answers.campaigns, now)
    _read_who(answers, values)
    _read_home(answers, values)
    _read_stop(answers, values)
    _read_when(answers, values)
    return answers


def _read_where(answers: Answers, values: MultiDict[str, str]) -> None:
    number = _number(values.get("site"), 1, 2**31 - 1)
    answers.site = db.session.get(Site, number) if number is not None else None
    if answers.site is None:
        answers.wrong["where"] = _("Please choose where you are going.")


def _read_who(answers: Answers, values: MultiDict[str, str]) -> None:
    size = _number(values.get("size"), 1, LARGEST_PARTY)
    luggage = _number(values.get("luggage") or "0", 0, MOST_LUGGAGE)
    wheelchairs = _number(values.get("wheelchairs") or "0", 0, size or LARGEST_PARTY)
    if size is None:
        answers.wrong["who"] = _(
            "Please choose how many you are, at most %(most)d. Larger groups: call us.",
            most=LARGEST_PARTY,
        )
    elif luggage is None:
        answers.wrong["who"] = _(
            "Large pieces of luggage: a number from 0 to %(most)d.", most=MOST_LUGGAGE
        )
    elif wheelchairs is None:
        answers.wrong["who"] = _("No more wheelchairs than people, please.")
    answers.size = size or 1
    answers.luggage, answers.wheelchairs = luggage or 0, wheelchairs or 0


def _read_home(answers: Answers, values: MultiDict[str, str]) -> None:
    answers.home_text = tidy_line(values.get("home"))[:LONGEST_PLACE]
    if not answers.home_text:
        answers.wrong["home"] = _("Please say which county you leave from.")
        return
    gazetteer = collaborators().gazetteer
    found = gazetteer.resolve(answers.home_text)
    if found.candidates:
        answers.choices = tuple(
            place.full_name for place in found.candidates[:SHOWN_CHOICES]
        )
        answers.wrong["home"] = _("There are several places of this name. Which one?")
        return
    if found.place is None:
        answers.wrong["home"] = _(
            "We do not know this place. Write city and county, please."
        )
        return
    answers.home = ride_offers.boarding_seat(gazetteer, found.place.code)
    if answers.home is None:
        answers.wrong["home"] = _("Please write the county too, not the city alone.")


def _read_stop(answers: Answers, values: MultiDict[str, str]) -> None:
    gazetteer = collaborators().gazetteer
    codes = [code for code in values.getlist("alt") if code in gazetteer]
    answers.alternatives = tuple(dict.fromkeys(codes))[:MOST_ALTERNATIVES]


def _read_when(answers: Answers, values: MultiDict[str, str]) -> None:
    answers.day = find_day(answers.open_days, values.get("campaign"))
    days = _number(values.get("days") or "0", 0, max(FLEXIBLE_DAYS))
    answers.days = days if days in FLEXIBLE_DAYS else 0
    if answers.day is None:
        answers.wrong["when"] = _("Please choose a day.")


def find_day(days: Sequence[Day], key: str | None) -> Day | None:
    """Return the day of a key; a campaign's number alone means its next."""
    for day in days:
        number = str(day.campaign.id)
        if key in (number, f"{number}@{day.date}"):
            return day
    return None


def _number(text: str | None, least: int, most: int) -> int | None:
    """Return a number in its range, None for anything else."""
    text = (text or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return None
    return int(text) if least <= int(text) <= most else None
