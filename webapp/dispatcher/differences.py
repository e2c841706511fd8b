"""A what-if, and how two plans differ, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from routing.what_if import Certainty
from webapp.dispatcher.forms import LEFT_OUT, UNITS, CampaignForm
from webapp.pages import yuan
from webapp.services.what_if import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models import CoachType
    from webapp.services.comparing import Difference
    from webapp.services.rules import CampaignRules
    from webapp.services.what_if import Change

CERTAINTY = {
    Certainty.SURELY_CHEAPER: _l("Proven: it is cheaper."),
    Certainty.SURELY_DEARER: _l("Proven: it is dearer."),
    Certainty.NO_DIFFERENCE: _l("Proven: there is nothing to gain."),
    Certainty.INDICATED: _l("Found so, not proven."),
}


def change_words(change: Change, coaches: Mapping[int, CoachType]) -> str:
    """Return what is otherwise, as a button or a heading says it."""
    match change.kind:
        case Kind.COACHES:
            coach = coaches.get(change.coach_type_id or 0)
            name = f"{coach.operator.name} {coach.name}" if coach else ""
            return str(
                ngettext(
                    "%(num)d more: %(coach)s",
                    "%(num)d more: %(coach)s",
                    change.amount,
                    coach=name,
                )
            )
        case Kind.OCCUPANCY:
            return str(_("%(share)d%% of the seats", share=change.amount))
        case Kind.STOPS if change.amount > 0:
            return str(
                ngettext(
                    "%(num)d more stop at either end",
                    "%(num)d more stops at either end",
                    change.amount,
                )
            )
        case Kind.STOPS:
            return str(
                ngettext(
                    "%(num)d stop fewer at either end",
                    "%(num)d stops fewer at either end",
                    -change.amount,
                )
            )
        case Kind.DEPARTURE:
            hours, minutes = divmod(change.amount, 60)
            return str(_("leave at %(time)s", time=f"{hours:02d}:{minutes:02d}"))


def difference_words(found: Difference) -> str:
    """Return how a plan differs from the one beside it, as a sentence."""
    parts = [_money(found.money_cents), _coaches(found.coaches), _riders(found.riders)]
    sentence = _("%(first)s, %(second)s, %(third)s.", first=parts[0], second=parts[1],
                 third=parts[2])  # fmt: skip
    if found.wanted > 0:
        sentence += " " + ngettext(
            "But %(num)d more person wanted to ride.",
            "But %(num)d more people wanted to ride.",
            found.wanted,
        )
    elif found.wanted < 0:
        sentence += " " + ngettext(
            "But %(num)d person fewer wanted to ride.",
            "But %(num)d people fewer wanted to ride.",
            -found.wanted,
        )
    return f"{sentence} {CERTAINTY[found.certainty]}"


def _money(cents: int) -> str:
    if cents < 0:
        return str(_("¥%(yuan)s cheaper", yuan=yuan(-cents)))
    if cents > 0:
        return str(_("¥%(yuan)s dearer", yuan=yuan(cents)))
    return str(_("the same cost"))


def _coaches(number: int) -> str:
    if number < 0:
        return str(ngettext("%(num)d coach fewer", "%(num)d coaches fewer", -number))
    if number > 0:
        return str(ngettext("%(num)d coach more", "%(num)d coaches more", number))
    return str(_("as many coaches"))


def _riders(number: int) -> str:
    if number < 0:
        return str(ngettext("%(num)d person fewer rides", "%(num)d people fewer ride",
                        -number))  # fmt: skip
    if number > 0:
        return str(ngettext("%(num)d person more rides", "%(num)d people more ride",
                        number))  # fmt: skip
    return str(_("as many people ride"))


def rule_words(
    rules: CampaignRules, coaches: Mapping[int, CoachType]
) -> list[tuple[str, str]]:
    """Return the rules that differ from the defaults, each with its name."""
    form = CampaignForm(formdata=None)
    lines, units = [], {**UNITS, **LEFT_OUT}
    for name, value in rules.stored().items():
        if name in units:
            unit = units[name]
            shown = f"{value / unit.factor:,.0f} {unit.name}"
        elif name == "coach_types":
            known = (coaches[id_].name for id_ in value if id_ in coaches)
            shown = ", ".join(known)
        elif name == "more_coaches":
            known = (f"+{n} {coaches[i].name}" for i, n in value if i in coaches)
            lines.append((_("Further coaches"), ", ".join(known)))
            continue
        else:
            shown = str(_("Yes") if value is True else value)
        lines.append((str(form[name].label.text), shown))
    return lines
