"""
What of a profile stands in a CV's text, to be looked at before it is stored.

A line such as ``期望薪资：7000元`` is read by what its label says it is about, with the
understanding of the search box; lines without a label give what cannot be mistaken:
a telephone number, certificates, schooling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matcher.certificates import canonical
from matcher.query import understand
from matcher.types import Schooling
from models import Schooling as StoredSchooling
from webapp.services import telephone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.places.gazetteer import Gazetteer

MOST_CERTIFICATES: Final = 10
MOST_MONTHS: Final = 600
LEAST_CENTS, MOST_CENTS = 50_000, 20_000_000
# What a label says the rest of its line is about.
LABELS: Final = {
    "name": "姓名|名字|name",
    "phone": "联系电话|联系方式|手机号码?|手机|电话|mobile|phone|tel",
    "work": "求职意向|应聘岗位|应聘职位|期望职位|期望岗位|期望工作|意向岗位|目标职位|"
    "职位|工种|objective|position|desired position",
    "pay": "期望薪资|期望工资|期望月薪|薪资要求|期望薪酬|工资要求|expected salary|"
    "salary",
    "place": "期望地点|工作地点|意向地点|意向城市|期望城市|工作城市|"
    "desired location|location",
    "home": "籍贯|户籍地?|户口所在地|家乡|老家|hometown",
    "schooling": "最高学历|学历|文化程度|教育程度|education",
    "experience": "工作经验|工作年限|从业年限|工龄|experience",
    "certificates": "技能证书|资格证书|持有证书|证书|证件|持证|certificates?",
}
_BLANKS: Final = r"[ \t\u3000]*"
_LABEL: Final = re.compile(
    "(?:^|(?<=[\\s|,，;；/]))(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items())
    + f"){_BLANKS}[:：]{_BLANKS}",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)")
LONGEST_NAME: Final = 30
LONGEST_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question of the profile, what the CV answers, and the line that says so."""

    question: str
    values: dict[str, Any]
    line: str


def propose(text: str, gazetteer: Gazetteer, home: str) -> tuple[Proposal, ...]:
    """
    Return what the text answers, one proposal a question at most.

    Parameters
    ----------
    home
        The district whose towns may be named alone.
    """
    found: dict[str, Proposal] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    contact: dict[str, str] = {}
    said: list[str] = []
    for line in lines:
        for label, value in _labelled(line):
            if label in ("name", "phone"):
                if kept := _contact(label, value):
                    contact.setdefault(label, kept)
                    said.append(line)
            elif label not in found and (
                values := _read(label, value, gazetteer, home)
            ):
                found[label] = Proposal(label, values, line)
    _unlabelled(lines, found, contact, said, gazetteer, home)
    if contact:
        found["contact"] = Proposal("contact", dict(contact), said[0] if said else "")
    return tuple(found.values())


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    """Yield each label of a line with the text up to the next."""
    labels = list(_LABEL.finditer(line))
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(line)
        value = line[label.end() : end].strip(" \t\u3000|,，;；/")
        if label.lastgroup and value:
            yield label.lastgroup, value


def _contact(label: str, value: str) -> str | None:
    if label == "name":
        name = re.split(r"[\t|,，;；]|\s{2,}", value)[0].strip()
        return name[:LONGEST_NAME] or None
    found = _PHONE.search(value)
    return telephone.digits(found[0] if found else value)


def _read(
    label: str, value: str, gazetteer: Gazetteer, home: str
) -> dict[str, Any] | None:
    """Return the columns that a labelled value fills; None when it says nothing."""
    if label == "work":
        return {"wanted_title": value[:LONGEST_TITLE]}
    if label in ("home", "place"):
        column = "home_place_code" if label == "home" else "wanted_place_code"
        place = gazetteer.resolve(value[:LONGEST_TITLE], prefer=home).place
        return {column: place.code} if place else None
    query = understand(value, gazetteer, home)
    if label == "pay":
        if not query.pay_floor_cents:
            query = understand(f"{value}元", gazetteer, home)
        cents = query.pay_floor_cents
        if cents and LEAST_CENTS <= cents <= MOST_CENTS:
            return {"wanted_monthly_cents": cents}
        return None
    if label == "schooling":
        return _schooling(query.schooling)
    if label == "experience":
        months = query.experience_months
        if months is None:
            months = understand(f"{value}经验", gazetteer, home).experience_months
        return {"experience_months": min(months, MOST_MONTHS)} if months else None
    names = _certificates(query.certificates)
    return {"certificates": names} if names else None


def _unlabelled(
    lines: list[str],
    found: dict[str, Proposal],
    contact: dict[str, str],
    said: list[str],
    gazetteer: Gazetteer,
    home: str,
) -> None:
    """Add what cannot be mistaken wherever it stands."""
    names: list[str] = []
    for line in lines:
        if "phone" not in contact and (number := _PHONE.search(line)):
            digits = telephone.digits(number[0])
            if digits:
                contact["phone"] = digits
                said.append(line)
        query = understand(line, gazetteer, home)
        if fresh := [n for n in _certificates(query.certificates) if n not in names]:
            names += fresh
            if "certificates" not in found:
                found["certificates"] = Proposal("certificates", {}, line)
        if (values := _schooling(query.schooling)) and "schooling" not in found:
            found["schooling"] = Proposal("schooling", values, line)
    if names and "certificates" in found:
        known = found["certificates"].values.get("certificates", [])
        every = list(dict.fromkeys([*known, *names]))[:MOST_CERTIFICATES]
        line = found["certificates"].line
        found["certificates"] = Proposal("certificates", {"certificates": every}, line)


def _schooling(read: Schooling | None) -> dict[str, Any] | None:
    if read is None or read is Schooling.ANY:
        return None
    return {"schooling": StoredSchooling(read.value)}


def _certificates(read: tuple[str, ...]) -> list[str]:
    """Return the canonical names: a licence's class with its word."""
    return list(dict.fromkeys(canonical(name) for name in read))
