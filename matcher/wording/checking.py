"""What an advert may not say: where it stands, on what ground, and what to write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from matcher.text import fold
from matcher.wording.lexicon import shipped_lexicon
from matcher.wording.reading import Reading, read
from matcher.wording.rules import Ground, Rule, RuleBook, Severity, shipped_rules

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from matcher.wording.grammar import Pattern
    from matcher.wording.lexicon import Lexicon, Tokens

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


def check(text: str, book: RuleBook | None = None) -> tuple[Finding, ...]:
    """
    Return what is found, in order of appearance; nothing makes this fail.

    Of overlapping findings on one ground the gravest is told, of equally grave ones the
    longest.
    """
    head = text[:CHARACTERS]
    book = book or shipped_rules()
    layouts = _layouts(head, shipped_lexicon())
    folded = fold(head)
    found = [
        Finding(
            *span,
            head[slice(*span)],
            rule.ground,
            rule.severity,
            rule.law,
            rule.instead,
        )
        for rule in book.rules
        for span in _spans(rule, layouts, folded)
    ]
    lines = _Lines(head)
    found = [_excepted(finding, lines, book) for finding in found]
    return tuple(sorted(_gravest(found), key=lambda each: (each.start, each.end)))


@dataclass(frozen=True, slots=True)
class _Layout:
    """A reading with its words: with what parts them, or without."""

    reading: Reading
    tokens: Tokens
    present: frozenset[str]

    @classmethod
    def of(cls, reading: Reading, lexicon: Lexicon) -> _Layout:
        """Take a reading apart."""
        tokens = lexicon.tokens(reading.plain)
        return cls(reading, tokens, frozenset(tokens.codes))

    def matches(self, patterns: Iterable[Pattern]) -> Iterator[Span]:
        """Yield where patterns over words match, as places in the text."""
        for pattern in patterns:
            for span in pattern.spans(self.tokens.codes, self.present):
                yield self.reading.span(*self.tokens.span(*span))

    def text_matches(self, patterns: Iterable[re.Pattern[str]]) -> Iterator[Span]:
        """Yield where patterns over characters match, as places in the text."""
        for pattern in patterns:
            for match in pattern.finditer(self.reading.plain):
                if match.end() > match.start():
                    yield self.reading.span(*match.span())


def _layouts(text: str, lexicon: Lexicon) -> list[_Layout]:
    """Return the text without and, where there are any, with what parts its words."""
    reading = read(text)
    closed, parted = reading.without_gaps(), reading.with_gaps()
    readings = [closed, parted] if parted.plain else [closed]
    return [_Layout.of(each, lexicon) for each in readings]


def _spans(rule: Rule, layouts: list[_Layout], folded: str) -> list[Span]:
    closed = layouts[0]
    found = {span for each in layouts for span in each.matches(rule.patterns)}
    found |= set(closed.text_matches(rule.texts))
    found |= set(_english(rule.english, folded))
    if not found:
        return []
    harmless = [span for each in layouts for span in each.matches(rule.unless)]
    harmless += closed.text_matches(rule.unless_texts)
    harmless += _english(rule.unless_english, folded)
    cover = _Cover(harmless)
    return [span for span in found if not cover.touches(span)]


def _english(patterns: Iterable[re.Pattern[str]], folded: str) -> Iterator[Span]:
    """Yield where English is said, whose words are parted by blanks."""
    for pattern in patterns:
        for match in pattern.finditer(folded):
            yield match.span()


class _Lines:
    """The lines of a text, and what was found in them, looked up once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[re.Pattern[str], int], bool] = {}

    def has(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Return whether the line that a span begins in has the pattern."""
        start = self._text.rfind("\n", 0, span[0]) + 1
        key = pattern, start
        if key not in self._known:
            end = self._text.find("\n", span[1])
            line = self._text[start : None if end < 0 else end]
            self._known[key] = pattern.search(line) is not None
        return self._known[key]


def _excepted(finding: Finding, lines: _Lines, book: RuleBook) -> Finding:
    """Return the finding as it is, or as a note where the law excepts it."""
    if finding.severity is not Severity.BLOCK:
        return finding
    span = finding.start, finding.end
    for each in book.exceptions:
        if (
            each.ground is finding.ground
            and each.what.search(finding.phrase)
            and lines.has(each.where, span)
        ):
            return replace(
                finding, severity=Severity.NOTE, law=each.law, instead=each.instead
            )
    return finding


def _gravest(found: list[Finding]) -> list[Finding]:
    """Return of overlapping findings on one ground the gravest, the longest."""
    order = list(Severity)
    covers = {ground: _Cover([]) for ground in Ground}
    kept = []
    for finding in sorted(
        found,
        key=lambda each: (
            order.index(each.severity),
            each.start - each.end,
            each.start,
        ),
    ):
        span = finding.start, finding.end
        if not covers[finding.ground].touches(span):
            covers[finding.ground].add(span)
            kept.append(finding)
    return kept


class _Cover:
    """Which characters some spans lie on."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._covered = bytearray(CHARACTERS)
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Lay a span on its characters."""
        start, end = span
        self._covered[start:end] = b"\x01" * (end - start)

    def touches(self, span: Span) -> bool:
        """Return whether a span has a character that another lies on."""
        return self._covered.find(1, *span) >= 0
