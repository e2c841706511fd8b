"""What an advert may not say: where it stands, on what ground, and what to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matcher.wording.reading import Reading, read
from matcher.wording.rules import Ground, Rule, Severity, shipped_rules

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

# An advert is not longer; what follows is not read.
CHARACTERS: Final = 20_000

Span = tuple[int, int]


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


def check(text: str, rules: Sequence[Rule] | None = None) -> tuple[Finding, ...]:
    """
    Return what is found, in order of appearance; nothing makes this fail.

    Of overlapping findings on one ground the longest is told.
    """
    head = text[:CHARACTERS]
    reading = read(head)
    found = [
        Finding(
            *reading.span(*span),
            head[slice(*reading.span(*span))],
            rule.ground,
            rule.severity,
            rule.law,
            rule.instead,
        )
        for rule in rules or shipped_rules()
        for span in _spans(rule, reading)
    ]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end)))


def _spans(rule: Rule, reading: Reading) -> list[Span]:
    harmless = _matches(rule.unless, reading)
    spans = [
        span
        for span in _matches(rule.patterns, reading)
        if not any(_overlap(span, other) for other in harmless)
    ]
    longest: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if not any(_overlap(span, other) for other in longest):
            longest.append(span)
    return longest


def _matches(patterns: Iterable[re.Pattern[str]], reading: Reading) -> list[Span]:
    return [
        match.span()
        for pattern in patterns
        for match in pattern.finditer(reading.plain)
        if match.end() > match.start()
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
