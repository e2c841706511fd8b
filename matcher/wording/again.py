"""
A second reader beside the grammar: what neither should decide alone.

A line that the grammar passes is stopped where the reader is sure, and one that the
grammar stops is only warned of where the reader is sure that it may stand.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from matcher.wording.finding import Finding
from matcher.wording.learnt import GROUNDS
from matcher.wording.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matcher.wording.learnt import LineReader
    from matcher.wording.rules import Ground, Statute

# Log-odds from which the reader alone stops a line, and below which the grammar alone
# does not, unless it would stop the very clause (性别女 in a list of demands); chosen
# on lines that neither had learnt from (docs/matching/wording.md).
STOPS: Final = 2.0
PASSES: Final = -2.75
# A line that is stopped alone must not pass, by less, with the lines beside it:
# "Pregnant? We have a feeding room."
BESIDE: Final = -1.0
# What ends a sentence, and a clause; how many letters are read, and how much at once.
_SENTENCE: Final = re.compile(r"[^。；;!！?？\n]+|\n")
# Blanks part clauses beside Chinese, and words in English.
_CLAUSE: Final = re.compile(
    r"(?:[^,，、。；;!！?？:：\s]|(?<=[0-9A-Za-z'%)])[ ](?=[0-9A-Za-z'$(]))+"
)
_COMMA: Final = re.compile(r"[,，、\s]")
SHORTEST: Final = 3
LONGEST: Final = 80
# Of a text the first so many pieces are read: each takes some milliseconds.
MOST: Final = 400


def look_again(
    text: str,
    found: Sequence[Finding],
    reader: LineReader,
    statutes: Mapping[Ground, Statute],
) -> list[Finding]:
    """
    Return the findings as both readers see them.

    Parameters
    ----------
    found
        What the grammar found in the text.
    statutes
        Law and lawful wording of what the reader finds.
    """
    spans = [
        (start, end)
        for start, end in pieces_of(text)
        if says_something(text[start:end])
    ][:MOST]
    odds = reader.log_odds([text[start:end] for start, end in spans])
    alone = dict(zip(spans, odds[:, 0].tolist(), strict=True))
    left = [
        replace(each, severity=Severity.WARN)
        if each.severity is Severity.BLOCK and _may_stand(text, each, alone, reader)
        else each
        for each in found
    ]
    for at, (start, end) in enumerate(spans):
        here = [each for each in found if each.start < end and each.end > start]
        if any(each.severity is Severity.BLOCK for each in here):
            continue
        if alone[start, end] > STOPS and _stands_out(text, spans, at, reader):
            ground = GROUNDS[int(odds[at, 1:].argmax())]
            new = _finding(text, (start, end), ground, reader, statutes)
            # What the grammar has weighed is not weighed again: 夫妻优先 is a note.
            if not any(_is_weighed(each, new) for each in here):
                left.append(new)
    return left


def _is_weighed(told: Finding, new: Finding) -> bool:
    overlaps = told.start < new.end and told.end > new.start
    return told.ground is new.ground or (told.severity is Severity.NOTE and overlaps)


def _may_stand(
    text: str,
    finding: Finding,
    alone: Mapping[tuple[int, int], float],
    reader: LineReader,
) -> bool:
    """Return whether all lines of a finding pass, and none of its clauses is sure."""
    lines = [
        span for span in alone if finding.start < span[1] and finding.end > span[0]
    ]
    if not lines or max(alone[span] for span in lines) >= PASSES:
        return False
    clauses = [
        text[start:end]
        for span in lines
        for start, end in clauses_of(text, *span)
        if finding.start < end and finding.end > start
    ]
    return not clauses or bool(reader.log_odds(clauses)[:, 0].max() <= STOPS)


def _stands_out(
    text: str, spans: Sequence[tuple[int, int]], at: int, reader: LineReader
) -> bool:
    """Return whether the line may not stand beside its neighbours either."""
    near = spans[max(at - 1, 0) : at + 2]
    if len(near) == 1:
        return True
    with_them = text[near[0][0] : near[-1][1]]
    return bool(reader.log_odds([with_them])[0, 0] > BESIDE)


def pieces_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text stand, long ones in whole clauses."""
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        while end - start > LONGEST:
            commas = [
                at.end() for at in _COMMA.finditer(text, start + 1, start + LONGEST)
            ]
            cut = commas[-1] if commas else start + LONGEST
            yield start, cut
            start = cut
        yield start, end


def says_something(piece: str) -> bool:
    """Return whether it has letters enough to be read: 🔥🔥急招 has two."""
    return sum(map(str.isalnum, piece)) >= SHORTEST


def clauses_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the clauses of a sentence stand that are long enough to be read."""
    return [
        found.span()
        for found in _CLAUSE.finditer(text, start, end)
        if says_something(found[0])
    ]


def _finding(
    text: str,
    span: tuple[int, int],
    ground: Ground,
    reader: LineReader,
    statutes: Mapping[Ground, Statute],
) -> Finding:
    """Return the finding, at the clause that says it where one does alone."""
    clauses = clauses_of(text, *span)
    start, end = span
    if len(clauses) > 1:
        odds = reader.log_odds([text[slice(*each)] for each in clauses])[:, 0]
        if odds.max() > STOPS:
            start, end = clauses[int(odds.argmax())]
    law = statutes[ground]
    phrase = text[start:end]
    start += len(phrase) - len(phrase.lstrip())
    phrase = phrase.strip()
    return Finding(
        start, start + len(phrase), phrase, ground, Severity.BLOCK, law.law, law.instead
    )
