"""
Patterns over the kinds of words.

``<only> <num>? <male|female>`` is a regular expression whose characters are words:
``<a|b>`` a word of one of the kinds, ``<^a|b>`` a word of none of them, ``{name}`` a
pattern of that name, and all else as in any regular expression. Blanks mean nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.wording.needs import Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matcher.wording.lexicon import Lexicon

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_KINDS: Final = re.compile(r"<(\^?)([a-z_|]+)>")
# Names may use names, not themselves.
_DEEPEST: Final = 8


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
    return Pattern.of(expression)


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
