"""What an advert may not say: where it stands, on what ground, and what to write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from matcher.text import fold
from matcher.wording.again import look_again
from matcher.wording.finding import Finding
from matcher.wording.lexicon import shipped_lexicon
from matcher.wording.reading import read
from matcher.wording.rules import Ground, Rule, RuleBook, Severity, shipped_rules

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

    from matcher.wording.learnt import LineReader
    from matcher.wording.lexicon import Lexicon
    from matcher.wording.needs import Pattern, Shelf
    from matcher.wording.reading import Reading

# An advert is not longer; what follows is not read.
CHARACTERS: Final = 20_000

# What ends a sentence, and how far from a finding is near it.
_ENDS: Final = "。;!\n"
_NEAR: Final = 40

Span = tuple[int, int]


def check(
    text: str, book: RuleBook | None = None, reader: LineReader | None = None
) -> tuple[Finding, ...]:
    """
    Return what is found, in order of appearance; nothing makes this fail.

    Of overlapping findings on one ground the gravest is told, of equally grave ones the
    longest.

    Parameters
    ----------
    reader
        What reads each sentence beside the grammar, if anything does.
    """
    head = text[:CHARACTERS]
    if not head:
        return ()
    book = book or shipped_rules()
    found = _by_grammar(head, book)
    if reader is not None:
        found = look_again(head, found, reader, book.statutes)
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


def _by_grammar(text: str, book: RuleBook) -> list[Finding]:
    manuscript = _Manuscript.of(text, shipped_lexicon())
    found = [
        Finding(
            *span,
            text[slice(*span)],
            rule.ground,
            rule.severity,
            rule.law,
            rule.instead,
        )
        for rule, spans in manuscript.matches(book)
        for span in spans
    ]
    if not found:
        return []
    lines = _Lines(text)
    return _gravest([_excepted(finding, lines, book) for finding in found])


@dataclass(frozen=True, slots=True)
class _Layer:
    """A text in the characters that patterns are over, and where these stand in it."""

    chars: str
    present: frozenset[str]
    place: Callable[[int, int], Span]

    @classmethod
    def of(cls, chars: str, place: Callable[[int, int], Span]) -> _Layer:
        """Note which characters there are."""
        return cls(chars, frozenset(chars), place)

    def on_shelf(self, shelf: Shelf[int]) -> Iterator[tuple[int, Span]]:
        """Yield the rules whose patterns match, and where in the text."""
        for number, span in shelf.spans(self.chars, self.present):
            yield number, self.place(*span)

    def matches(self, patterns: Iterable[Pattern]) -> Iterator[Span]:
        """Yield where patterns match, as places in the text."""
        for pattern in patterns:
            for span in pattern.spans(self.chars, self.present):
                yield self.place(*span)


@dataclass(frozen=True, slots=True)
class _Manuscript:
    """
    A text in all its layers.

    Parameters
    ----------
    words
        The kinds of its words: of the text without and, where there are any, with what
        parts them.
    closed, folded
        Its characters without what parts them, and with the blanks of English.
    """

    words: tuple[_Layer, ...]
    closed: _Layer
    folded: _Layer

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> _Manuscript:
        """Read a text."""
        reading = read(text)
        closed, parted = reading.without_gaps(), reading.with_gaps()
        readings = [closed, parted] if parted.plain else [closed]
        return cls(
            tuple(_words(each, lexicon) for each in readings),
            _Layer.of(closed.plain, closed.span),
            _Layer.of(fold(text), lambda start, end: (start, end)),
        )

    def matches(self, book: RuleBook) -> Iterator[tuple[Rule, list[Span]]]:
        """Yield the rules, in their order, that find something, and where."""
        found: dict[int, set[Span]] = {}
        for layer, shelf in (
            *((each, book.patterns) for each in self.words),
            (self.closed, book.texts),
            (self.folded, book.english),
        ):
            for number, span in layer.on_shelf(shelf):
                found.setdefault(number, set()).add(span)
        told = _Cover(self._told(book)) if found else _Cover([])
        for number in sorted(found):
            rule = book.rules[number]
            left = [
                span
                for span in found[number]
                if not self._is_quiet(rule, span)
                and not (rule.severity is Severity.BLOCK and told.touches(span))
            ]
            if left:
                harmless = _Cover(self._harmless(rule))
                yield rule, [span for span in left if not harmless.touches(span)]

    def _told(self, book: RuleBook) -> Iterator[Span]:
        yield from self.closed.matches(book.told)
        yield from self.folded.matches(book.told_english)

    def _is_quiet(self, rule: Rule, span: Span) -> bool:
        """Return whether something near it in its sentence makes it harmless."""
        if not rule.quiet:
            return False
        text, (start, end) = self.folded.chars, span
        first, last = max(start - _NEAR, 0), min(end + _NEAR, len(text))
        for mark in _ENDS:
            first = max(first, text.rfind(mark, first, start) + 1)
            ended = text.find(mark, end, last)
            last = last if ended < 0 else ended
        return any(each.expression.search(text, first, last) for each in rule.quiet)

    def _harmless(self, rule: Rule) -> Iterator[Span]:
        for each in self.words:
            yield from each.matches(rule.unless)
        yield from self.closed.matches(rule.unless_texts)
        yield from self.folded.matches(rule.unless_english)


def _words(reading: Reading, lexicon: Lexicon) -> _Layer:
    tokens = lexicon.tokens(reading.plain)

    def place(first: int, last: int) -> Span:
        return reading.span(*tokens.span(first, last))

    return _Layer.of(tokens.codes, place)


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
