"""The wording of a posting, field by field, as it is typed and as it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.wording.checking import check
from matcher.wording.finding import Finding
from matcher.wording.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from models import Vacancy

    Check = Callable[[str], tuple[Finding, ...]]

# Where people write what the law forbids; 男200 女180元/天 stands in the pay.
CHECKED = ("title", "pay_text", "certificates", "description")

Wording = dict[str, tuple[Finding, ...]]


def check_fields(values: Mapping[str, str], checked: Check = check) -> Wording:
    """
    Return what is found in each of the fields; a field without is not in it.

    Parameters
    ----------
    checked
        What checks a text: of many postings one that remembers those it has seen.
    """
    found = {name: checked(values.get(name) or "") for name in CHECKED}
    return {name: findings for name, findings in found.items() if findings}


def wording_of(vacancy: Vacancy, checked: Check = check) -> Wording:
    """Return what is found in a posting as it is stored."""
    return check_fields(
        {
            "title": vacancy.title,
            "pay_text": vacancy.pay_text,
            "certificates": "、".join(vacancy.certificates),
            "description": vacancy.description,
        },
        checked,
    )


def all_findings(wording: Wording) -> tuple[Finding, ...]:
    """Return the findings of all fields, in the fields' order."""
    return tuple(finding for name in CHECKED for finding in wording.get(name, ()))


def blocked_phrases(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the phrases that stop a posting, each once."""
    blocks = (each.phrase for each in findings if each.severity is Severity.BLOCK)
    return tuple(dict.fromkeys(blocks))
