"""Which questions there are, in the order in which they are asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Schooling, Shift
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.labels import SCHOOLING, SHIFTS
from webapp.pages import yuan
from webapp.questions import forms
from webapp.questions.taps import Question, Tap
from webapp.services.places import list_common_homes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import Seeker

WORKS = {
    "普工": _l("Factory worker"),
    "缝纫工": _l("Sewing worker"),
    "操作工": _l("Machine operator"),
    "叉车司机": _l("Forklift driver"),
    "电焊工": _l("Welder"),
    "电工": _l("Electrician"),
    "质检员": _l("Quality inspector"),
    "包装工": _l("Packer"),
    "仓库管理员": _l("Warehouse keeper"),
    "保安": _l("Security guard"),
    "保洁员": _l("Cleaner"),
    "厨师": _l("Cook"),
}
CERTIFICATES = {
    "叉车证": _l("Forklift"),
    "焊工证": _l("Welding"),
    "电工证": _l("Electrician's"),
    "健康证": _l("Health"),
    "驾驶证C1": _l("Driving, C1"),
    "驾驶证B2": _l("Driving, B2"),
    "登高证": _l("Work at height"),
    "行车证": _l("Crane"),
    "保安员证": _l("Security guard's"),
    "会计证": _l("Accountant's"),
}
PAYS_YUAN = (4000, 5000, 6000, 7000, 8000, 10_000)
EXPERIENCES_MONTHS = (0, 6, 12, 24, 36, 60, 120)
FAMILIES = {
    0: _l("Only me"),
    1: _l("Two of us"),
    2: _l("Three of us"),
    3: _l("Four of us"),
}
REACHES_KM = (5, 10, 20, 50, 100)
STARTS_DAYS = (7, 14, 30)
SCHOOLINGS = tuple(each for each in Schooling if each is not Schooling.ANY)
# What suits: the shift that is wanted, and whether nights are ruled out.
HOURS: dict[str, tuple[object, Shift | None, bool]] = {
    "day": (_l("Day shift only, no nights"), Shift.DAY, True),
    "two": (_l("Two shifts"), Shift.TWO, False),
    "three": (_l("Three shifts"), Shift.THREE, False),
    "night": (_l("Night shift"), Shift.NIGHT, False),
    "no-nights": (_l("Anything but nights"), None, True),
    "any": (_l("Any hours"), None, False),
}
KEEP = {
    "both": (_l("Board and lodging"), True, True),
    "lodging": (_l("Lodging only"), True, False),
    "board": (_l("Meals only"), False, True),
    "none": (_l("Neither"), False, False),
}


def _works(_today: dt.date) -> list[Tap]:
    return [Tap(name, label, {"wanted_title": name}) for name, label in WORKS.items()]


def _experiences(_today: dt.date) -> list[Tap]:
    return [
        Tap(str(months), duration(months), {"experience_months": months})
        for months in EXPERIENCES_MONTHS
    ]


def _pays(_today: dt.date) -> list[Tap]:
    taps = [
        Tap(str(y), _pay_words(y * 100), {"wanted_monthly_cents": y * 100})
        for y in PAYS_YUAN
    ]
    return [*taps, Tap("any", _("Any pay"), {"wanted_monthly_cents": None})]


def _places(_today: dt.date) -> list[Tap]:
    gazetteer = collaborators().gazetteer
    district = gazetteer.place(collaborators().settings.home_district)
    anywhere = _("Anywhere in %(place)s", place=district.short_name)
    return [
        Tap(district.code, anywhere, {"wanted_place_code": district.code}),
        *(
            Tap(town.code, town.short_name, {"wanted_place_code": town.code})
            for town in gazetteer.children(district.code)
        ),
        Tap("any", _("Anywhere at all"), {"wanted_place_code": None}),
    ]


def _hours(_today: dt.date) -> list[Tap]:
    return [
        Tap(key, label, {"wanted_shift": shift, "refuses_nights": no_nights})
        for key, (label, shift, no_nights) in HOURS.items()
    ]


def _keep(_today: dt.date) -> list[Tap]:
    return [
        Tap(key, label, {"wants_lodging": lodging, "wants_board": board})
        for key, (label, lodging, board) in KEEP.items()
    ]


def _schoolings(_today: dt.date) -> list[Tap]:
    return [
        *(Tap(each, SCHOOLING[each], {"schooling": each}) for each in SCHOOLINGS),
        Tap(Schooling.ANY, _("I would rather not say"), {"schooling": Schooling.ANY}),
    ]


def _certificates(_today: dt.date) -> list[Tap]:
    return [
        Tap(name, label, {"certificates": [name]})
        for name, label in CERTIFICATES.items()
    ]


def _families(_today: dt.date) -> list[Tap]:
    return [
        Tap(str(count), label, {"companions": count})
        for count, label in FAMILIES.items()
    ]


def _homes(_today: dt.date) -> list[Tap]:
    return [
        Tap(home.code, home.full_name, {"home_place_code": home.code})
        for home in list_common_homes(db.session)
    ]


def _starts(today: dt.date) -> list[Tap]:
    taps = [Tap("now", _("At once"), {"available_from": None})]
    for days in STARTS_DAYS:
        day = today + dt.timedelta(days=days)
        label = ngettext("In %(num)d day", "In %(num)d days", days)
        taps.append(Tap(str(days), label, {"available_from": day}))
    return taps


def _reaches(_today: dt.date) -> list[Tap]:
    return [
        *(
            Tap(str(km), _("%(km)d km", km=km), {"reach_m": km * 1000})
            for km in REACHES_KM
        ),
        Tap("any", _("Any distance"), {"reach_m": None}),
    ]


def _findable(_today: dt.date) -> list[Tap]:
    return [
        Tap("yes", _("Yes, employers may find me"), {"is_looking": True}),
        Tap("no", _("No, only those I apply to"), {"is_looking": False}),
    ]


def duration(months: int) -> str:
    """Return how long somebody has worked, in words."""
    if months == 0:
        return str(_("No experience yet"))
    if months % 12:
        return str(ngettext("%(num)d month", "%(num)d months", months))
    return str(ngettext("%(num)d year", "%(num)d years", months // 12))


def _pay_words(cents: int | None) -> str:
    return _("%(pay)s yuan or more", pay=yuan(cents)) if cents else ""


def _told_work(seeker: Seeker) -> object:
    return WORKS.get(seeker.wanted_title, seeker.wanted_title)


def _told_hours(seeker: Seeker) -> str:
    words = [SHIFTS[seeker.wanted_shift]] if seeker.wanted_shift else []
    words += [_("no nights")] if seeker.refuses_nights else []
    return _list(words)


def _told_keep(seeker: Seeker) -> object:
    wanted = seeker.wants_lodging, seeker.wants_board
    labels = {(lodging, board): label for label, lodging, board in KEEP.values()}
    return labels[wanted] if any(wanted) else ""


def _told_family(seeker: Seeker) -> object:
    count = seeker.companions
    if count is None:
        return ""
    if count in FAMILIES:
        return FAMILIES[count]
    return ngettext("%(num)d more person", "%(num)d more people", count)


def _told_contact(seeker: Seeker) -> str:
    shown = (seeker.masked("name"), seeker.masked("phone"))
    return " ".join(shown) if all(shown) else ""


def _list(words: Sequence[object]) -> str:
    return "、".join(str(word) for word in words)


QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            name="work",
            title=_l("What work do you want?"),
            word=_l("Work"),
            columns=("wanted_title",),
            taps=_works,
            other=forms.WorkForm,
            told=_told_work,
        ),
        Question(
            name="experience",
            title=_l("How long have you done this work?"),
            word=_l("Experience"),
            columns=("experience_months",),
            taps=_experiences,
            other=forms.ExperienceForm,
            told=lambda s: duration(s.experience_months) if s.experience_months else "",
        ),
        Question(
            name="pay",
            title=_l("At least how much a month?"),
            hint=_l("Before tax, with overtime. What pays less is not shown to you."),
            word=_l("Pay"),
            columns=("wanted_monthly_cents",),
            taps=_pays,
            other=forms.PayForm,
            told=lambda s: _pay_words(s.wanted_monthly_cents),
        ),
        Question(
            name="place",
            title=_l("Where do you want to work?"),
            word=_l("Where"),
            columns=("wanted_place_code",),
            taps=_places,
            other=forms.WorkplaceForm,
            told=lambda s: s.wanted_place.short_name if s.wanted_place else "",
        ),
        Question(
            name="shift",
            title=_l("Which working hours suit you?"),
            hint=_l("Two and three shifts take turns at night."),
            word=_l("Working hours"),
            columns=("wanted_shift", "refuses_nights"),
            taps=_hours,
            told=_told_hours,
        ),
        Question(
            name="lodging",
            title=_l("Do you need a bed and meals?"),
            word=_l("Board and lodging"),
            columns=("wants_lodging", "wants_board"),
            taps=_keep,
            told=_told_keep,
        ),
        Question(
            name="schooling",
            title=_l("How long did you go to school?"),
            hint=_l("Some employers ask for it; most factories do not."),
            word=_l("Schooling"),
            columns=("schooling",),
            taps=_schoolings,
            told=lambda s: (
                "" if s.schooling is Schooling.ANY else SCHOOLING[s.schooling]
            ),
        ),
        Question(
            name="certificates",
            title=_l("Which certificates do you have?"),
            hint=_l("Tick all you have. None? Tick nothing, and go on."),
            word=_l("Certificates"),
            columns=("certificates",),
            taps=_certificates,
            takes_many=True,
            other=forms.CertificatesForm,
            told=lambda s: _list(s.certificates),
        ),
        Question(
            name="family",
            title=_l("Who comes along?"),
            hint=_l("For rooms and for seats side by side on the coach."),
            word=_l("Family"),
            columns=("companions",),
            taps=_families,
            other=forms.FamilyForm,
            told=_told_family,
        ),
        Question(
            name="home",
            title=_l("Which county is your home?"),
            hint=_l(
                "Only to find a coach from there. It changes no place in any list."
            ),
            word=_l("Home county"),
            columns=("home_place_code",),
            taps=_homes,
            other=forms.HomeForm,
            told=lambda s: s.home_place.full_name if s.home_place else "",
        ),
        Question(
            name="start",
            title=_l("When can you begin?"),
            word=_l("Can begin"),
            columns=("available_from",),
            taps=_starts,
            other=forms.StartForm,
            told=lambda s: (
                format_date(s.available_from, "long") if s.available_from else ""
            ),
        ),
        Question(
            name="contact",
            title=_l("How can an employer reach you?"),
            hint=_l("Only employers you apply to see this. It is stored encrypted."),
            word=_l("Name and telephone"),
            columns=("name", "phone"),
            other=forms.ContactForm,
            told=_told_contact,
        ),
        Question(
            name="reach",
            title=_l("How far from there would you go?"),
            hint=_l("Further only where a coach from your home county goes."),
            word=_l("Distance"),
            columns=("reach_m",),
            taps=_reaches,
            is_main=False,
            told=lambda s: _("%(km)d km", km=s.reach_m // 1000) if s.reach_m else "",
        ),
        Question(
            name="skills",
            title=_l("What else can you do?"),
            word=_l("Can do"),
            columns=("skills",),
            other=forms.SkillsForm,
            is_main=False,
            told=lambda s: s.skills,
        ),
        Question(
            name="findable",
            title=_l("May employers find you?"),
            hint=_l(
                "They see what you can do and want, never your name or number, "
                "until you apply."
            ),
            word=_l("Employers may find me"),
            columns=("is_looking",),
            taps=_findable,
            is_main=False,
            told=lambda s: _("Yes") if s.is_looking else _("No"),
        ),
    )
}
# What "I have answered, and it is: nothing" reads like.
ANYTHING = {
    "pay": _l("Any pay"),
    "place": _l("Anywhere at all"),
    "shift": _l("Any hours"),
    "lodging": _l("Neither"),
    "schooling": _l("Rather not said"),
    "certificates": _l("None"),
    "start": _l("At once"),
    "experience": _l("No experience yet"),
    "reach": _l("Any distance"),
}


def told(question: Question, seeker: Seeker) -> object:
    """Return the answer in words; "" for a question that was not answered."""
    words = question.told(seeker)
    if not words and question.name in seeker.answered:
        return ANYTHING.get(question.name, "")
    return words


def main_questions(seeker: Seeker | None) -> list[Question]:
    """Return what is asked in a row; name and number only while they are missing."""
    known = seeker is not None and bool(_told_contact(seeker))
    return [
        question
        for question in QUESTIONS.values()
        if question.is_main and not (question.name == "contact" and known)
    ]
