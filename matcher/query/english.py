"""
Work that is named in English, as adverts call it: sewing machine operator is 缝纫工.

Adverts are in Chinese, so no word of them is found by an English one, and of the
encoders the static one knows few. ``english.tsv`` has the names, by hand:
of trades, of what other names are put together of (hotel, machine, helper), and the
words that name nothing (looking for a job).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.query.misspelt import without_one
from matcher.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FILE: Final = Path(__file__).with_name("english.tsv")
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
# A hyphen parts words as a blank does; what else stands between them parts names.
_TOKEN: Final = re.compile(r"[a-z0-9+#]+|[^\sa-z0-9'’-]")
_POSSESSIVE: Final = re.compile(r"['’]s?(?![a-z])")
# What is longer is no name; the rest of it stays as it is.
READ_CHARACTERS: Final = 300
# Names of any work, which say nothing beside that of a trade.
_ANY: Final = frozenset({"操作工", "工"})
_OF_TRADES: Final = ("工", "员", "师", "司机")
# Shorter words are too near to each other for one wrong letter.
_SHORTEST_MISSPELT: Final = 6


@dataclass(frozen=True, slots=True)
class _Names:
    """
    What is known.

    Parameters
    ----------
    chinese
        By the words of an English name, each in the singular; empty: names nothing.
    longest
        Words of the longest name.
    misspelt
        For each word with a letter left out the words that it may be; words as they
        are too.
    """

    chinese: dict[tuple[str, ...], str]
    longest: int
    misspelt: dict[str, frozenset[str]]


def with_chinese(text: str) -> str:
    """
    Return what somebody looks for, names of work in Chinese before it.

    What was typed stays, without what says nothing of the work: it tells which of the
    things that one name means is meant; of a text that says nothing else nothing is
    left. One in which no name is known, or that has Han characters already, comes back
    as it is: in Chinese, letters are no English (SMT, web前端).

    >>> with_chinese("looking for a job as sewing-machine operator")
    '缝纫工 平车工 sewing machine operator'
    >>> with_chinese("hotel cleaners / acountant"), with_chinese("C++")
    ('客房服务员 会计 hotel cleaners acountant', 'C++')
    >>> with_chinese("I am looking for any job")
    ''
    """
    head, more = text[:READ_CHARACTERS], text[READ_CHARACTERS:]
    if not head or _HAN.search(head):
        return text
    folded = _POSSESSIVE.sub(lambda found: " " * len(found[0]), fold(head))
    tokens = list(_TOKEN.finditer(folded))
    known = _names()
    words = [_word(token[0], known) for token in tokens]
    names = list(dict.fromkeys(filter(None, _chinese(words, known))))
    empty = [known.chinese.get((word,)) == "" for word in words]
    typed = [
        head[token.start() : token.end()]
        for token, is_empty in zip(tokens, empty, strict=True)
        if not is_empty and any(map(str.isalnum, token[0]))
    ]
    if not names:
        return more if any(empty) and not typed else text
    if any(name not in _ANY and name.endswith(_OF_TRADES) for name in names):
        names = [name for name in names if name not in _ANY]
    return " ".join((*names, *typed)) + more


def _chinese(words: Sequence[str], names: _Names) -> Iterator[str]:
    """Yield the Chinese of names, of the longest that begins at each place."""
    at = 0
    while at < len(words):
        for count in range(min(names.longest, len(words) - at), 0, -1):
            meant = names.chinese.get(tuple(words[at : at + count]))
            if meant is not None:
                yield meant
                break
        else:
            count = 1
        at += count


def _word(token: str, names: _Names) -> str:
    """Return a token as names have it: in the singular, spelt right."""
    word = _singular(token)
    if len(word) < _SHORTEST_MISSPELT:
        return word
    meant = names.misspelt.get(word, frozenset())
    if word not in meant:
        meant = meant.union(
            *(names.misspelt.get(each, ()) for each in without_one(word))
        )
    return word if word in meant or len(meant) != 1 else next(iter(meant))


def _singular(word: str) -> str:
    """
    Return a noun without the ending of the plural, as far as its letters tell it.

    >>> [_singular(each) for each in ("welders", "factories", "glass", "bus", "boxes")]
    ['welder', 'factory', 'glass', 'bus', 'box']
    """
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word.removesuffix("s")


@cache
def _names() -> _Names:
    chinese: dict[tuple[str, ...], str] = {}
    for line in _FILE.read_text("utf-8").splitlines()[1:]:
        meant, named = line.split("\t")
        for name in named.split("; "):
            chinese[tuple(map(_singular, name.split()))] = meant
    misspelt: dict[str, set[str]] = {}
    for word in {word for words in chinese for word in words}:
        if len(word) >= _SHORTEST_MISSPELT - 1:
            for written in (word, *without_one(word)):
                misspelt.setdefault(written, set()).add(word)
    return _Names(
        chinese,
        max(map(len, chinese)),
        {written: frozenset(words) for written, words in misspelt.items()},
    )
