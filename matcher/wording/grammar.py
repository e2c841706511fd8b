"""
Patterns over the kinds of words.

``<only> <num>? <male|female>`` is a regular expression whose characters are words:
``<a|b>`` a word of one of the kinds, ``<^a|b>`` a word of none of them, ``{name}`` a
pattern of that name, and all else as in any regular expression. Blanks mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matcher.wording.lexicon import Lexicon

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_KINDS: Final = re.compile(r"<(\^?)([a-z_|]+)>")
# A class, a bracket, or a choice; `?` and `{0,` make optional what they follow.
_PART: Final = re.compile(
    r"\[(?P<negated>\^?)(?P<codes>[^\]]*)\]|(?P<opens>\((?:\?(?:[:=!]|<[=!]))?)|(?P<mark>[)|])"
)
_OPTIONAL: Final = re.compile(r"[?*]|\{0")
# Names may use names, not themselves.
_DEEPEST: Final = 8

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    A compiled pattern.

    Parameters
    ----------
    expression
        The regular expression over the codes of words.
    needs
        It matches nothing in a text that has no word of one of these sets of codes.
    """

    expression: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    def spans(self, codes: str, present: frozenset[str]) -> Iterator[Span]:
        """Yield where it matches codes, of which `present` are the different ones."""
        if not any(present.isdisjoint(each) for each in self.needs):
            for match in self.expression.finditer(codes):
                if match.end() > match.start():
                    yield match.span()


def compile_pattern(
    written: str, lexicon: Lexicon, names: Mapping[str, str]
) -> Pattern:
    """
    Return the pattern over the codes of words.

    Raises
    ------
    ValueError
        When a kind or a name is unknown.
    re.error
        When the rest is no regular expression.
    """
    known = lexicon.kinds()

    def classed(found: re.Match[str]) -> str:
        codes = []
        for kind in found[2].split("|"):
            if kind not in known:
                msg = f"No words of the kind {kind} ({written})."
                raise ValueError(msg)
            codes.append(lexicon.codes(kind))
        return f"[{found[1]}{''.join(codes)}]"

    expression = _KINDS.sub(classed, _named(written, names)).replace(" ", "")
    return Pattern(re.compile(expression), _needs(expression))


def _named(written: str, names: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        if not _NAME.search(written):
            return written
        try:
            written = _NAME.sub(lambda found: names[found[1]], written)
        except KeyError as error:
            msg = f"No pattern of the name {error.args[0]} ({written})."
            raise ValueError(msg) from error
    msg = f"Names within names within names ({written})."
    raise ValueError(msg)


def _needs(expression: str) -> tuple[frozenset[str], ...]:
    """Return sets of codes of each of which there must be one for a match."""
    return _branches(expression, 0)[0]


def _branches(expression: str, at: int) -> tuple[tuple[frozenset[str], ...], int]:
    """Return what a group that begins here needs, and where it has ended."""
    branches: list[list[frozenset[str]]] = [[]]
    while (part := _PART.search(expression, at)) is not None:
        at = part.end()
        if part["mark"] == ")":
            break
        if part["mark"] == "|":
            branches.append([])
            continue
        if part["opens"]:
            needs, at = _branches(expression, at)
            if part["opens"] not in ("(", "(?:"):
                continue
        elif part["negated"]:
            continue
        else:
            needs = (frozenset(part["codes"]),)
        if not _OPTIONAL.match(expression, at):
            branches[-1] += needs
    if len(branches) == 1:
        return tuple(branches[0]), at
    # One of the branches: one word of what any of them needs.
    if all(branches):
        return (frozenset().union(*(min(each, key=len) for each in branches)),), at
    return (), at
