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
# A class, or what opens and closes a group; `?` and `{0,` make it optional.
_PART: Final = re.compile(r"\[(?P<negated>\^?)(?P<codes>[^\]]*)\]|(?P<bracket>[()])")
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
    return Pattern(re.compile(expression), tuple(_needs(expression)))


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


def _needs(expression: str) -> Iterator[frozenset[str]]:
    """Yield the classes outside all groups that are not optional."""
    if _has_choice(expression):
        return
    depth = 0
    for part in _PART.finditer(expression):
        if part["bracket"]:
            depth += 1 if part["bracket"] == "(" else -1
        elif not (depth or part["negated"] or _OPTIONAL.match(expression, part.end())):
            yield frozenset(part["codes"])


def _has_choice(expression: str) -> bool:
    """Return whether there is a choice outside all groups."""
    depth = 0
    for char in expression:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            return True
    return False
