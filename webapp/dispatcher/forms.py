"""
The forms of a campaign and its plans.

People enter per cent, minutes, hours, kilometres and yuan; the rules hold shares,
seconds, metres and fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
)
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from webapp.fields import (
    SeenAtField,
    tidy,
    tidy_line,
)
from webapp.forms import Form
from webapp.services.plans import TIME_LIMIT_S
from webapp.services.rules import LIMITS, SPACES, CampaignRules
from webapp.services.subsidies import (
    MOST_BANDS,
    MOST_CENTS,
    MOST_DISTANCE_M,
    MOST_RIDERS,
    SubsidyRule,
)
from webapp.services.windows import LONGEST_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models import Campaign, CoachType


@dataclass(frozen=True, slots=True)
class Unit:
    """How a rule is entered: its value in the rules is the entry times `factor`."""

    name: Any
    factor: float


PER_CENT = Unit(_l("per cent"), 0.01)
MINUTES = Unit(_l("minutes"), 60)
HOURS = Unit(_l("hours"), 3600)
KILOMETRES = Unit(_l("km"), 1000)
YUAN = Unit(_l("yuan"), 100)
PLACES = Unit(_l("places"), 1)
SEATS = Unit(_l("seats"), 1)

UNITS = {
    "occupancy": PER_CENT,
    "crew_seats": SEATS,
    "kept_free_seats": SEATS,
    "max_pickups": PLACES,
    "max_dropoffs": PLACES,
    "pickup_s": MINUTES,
    "dropoff_s": MINUTES,
    "max_duration_s": HOURS,
    "max_distance_m": KILOMETRES,
    "second_driver_above_m": KILOMETRES,
    "second_driver_cents": YUAN,
    "alternatives_m": KILOMETRES,
    "unassigned_cents": YUAN,
    "hour_cents": YUAN,
    "day_cents": YUAN,
    "hub_s": MINUTES,
    "spare_s": MINUTES,
    "station_s": MINUTES,
    "wait_s": MINUTES,
}

# Rules that may be left out.
LEFT_OUT = {"max_ride_s": HOURS, "max_detour": PER_CENT}


def _number(rule: str, label: Any, help_text: Any) -> IntegerField:
    low, high = (bound / UNITS[rule].factor for bound in LIMITS[rule])
    return IntegerField(
        label,
        description=help_text,
        validators=[
            InputRequired(_l("Please enter a number.")),
            NumberRange(
                round(low),
                round(high),
                _l("Please enter a number from %(min)s to %(max)s."),
            ),
        ],
    )


def _may_be_empty(
    label: Any, most: int, help_text: Any, least: int = 0
) -> IntegerField:
    return IntegerField(
        label,
        description=help_text,
        validators=[
            MayBeEmpty(),
            NumberRange(
                least, most, _l("Please enter a number from %(min)s to %(max)s.")
            ),
        ],
    )


def _paid_by_distance(number: int) -> tuple[IntegerField, IntegerField]:
    """Return the fields of one line: from which distance, how much a person."""
    most_km, most_yuan = MOST_DISTANCE_M // 1000, MOST_CENTS // 100
    return (
        _may_be_empty(_l("%(n)s. From this distance", n=number), most_km, ""),
        _may_be_empty(_l("%(n)s. For each person", n=number), most_yuan, ""),
    )


class CampaignForm(Form):
    """A campaign: its name, its days, and the rules its coaches keep to."""

    name = StringField(
        _l("Name of the campaign"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a name.")),
            Length(max=120, message=_l("At most %(max)d characters, please.")),
        ],
        description=_l("As it is known in the office, with the year."),
    )
    first_date = DateField(
        _l("First day"),
        validators=[InputRequired(_l("Please enter a date."))],
        description=_l("The day on which the coaches leave."),
    )
    last_date = DateField(
        _l("Last day of travel"),
        validators=[MayBeEmpty()],
        description=_l(
            "Where they leave on several days, all planned together. Empty: the same "
            "day."
        ),
    )
    depart_at = TimeField(
        _l("Departure"),
        validators=[InputRequired(_l("Please enter a time such as 08:00."))],
        description=_l(
            "When every coach leaves its first pickup, China time. Our own default."
        ),
    )
    occupancy = _number(
        "occupancy",
        _l("Seats that may be filled"),
        _l("100 in normal times; 50 in February 2020 (交运明电〔2020〕56号)."),
    )
    crew_seats = _number(
        "crew_seats",
        _l("Seats of the crew"),
        _l(
            "Rated seats include the driver's; a second driver and one of the staff "
            "may ride along (Ministry of Transport)."
        ),
    )
    kept_free_seats = _number(
        "kept_free_seats",
        _l("Seats kept free"),
        _l("In 2020 the last two rows were kept for people who fell ill."),
    )
    max_pickups = _number(
        "max_pickups",
        _l("Most pickups a coach"),
        _l(
            "A direct coach stops at filed places only (Ministry of Transport, 2020); "
            "the number is our own."
        ),
    )
    max_dropoffs = _number(
        "max_dropoffs", _l("Most gates a coach"), _l("As above; the number is our own.")
    )
    pickup_s = _number(
        "pickup_s",
        _l("Time at a pickup"),
        _l("Luggage and the list of names. Our own default."),
    )
    dropoff_s = _number(
        "dropoff_s", _l("Time at a gate"), _l("Getting off. Our own default.")
    )
    max_duration_s = _number(
        "max_duration_s",
        _l("Longest trip"),
        _l(
            "From the first boarding to the last gate, stops included, so that nobody "
            "drives from 2 to 5 at night. Our own default."
        ),
    )
    max_distance_m = _number(
        "max_distance_m",
        _l("Farthest trip"),
        _l(
            "Whoever lives farther off is listed and better goes by train. "
            "Our own default."
        ),
    )
    max_ride_s = _may_be_empty(
        _l("Longest time aboard"),
        48,
        _l(
            "For each person, from the own pickup to the own gate, rests included. "
            "Empty: only the trip as a whole has a limit. No regulation says one."
        ),
        least=1,
    )
    max_detour = _may_be_empty(
        _l("Longest way of a person"),
        1000,
        _l(
            "Of the direct way from the own pickup to the own gate: 150 means half as "
            "far again. Empty: no limit. No regulation says one."
        ),
        least=100,
    )
    second_driver_above_m = _number(
        "second_driver_above_m",
        _l("Second driver above"),
        _l(
            "400 km, or 600 km on expressways (State Council opinion of 2012); "
            "ask your transport office whether it still holds."
        ),
    )
    second_driver_cents = _number(
        "second_driver_cents",
        _l("Pay of the second driver"),
        _l("For one trip. Our own default; enter what your operators ask."),
    )
    alternatives_m = _number(
        "alternatives_m",
        _l("Also board at stops within"),
        _l(
            "A party may be told to board in the next town, where others board, as "
            "far away as this by road. 0: only at home, or where people said so "
            "themselves. Our own default."
        ),
    )
    wheelchairs = _may_be_empty(
        _l("Wheelchairs a coach"),
        SPACES["wheelchairs"],
        _l("Ask the operator. Empty: not counted."),
    )
    luggage = _may_be_empty(
        _l("Large pieces of luggage a coach"),
        SPACES["luggage"],
        _l("Ask the operator. Empty: not counted."),
    )
    unassigned_cents = _number(
        "unassigned_cents",
        _l("A person without a seat weighs"),
        _l(
            "A coach that costs more than this for each person it would save is not "
            "hired. Our own default, more than any coach costs a person."
        ),
    )
    hour_cents = _number(
        "hour_cents",
        _l("An hour aboard weighs"),
        _l(
            "For each person: above 0, shorter ways are preferred though they cost "
            "more. Our own default."
        ),
    )
    day_cents = _number(
        "day_cents",
        _l("A day off the wanted one weighs"),
        _l(
            "For each person who asked for one day and takes others too, and for each "
            "day before or after it. Our own default."
        ),
    )
    hub_s = _number(
        "hub_s",
        _l("At the station before the train leaves"),
        _l(
            "From when everybody is off the coach to when the train leaves, at least. "
            "Our own default."
        ),
    )
    spare_s = _number(
        "spare_s",
        _l("Coaches to a train may leave earlier by"),
        _l(
            "Than needed: so one coach fits more counties, and nobody waits half a "
            "day. Our own default."
        ),
    )
    station_s = _number(
        "station_s",
        _l("First shuttle after the train's arrival"),
        _l("People walk out of the station with their luggage. Our own default."),
    )
    wait_s = _number(
        "wait_s",
        _l("Last shuttle after the train's arrival"),
        _l("Nobody waits longer at the station where they arrive. Our own default."),
    )
    drivers_rest = BooleanField(
        _l("Drivers rest as the rules of the road say"),
        description=_l(
            "20 minutes after 4 hours by day and 2 by night, at most 8 hours a driver, "
            "nobody from 2 to 5 at night (safety management rules of road passenger "
            "firms, article 38). Without it, coaches are planned to drive through."
        ),
    )
    coach_types = SelectMultipleField(
        _l("Coaches on offer"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("None ticked means all."),
    )
    subsidy_share = _may_be_empty(
        _l("Share of a coach's cost"),
        100,
        _l("As this season's notice of the district says. Empty: nothing is paid."),
    )
    subsidy_from_riders = _may_be_empty(
        _l("From how many people on a coach"),
        MOST_RIDERS,
        _l("A coach with fewer is not paid for. Empty: every coach."),
    )
    subsidy_most = _may_be_empty(
        _l("At most for a coach"),
        MOST_CENTS // 100,
        _l("Empty: no upper limit."),
    )
    subsidy_from_km_1, subsidy_each_1 = _paid_by_distance(1)
    subsidy_from_km_2, subsidy_each_2 = _paid_by_distance(2)
    subsidy_from_km_3, subsidy_each_3 = _paid_by_distance(3)
    version = IntegerField(widget=HiddenInput())

    def distance_fields(self) -> list[tuple[IntegerField, IntegerField]]:
        """Return the pairs of fields of what is paid by distance."""
        return [
            (self[f"subsidy_from_km_{n}"], self[f"subsidy_each_{n}"])
            for n in range(1, MOST_BANDS + 1)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Expect both or neither of a pair, and each distance once."""
        valid: bool = super().validate(extra_validators)
        first, last = self.first_date.data, self.last_date.data
        if first is not None and last is not None and last < first:
            self.last_date.errors = [_("The last day lies before the first.")]
            valid = False
        elif first and last and (last - first).days >= LONGEST_DAYS:
            self.last_date.errors = [
                _(
                    "A campaign has at most %(most)d days; make another for those "
                    "after.",
                    most=LONGEST_DAYS,
                )
            ]
            valid = False
        wait, first_leaves = self.wait_s.data, self.station_s.data
        if None not in (wait, first_leaves) and wait < first_leaves:
            self.wait_s.errors = [
                _("The last shuttle cannot leave before the first one.")
            ]
            valid = False
        seen = set()
        for far, each in self.distance_fields():
            if (far.data is None) != (each.data is None):
                empty = far if far.data is None else each
                empty.errors = [_("Please enter a number.")]
                valid = False
            elif far.data in seen:
                far.errors = [_("This distance stands above already.")]
                valid = False
            elif far.data is not None:
                seen.add(far.data)
        return valid

    def offer(self, coach_types: Iterable[CoachType]) -> None:
        """Show these coach types to choose from."""
        self.coach_types.choices = [
            SelectChoice(coach.id, f"{coach.operator.name} · {coach.name}")
            for coach in coach_types
        ]

    def default_of(self, name: str) -> int:
        """Return a rule's default, in the unit in which it is entered."""
        default: float = getattr(CampaignRules(), name)
        return round(default / UNITS[name].factor)

    def show(self, campaign: Campaign | None) -> None:
        """Fill in a campaign's values, or the defaults for a new one."""
        rules = CampaignRules.of(campaign.rules if campaign else {})
        for name, unit in UNITS.items():
            self[name].data = round(getattr(rules, name) / unit.factor)
        self.depart_at.data = rules.local_departure
        self.coach_types.data = list(rules.coach_types)
        self.wheelchairs.data, self.luggage.data = rules.wheelchairs, rules.luggage
        for name, unit in LEFT_OUT.items():
            value = getattr(rules, name)
            self[name].data = None if value is None else round(value / unit.factor)
        self.drivers_rest.data = rules.drivers_rest
        subsidy = SubsidyRule.of(campaign.subsidy if campaign else {})
        if subsidy != SubsidyRule():
            most = subsidy.most_cents
            self.subsidy_share.data = round(100 * subsidy.share) or None
            self.subsidy_from_riders.data = subsidy.from_riders
            self.subsidy_most.data = None if most is None else most // 100
            bands = zip(self.distance_fields(), subsidy.by_distance, strict=False)
            for (far, each), (from_m, cents) in bands:
                far.data, each.data = from_m // 1000, cents // 100
        if campaign is not None:
            self.name.data = campaign.name
            self.first_date.data = campaign.first_date
            if campaign.last_date != campaign.first_date:
                self.last_date.data = campaign.last_date
            self.version.data = campaign.version

    def rules(self) -> CampaignRules:
        """Return the rules as entered."""
        numbers: dict[str, Any] = {
            name: int(self[name].data * unit.factor)
            for name, unit in UNITS.items()
            if name != "occupancy"
        }
        hours, per_cent = self.max_ride_s.data, self.max_detour.data
        return CampaignRules(
            max_ride_s=None if hours is None else hours * 3600,
            max_detour=None if per_cent is None else per_cent / 100,
            occupancy=self.occupancy.data / 100,
            depart_at=f"{self.depart_at.data:%H:%M}",
            coach_types=tuple(self.coach_types.data or ()),
            wheelchairs=self.wheelchairs.data,
            luggage=self.luggage.data,
            drivers_rest=self.drivers_rest.data,
            **numbers,
        )

    def subsidy(self) -> SubsidyRule:
        """Return the subsidy as entered; without a share or a sum nothing is paid."""
        most = self.subsidy_most.data
        rule = SubsidyRule(
            share=(self.subsidy_share.data or 0) / 100,
            from_riders=self.subsidy_from_riders.data or 0,
            most_cents=None if most is None else 100 * most,
            by_distance=tuple(
                sorted(
                    (1000 * far.data, 100 * each.data)
                    for far, each in self.distance_fields()
                    if far.data is not None
                )
            ),
        )
        return rule if rule.pays else SubsidyRule()


class PlanForm(Form):
    """Start a planning run."""

    with_unheard = BooleanField(
        _l("Also those not called yet or not reached"),
        description=_l("Otherwise only confirmed parties are planned."),
    )
    time_limit_s = IntegerField(
        _l("Time limit in seconds"),
        default=60,
        validators=[
            InputRequired(_l("Please enter a number.")),
            NumberRange(
                *(round(bound) for bound in TIME_LIMIT_S),
                _l("Please enter a number from %(min)s to %(max)s."),
            ),
        ],
    )


class WhatIfForm(Form):
    """What would be otherwise: a button that was tapped, or a sentence."""

    tap = HiddenField()
    text = StringField(
        _l("Or say it in a sentence"),
        filters=[tidy_line],
        validators=[Length(max=80, message=_l("At most %(max)d characters, please."))],
        description=_l("Such as: 多一辆53座大巴 · 坐六成 · 多停一站 · 早上七点半出发"),
    )
    time_limit_s = IntegerField(
        validators=[MayBeEmpty(), NumberRange(*(round(b) for b in TIME_LIMIT_S))]
    )


class RemedyForm(Form):
    """Which remedy was tapped."""

    tap = HiddenField(validators=[DataRequired(), Length(max=80)])
    seen_at = SeenAtField(validators=[DataRequired()])


class NotesForm(Form):
    """What the dispatcher notes of a plan."""

    notes = TextAreaField(
        _l("Notes"),
        filters=[tidy],
        validators=[
            Length(max=1000, message=_l("At most %(max)d characters, please."))
        ],
    )
    seen_at = SeenAtField(validators=[DataRequired()])
