"""The forms about the people of a campaign: parties, calls, villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Regexp,
)
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import CheckboxInput, ListWidget

from models import PartyStatus
from webapp.dispatcher import labels
from webapp.fields import (
    PlaceField,
    SeenAtField,
    TelephoneField,
    choices,
    tidy,
    tidy_line,
)
from webapp.forms import Form
from webapp.pages import daysformat

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from models import Campaign


class CallForm(Form):
    """What a call brought; the outcome is the button that was pressed."""

    outcome = SelectField(coerce=PartyStatus, choices=choices(labels.OUTCOME))
    other_date = DateField(_l("Which date?"), validators=[MayBeEmpty()])
    call_back = RadioField(
        _l("Call again"),
        choices=choices(labels.CALL_BACK),
        default="",
    )
    note = StringField(
        _l("Note"),
        filters=[tidy_line],
        validators=[Length(max=200, message=_l("At most %(max)d characters, please."))],
    )
    seen_at = SeenAtField(validators=[DataRequired()])


class TextsForm(Form):
    """A text message to all parties of some telephone states."""

    states = SelectMultipleField(
        _l("To whom"),
        coerce=PartyStatus,
        choices=choices(
            {k: v for k, v in labels.PARTY.items() if k is not PartyStatus.MERGED}
        ),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_l("Please tick at least one."))],
    )
    text = TextAreaField(
        _l("Text"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a text.")),
            Length(max=200, message=_l("At most %(max)d characters, please.")),
        ],
        description=_l(
            "%(blanks)s are filled in for each party: the date, how many, whom to "
            "call. The same text goes to a party only once. Once the coaches are "
            "public also %(seats)s: coach, time, stop, seats and code, for those who "
            "have seats.",
            blanks="{日期} {人数} {电话}",
            seats="{车次} {时间} {上车点} {座位} {上车码}",
        ),
    )


class VillageForm(Form):
    """A whole village, to one enterprise."""

    home = StringField(
        _l("Where they board"),
        filters=[tidy_line],
        validators=[DataRequired(_l("Please enter a county or a town."))],
        description=_l("County or town, such as 河南固始 or 固始县城关镇."),
    )
    employer = SelectField(_l("To which enterprise"), validate_choice=True)
    wanted_date = DateField(
        _l("On which day"),
        validators=[MayBeEmpty()],
        description=_l("Empty: any day of the campaign will do."),
    )
    first_date = DateField(
        _l("Not before"),
        validators=[MayBeEmpty()],
        description=_l(
            "Only where other days than the one above will do, too; that one is "
            "preferred."
        ),
    )
    last_date = DateField(_l("Not after"), validators=[MayBeEmpty()])
    people = TextAreaField(
        _l("The people, one a line"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please paste or type the people.")),
            Length(max=200_000, message=_l("That is too much for one form.")),
        ],
        description=_l(
            "Copy the lines from a spreadsheet, or type: name, telephone, "
            "ID number if known. The order of the columns does not matter. A child of "
            "a family may have a name only."
        ),
    )
    families = BooleanField(
        _l("People between two empty lines travel together"), default=True
    )
    agreed = BooleanField(
        _l("They know that they are registered, and agree."),
        validators=[DataRequired(_l("Ask the people first, and tick this."))],
    )

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
        """Return the day asked for, the first and the last one accepted."""
        return self.wanted_date.data, self.first_date.data, self.last_date.data

    def fits(self, campaign: Campaign) -> bool:
        """Expect days of the campaign, in their order; say beside the field if not."""
        wanted, first, last = self.days
        for each in (self.wanted_date, self.first_date, self.last_date):
            if each.data is not None and not campaign.travels_on(each.data):
                each.errors = [
                    _(
                        "The campaign travels on %(days)s: choose among these.",
                        days=daysformat(campaign.days, "full"),
                    )
                ]
                return False
        begins, ends = first or campaign.first_date, last or campaign.last_date
        if ends < begins:
            self.last_date.errors = [_("The last day lies before the first.")]
        elif (first or last) and wanted and not begins <= wanted <= ends:
            self.wanted_date.errors = [
                _(
                    "This day is not one of those below; leave them empty, or "
                    "widen them."
                )
            ]
        return not (self.last_date.errors or self.wanted_date.errors)


class PairForm(Form):
    """What two parties that look alike are."""

    verdict = RadioField(
        choices=[
            SelectChoice("first", "first"),
            SelectChoice("second", "second"),
            SelectChoice("apart", "apart"),
        ]
    )
    first_seen_at = SeenAtField(validators=[DataRequired()])
    second_seen_at = SeenAtField(validators=[DataRequired()])


class PartyStatusForm(Form):
    """Note what the telephone brought."""

    status = SelectField(
        _l("Telephone"),
        coerce=PartyStatus,
        choices=choices(labels.PARTY),
    )
    seen_at = SeenAtField(validators=[DataRequired()])


class CorrectPartyForm(Form):
    """What a roster had wrong of a party."""

    home = PlaceField(
        _l("Home"),
        filters=[tidy_line],
        description=_l("County or town, such as 河南固始 or 固始县城关镇."),
        validators=[
            DataRequired(_l("Please enter a county or a town.")),
            Length(max=100, message=_l("At most %(max)d characters, please.")),
        ],
    )
    phone = TelephoneField(
        _l("Another telephone number"),
        validators=[MayBeEmpty()],
        description=_l("By which the party is called. Empty: it stays as it is."),
    )
    first_date = DateField(
        _l("Not before"),
        validators=[MayBeEmpty()],
        description=_l("Empty: any day of the campaign."),
    )
    last_date = DateField(_l("Not after"), validators=[MayBeEmpty()])
    seen_at = SeenAtField(validators=[DataRequired()])


class PersonForm(Form):
    """A person for a party: one more, or one of those who have no name yet."""

    name = StringField(
        _l("Name"),
        id="person-name",
        filters=[tidy_line],
        validators=[
            MayBeEmpty(),
            Length(max=60, message=_l("At most %(max)d characters, please.")),
        ],
        description=_l("May stay empty: the seat counts, the name can follow."),
    )
    phone = TelephoneField(
        _l("Telephone"), id="person-phone", validators=[MayBeEmpty()]
    )
    counted = BooleanField(_l("One of those who are not named yet: nobody more rides"))
    seen_at = SeenAtField(validators=[DataRequired()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Expect a name of whom is counted already."""
        valid: bool = super().validate(extra_validators)
        if valid and self.counted.data and not self.name.data:
            self.name.errors = [_("Please enter a name.")]
            return False
        return valid


class TakeOffForm(Form):
    """Who does not belong to a party; empty for one of those who are not named."""

    rider = IntegerField(validators=[MayBeEmpty()])
    seen_at = SeenAtField(validators=[DataRequired()])


class MovePartyForm(Form):
    """The campaign by which a party rides instead."""

    campaign = RadioField(
        _l("Which campaign?"),
        coerce=int,
        validators=[InputRequired(_l("Please choose one."))],
    )
    seen_at = SeenAtField(validators=[DataRequired()])

    def offer(self, campaigns: Iterable[Campaign]) -> None:
        """Show these campaigns to choose from."""
        self.campaign.choices = [
            SelectChoice(each.id, f"{daysformat(each.days, 'full')} · {each.name}")
            for each in campaigns
        ]


class ConfirmAllForm(Form):
    """Confirm the parties that a list showed."""

    parties = HiddenField(
        validators=[DataRequired(), Regexp(r"[0-9]{1,10}(,[0-9]{1,10}){0,9999}\Z")]
    )

    def ids(self) -> list[int]:
        """Return the numbers of the parties."""
        return [int(one) for one in (self.parties.data or "").split(",")]
