"""
The details of an event in the audit log, as an auditor reads them.

They are in the words of all roles, whose pages do not know each other: the page of the
log gets them from the app.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.core import UnboundField

from models import ArrivalStatus, EmployerStatus
from routing.explain import Remedy
from webapp import labels
from webapp.dispatcher.boarding import HEALTH
from webapp.dispatcher.forms import PER_CENT, UNITS, YUAN, CampaignForm
from webapp.dispatcher.labels import CAMPAIGN, PARTY
from webapp.labels import DETAILS
from webapp.pages import yuan
from webapp.services.documents import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask

    from models import AuditEvent

    Words = Mapping[Any, Any]

# Of which rows a state is, or of which action.
STATES: dict[str, Words] = {
    "application": labels.APPLICATION,
    "campaign": CAMPAIGN,
    "campaign.health_check": HEALTH,
    "campaign.texts": PARTY,
    "employer": {
        EmployerStatus.PENDING: _l("Waits for examination"),
        EmployerStatus.VERIFIED: _l("Verified"),
        EmployerStatus.REFUSED: _l("Refused"),
    },
    "interview.reply": labels.REPLIES,
    "invitation": labels.INVITATION,
    "party": PARTY,
    "ranker_version": labels.RANKER,
    "report": labels.REPORT_STATUS,
    "rider.arrival": {
        ArrivalStatus.ARRIVED: _l("Arrived"),
        ArrivalStatus.MISSING: _l("Missing"),
    },
    "vacancy": labels.STATUS,
}
FIELDS = {
    "address": _l("Address"),
    "available_from": _l("When to begin"),
    "certificates": _l("Certificates"),
    "companions": _l("Who comes along"),
    "description": _l("Description"),
    "experience_months": _l("Experience"),
    "has_board": _l("Meals"),
    "has_insurance": _l("Social insurance"),
    "has_lodging": _l("Lodging"),
    "headcount": _l("Number of people"),
    "home_place_code": _l("Home"),
    "id_number": _l("ID number"),
    "is_looking": _l("Looks for work"),
    "name": _l("Name"),
    "occupation_code": _l("Occupation"),
    "pay_text": _l("Pay"),
    "phone": _l("Telephone"),
    "place_code": _l("Place of work"),
    "reach_m": _l("How far to work"),
    "refuses_nights": _l("No night shifts"),
    "schooling": _l("Schooling"),
    "shift": _l("Shift"),
    "skills": _l("What they can do"),
    "title": _l("Work"),
    "valid_until": _l("Shown until"),
    "wanted_monthly_cents": _l("Pay wanted"),
    "wanted_place_code": _l("Place wanted"),
    "wanted_shift": _l("Shift wanted"),
    "wanted_title": _l("Work wanted"),
    "wants_board": _l("Meals wanted"),
    "wants_lodging": _l("Lodging wanted"),
}
# What else is kept as a word of the code, by the name of the detail.
WORDS: dict[str, Words] = {
    "fields": FIELDS,
    "form": {"xlsx": "Excel", "pdf": "PDF"},
    # Of a request that was denied.
    "method": {"GET": _l("Open it"), "POST": _l("Change something")},
    "kind": {
        **labels.PAPERS,
        Kind.ORDER: _l("Coach order"),
        Kind.ARRIVALS: _l("List of arrivals"),
        Kind.FEEDERS: _l("Feeder list"),
        Kind.TOLLS: _l("Free passage on expressways"),
    },
    "reason": {
        **labels.REPORT_REASONS,
        "telephone sheet": _l("Telephone sheet"),
    },
    "remedy": {
        Remedy.HIGHER_PRICE: _l("Take them along all the same"),
        Remedy.ANOTHER_DAY: _l("Another day"),
        Remedy.OTHER_TIMES: _l("Another time of departure"),
        Remedy.NEXT_PLACE: _l("Another stop"),
        Remedy.ONE_MORE_COACH: _l("One more coach"),
        Remedy.LARGER_COACH: _l("A larger coach"),
        Remedy.FULLER_COACHES: _l("More seats may be filled"),
    },
    "role": {**labels.ROLES, **labels.EMPLOYER_ROLES},
}
SUBSIDY = {
    "share": "subsidy_share",
    "from_riders": "subsidy_from_riders",
    "most_cents": "subsidy_most",
}
UNITS_OF = {**UNITS, "share": PER_CENT, "most_cents": YUAN}
PRICES = {"coach.create": ("price",), "coach.change": ("from", "to")}


def init_app(app: Flask) -> None:
    """Give templates the details of events."""
    app.jinja_env.globals["audit_details"] = details_of


def details_of(event: AuditEvent) -> list[tuple[Any, str]]:
    """Return the details of an event: what each is called, and what it says."""
    return [
        (DETAILS.get(name, name), _said(event, name, value))
        for name, value in event.detail.items()
    ]


def _said(event: AuditEvent, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes, it is so") if value else _("no, it is not so"))
    if isinstance(value, dict):
        return "; ".join(_rules(value))
    if isinstance(value, list):
        return ", ".join(_said(event, name, each) for each in value)
    if value is None or value == "":
        return "–"
    text = str(value)
    if name == "endpoint":
        return _page(text)
    if name in PRICES.get(event.action, ()):
        return _price(text)
    words = WORDS.get(name)
    if words is None and name in ("from", "to", "status", "states"):
        words = STATES.get(event.action) or STATES.get(event.subject_type or "")
    if words and text in words:
        return str(words[text])
    return _time(text)


def _page(endpoint: str) -> str:
    """Return the address of a page, and who may ask for it; one that is gone stays."""
    who = current_app.extensions["permissions"].get(endpoint)
    if who is None:
        return endpoint
    # Which row it was of is in no record.
    path = re.sub("<[^>]+>", "…", next(current_app.url_map.iter_rules(endpoint)).rule)
    roles = sorted(set(labels.ROLES) & frozenset.union(*who.values()))
    if not roles:
        return path
    told = ", ".join(str(labels.ROLES[role]) for role in roles)
    return str(_("%(path)s (only for: %(roles)s)", path=path, roles=told))


def _time(text: str) -> str:
    """Return a date or a time as it is said here; what is none stays as it is."""
    try:
        if len(text) == len("2026-01-31"):
            return str(format_date(dt.date.fromisoformat(text)))
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    # A number is no time, though it can be read as one.
    return str(format_datetime(at, "short")) if at.tzinfo else text


def _price(text: str) -> str:
    """Return what a coach costs, from what ``fleets.Price`` is as a text."""
    try:
        hire, per_km, count = text.split("/")
        said = _(
            "%(hire)s yuan a day and %(per_km)s a kilometre",
            hire=yuan(int(hire)),
            per_km=f"{int(per_km) / 100:g}",
        )
    except ValueError:
        return text
    return f"{said}, {_('%(count)s coaches', count=count)}" if count else str(said)


def _rules(stored: dict[str, Any]) -> Iterator[str]:
    """Say the rules of a campaign as its form asks for them."""
    for name, value in stored.items():
        if isinstance(value, dict):
            yield from _rules(value)
        elif name == "by_distance":
            for from_m, cents in value:
                km, each = f"{from_m / 1000:g}", yuan(cents)
                yield _("from %(km)s km ¥%(each)s a person", km=km, each=each)
        elif value not in (None, "", []):
            asked = getattr(CampaignForm, SUBSIDY.get(name, name), None)
            label = asked.args[0] if isinstance(asked, UnboundField) else name
            unit = UNITS_OF.get(name)
            said = value if unit is None else f"{value / unit.factor:g} {unit.name}"
            yield f"{label}: {said}"
