"""What people say of themselves in English, and where it stands in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.impersonal.cut import Cut
from matcher.impersonal.english_words import CARED_FOR, OF_WORK, PERSON, RELATIVES

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTER: Final = re.compile(r"[a-z]")
# What introduces a word about the one who writes, and what links it to the rest.
_BEFORE: Final = re.compile(
    r"(?<![a-z'])(?:(?:and|&|so|also|as|being|because|since|i'?m|i am|we are|we're|i|"
    r"am|is|was|my|an?|the|gender|sex|age|name|with|of|for|by|who|:|-)[ :]*)+$"
)
_AFTER: Final = re.compile(r" ?(?:,? ?(?:and|so|but|who is|who|here)(?=[ ,.]|$))?")
_BETWEEN: Final = re.compile(
    r"[ ,/&]*(?:(?:and|but|from|also|a|an|is|am|i am|i'm|with)[ ,])*[ ,]*"
)
_LONGEST_BEFORE: Final = 40
# "I am a [female] driver" is said of a driver, "I am a [woman] looking" of a woman.
_ARTICLE: Final = re.compile(
    r"((?:i(?:'?m| am| was)|we(?:'re| are)|am|as|for|with|of) )?(an?|the) "
)
_NOUN: Final = re.compile(
    r" (?!(?:look(?:ing)?|seek(?:ing)?|searching|want\w*|need\w*|who|from|with|and|in|"
    r"at|for|of|can|to|i|apply(?:ing)?|hop\w+|willing|able|ready|living|based|return\w*|"
    r"work(?:ing|s)|but|or|so|is|am|my|the|an?|by|on|not|no|have|has|having|that|trying|"
    r"new|here|currently|now|also|interested|(?:experienced|skilled) in|good at)"
    r"(?![a-z]))[a-z]"
)
# Trades with a word for either sex: one word for both, never a longer one.
_TRADES: Final = {
    "waiter": "waitress(?:es)?",
    "sales": "sales(?:wom[ae]n|m[ae]n|girls?|lady|boys?)",
    "steward": "stewardess(?:es)?",
    "host": "hostess(?:es)?",
    "actor": "actress(?:es)?",
    "sewer": "seamstress(?:es)?",
    "laundry": "laundress",
    "police": "policem[ae]n|policewom[ae]n",
    "foreman": "forewom[ae]n",
    "chairman": "chairwom[ae]n",
}
_TRADE: Final = re.compile(
    rf"(?<![a-z])(?:{'|'.join(f'({each})' for each in _TRADES.values())})(?![a-z])"
)


def find_english(plain: str) -> Iterator[Cut]:
    """Yield what goes of the English words of a folded text."""
    if not _LETTER.search(plain):
        return
    plain = plain.replace("’", "'")
    for match in _TRADE.finditer(plain):
        yield Cut(*match.span(), tuple(_TRADES)[(match.lastindex or 1) - 1])
    for match in RELATIVES.finditer(plain):
        yield _linked(plain, *match.span())
    for start, end in _persons(plain):
        yield _linked(plain, start, end)


def _persons(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where the one who writes is told of: a woman from Henan, 45, married."""
    cared_for = [match.span() for match in CARED_FOR.finditer(plain)]
    first = past = -1
    for match in PERSON.finditer(plain):
        start, end = match.span()
        if OF_WORK.search(plain, 0, start) or any(
            begin <= start < over for begin, over in cared_for
        ):
            continue
        if past < 0 or not _BETWEEN.fullmatch(plain, past, start):
            if match["weak"]:
                continue
            if past >= 0:
                yield first, past
            first = start
        past = end
    if past >= 0:
        yield first, past


def _linked(plain: str, start: int, end: int) -> Cut:
    """Return a piece with what introduces it and what links it to the rest."""
    article = _ARTICLE.match(plain, start)
    if article and _NOUN.match(plain, end):
        which = article[2]
        if which != "the":
            which = "an" if plain[end + 1] in "aeiou" else "a"
        return Cut(article.start(2), end, which)
    before = _BEFORE.search(plain, max(0, start - _LONGEST_BEFORE), start)
    first = before.start() if before else start
    earlier = plain[:first].rstrip()
    if not earlier or earlier[-1] in ",.;!?":
        after = _AFTER.match(plain, end)
        end = after.end() if after else end
    return Cut(first, end)
