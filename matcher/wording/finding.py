"""What is wrong with a piece of an advert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.wording.rules import Ground, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Wording that may not stand.

    Parameters
    ----------
    start, end
        Where it stands: ``text[start:end]``.
    law, instead
        Statute and article, and lawful wording, in Chinese.
    """

    start: int
    end: int
    phrase: str
    ground: Ground
    severity: Severity
    law: str
    instead: str
