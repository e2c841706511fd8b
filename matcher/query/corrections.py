"""
What was written by its sound, as it was meant: 盛择 包注, shengze baozhu, wj bcz.

Places at home, the words of conditions, and trades are put right where nothing else is
likely to be meant; all else stays as it is. ``vocabulary.toml`` has the words.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.places.place import Level
from matcher.query.misspelt import find_misspelt
from matcher.query.names import sounding_names
from matcher.query.numerals import find_numerals
from matcher.query.sounds import is_pinyin, slurred_letters, sounds_of, usual_sound
from matcher.query.spelling import Correction, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matcher.places.place import Mention
    from matcher.query.names import FindsPlaces, SoundingNames

_FILE: Final = Path(__file__).with_name("vocabulary.toml")
_LATIN: Final = re.compile(r"[a-z]+(?:'[a-z]+)*")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_LONGEST_TOWN: Final = 4
_PAIR: Final = 2
_NOWHERE: Final = -9
_INITIALS: Final = re.compile(r"[b-df-hj-np-tw-z]{2,4}")
# Of several syllables written apart, so many are put together.
_MOST_TOKENS: Final = 6
# Shorter pinyin begins too many other words.
_SHORTEST_PREFIX: Final = 5
# What follows a word of pinyin and belongs to it.
_ENDINGS: Final = {
    "chang": "厂",
    "gong": "工",
    "zhen": "镇",
    "qu": "区",
    "xian": "县",
    "shi": "市",
    "ren": "人",
    "de": "的",
}
# 月嫂 certificate
_PAPERS: Final = frozenset({"certificate", "cert", "licence", "license"})
# What stands behind a place and belongs to its name.
_LEVELS: Final = {
    "town": "镇",
    "district": "区",
    "county": "县",
    "city": "市",
    "province": "省",
    "jin": "近",
}
_ORIGIN_TOKENS: Final = frozenset({"from", "laojia", "jia"})
_ORIGIN_BEFORE: Final = re.compile(
    "(?:老家(?:在|是)?|家(?:在|是)|来自|从|我是|户口在?)$"
)
_ORIGIN_AFTER: Final = re.compile(
    "(?:县|市)?(?:人(?![事力资员工才])|老乡|来的|过来|的(?:$|[ ,，。]))"
)
# Characters that hold sentences together are rarely wrong.
_GRAMMAR: Final = frozenset(
    "和的了在有是不也要想能会可一个人我你他她这那就都还没来去到"
)
_BEFORE_WORDS: Final = frozenset(
    "的了在有是不也要想能会可做找干当上开烧搞弄包管供住吃没招学去来个份车"
)
_AFTER_WORDS: Final = frozenset(
    "的了在有是不也要想能会可工员厂师证班倒以和吃住包管招我"
)
_PLACE_BEFORE: Final = re.compile(r"(?:^|[\W_]|[在去到来离近找从者和跟])$")
_PLACE_AFTER: Final = re.compile(
    r"$|[\W_]|[镇区的人找招或和跟]|街道|附近|周边|那边|这边|上班|工作|打工|干活|本地|一带|古镇|"
    r"方圆|[\d一二两三四五六七八九十几]+多?(?:公里|里|千米|km|米)|不远|近(?=$|[\W_]|[点一的些])"
)
_CERTIFICATE: Final = re.compile(
    r"(?:(?<=叉车)|(?<=焊工)|(?<=电工)|(?<=健康)|(?<=会计)|(?<=教师)|(?<=登高)|"
    r"(?<=资格)"
    r"|(?<=操作)|(?<=上岗)|(?<=[有持]))[正政](?![规式常确在方面反宗协府策治])"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    Words, and what they are written as by mistake.

    Parameters
    ----------
    sounding
        By their sound, with the characters that people get wrong.
    words
        All of them, and those that are no mistakes though they sound alike.
    mistakes, shorthand
        What is written otherwise than it is known here, and as what: in Han characters
        words of dialects and mistakes that are no matter of sound alone, in letters
        what is short for English words.
    letters, initials
        By pinyin, and by the initials that people write.
    """

    sounding: dict[tuple[str, ...], list[tuple[str, frozenset[int]]]]
    words: re.Pattern[str]
    mistakes: tuple[tuple[re.Pattern[str], str], ...]
    shorthand: tuple[tuple[re.Pattern[str], str], ...]
    letters: dict[str, str]
    initials: dict[str, str]


@cache
def trades() -> re.Pattern[str]:
    """Return what matches a trade."""
    return _any_of(tomllib.loads(_FILE.read_text("utf-8"))["trades"])


def correct(folded: str, gazetteer: FindsPlaces, home: str | None) -> Spelling:
    """
    Return a text as it was meant.

    Parameters
    ----------
    folded
        As ``matcher.text.fold`` gives it.
    gazetteer, home
        As in ``understand``; the names around the home district are known by sound.
    """
    names = sounding_names(gazetteer, home)
    words = _vocabulary()
    latin = Spelling.of(folded, _latin(folded, names, words))
    known = bytearray(len(latin.plain))
    for match in words.words.finditer(latin.plain):
        known[match.start() : match.end()] = b"\x01" * len(match[0])
    for mention in gazetteer.find_mentions(latin.plain, home):
        if home and _is_small_and_far(mention, home):
            continue
        known[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    found = [
        *_places(latin.plain, known, names),
        *_words(latin.plain, known, words),
    ]
    meant = Spelling.of(latin.plain, found)
    return Spelling(
        meant.plain,
        tuple(latin.span(*place) for place in meant.places),
    )


def _is_small_and_far(mention: Mention, home: str) -> bool:
    """Return whether a name, alone, means townships elsewhere: 桃园镇 for 桃源镇."""
    found = mention.resolution
    meanings = (found.place,) if found.place else found.candidates
    return mention.end - mention.start <= _LONGEST_TOWN and all(
        place.level is Level.TOWNSHIP and place.code[:4] != home[:4]
        for place in meanings
    )


def _latin(
    folded: str, names: SoundingNames, words: Vocabulary
) -> Iterator[Correction]:
    tokens = list(_LATIN.finditer(folded))
    if not tokens:
        return
    yield from _initials(folded, tokens, names, words)
    yield from find_numerals(folded)
    yield from find_misspelt(folded)
    replaced, name = _NOWHERE, ""
    at = 0
    while at < len(tokens):
        joined = _joined(folded, tokens, at)
        for count in range(len(joined), 0, -1):
            start, end = tokens[at].start(), tokens[at + count - 1].end()
            letters = joined[count - 1]
            meant = words.letters.get(letters) or names.letters.get(letters)
            county = None if meant else names.counties.get(letters)
            if county and (
                _comes_from(tokens, at, count)
                # henan gushi, but not shengze zhao huo.
                or (replaced == start - 1 and name in names.around[county])
            ):
                meant = county
            if meant is None and count == 1:
                meant = names.slurred_letters.get(slurred_letters(letters))
            if meant is None and replaced == start - 1:
                meant = _ENDINGS.get(letters)
                if letters in _LEVELS and name in names.places:
                    start, meant = replaced, _LEVELS[letters]
                elif letters in _PAPERS and trades().fullmatch(name):
                    start, meant = replaced, "证"
            if meant:
                yield Correction(start, end, meant)
                replaced, name = end, meant
                break
        else:
            count = 1
            yield from _beginning(tokens[at], names, words)
        at += count


def _joined(folded: str, tokens: Sequence[re.Match[str]], at: int) -> list[str]:
    """Return one token, two put together, three …, as far as blanks part them."""
    joined = [tokens[at][0].replace("'", "")]
    for before, after in pairwise(tokens[at : at + _MOST_TOKENS]):
        if folded[before.end() : after.start()] != " ":
            break
        joined.append(joined[-1] + after[0].replace("'", ""))
    return joined


def _comes_from(tokens: Sequence[re.Match[str]], at: int, count: int) -> bool:
    """Return whether the words around say that somebody comes from there."""
    before = tokens[at - 1][0] if at else ""
    after = tokens[at + count][0] if at + count < len(tokens) else ""
    return before in _ORIGIN_TOKENS or after in ("ren", "laoxiang")


def _beginning(
    token: re.Match[str], names: SoundingNames, words: Vocabulary
) -> Iterator[Correction]:
    """Yield the word that a longer token begins with, and what else is in it."""
    letters, start = token[0], token.start()
    for cut in range(len(letters) - 1, _SHORTEST_PREFIX - 1, -1):
        meant = names.letters.get(letters[:cut]) or words.letters.get(letters[:cut])
        rest = letters[cut:]
        if not meant or not is_pinyin(rest):
            continue
        yield Correction(start, start + cut, meant)
        more = _ENDINGS.get(rest) or words.letters.get(rest)
        if more:
            yield Correction(start + cut, token.end(), more)
        return


def _initials(
    folded: str,
    tokens: Sequence[re.Match[str]],
    names: SoundingNames,
    words: Vocabulary,
) -> Iterator[Correction]:
    """Yield what initials stand for, where all that is written in letters is such."""
    written = [token for token in tokens if token[0] not in ("k", "w")]
    if not all(_INITIALS.fullmatch(token[0]) for token in written):
        return
    known = [token for token in written if token[0] in words.initials]
    for token in written:
        meant = words.initials.get(token[0])
        if token.start() == 0 and known:
            place = names.initials.get(token[0])
            # One that says two things says neither.
            meant = None if place and meant else place or meant
        is_clear = len(written) > 1 or len(token[0]) > 2 or any(map(_is_han, folded))
        if meant and is_clear:
            yield Correction(*token.span(), meant)


def _places(plain: str, known: bytearray, names: SoundingNames) -> Iterator[Correction]:
    for size in (2, 3):
        for start in range(len(plain) - size + 1):
            end = start + size
            word = plain[start:end]
            if any(known[start:end]) or not _is_han(word):
                continue
            before, after = plain[:start], plain[end:]
            if (
                _PLACE_BEFORE.search(before[-1:])
                and _PLACE_AFTER.match(after)
                and (name := names.sounding_at_home(word))
            ):
                yield Correction(start, end, name)
            if _ORIGIN_BEFORE.search(before) or (
                _ORIGIN_AFTER.match(after) and _PLACE_BEFORE.search(before or " ")
            ):
                name = names.sounding_far(word)
                if name:
                    yield Correction(start, end, name)


def _words(plain: str, known: bytearray, words: Vocabulary) -> Iterator[Correction]:
    for match in _CERTIFICATE.finditer(plain):
        yield Correction(*match.span(), "证")
    for kind, of_kind in ((words.shorthand, _LATIN), (words.mistakes, _HAN)):
        for wrong, right in kind if of_kind.search(plain) else ():
            for match in wrong.finditer(plain):
                yield Correction(*match.span(), match.expand(right))
    for size in (3, _PAIR):
        for start in range(len(plain) - size + 1):
            end = start + size
            word = plain[start:end]
            # 电子长: that 电子 is right does not make the whole right.
            if all(known[start:end]) or not _is_han(word):
                continue
            if size == _PAIR and any(known[start:end]):
                continue
            meant = _meant(word, words)
            if meant and _stands_free(plain, known, start, end):
                yield Correction(start, end, meant)


def _meant(word: str, words: Vocabulary) -> str | None:
    """Return the word that one wrong character sounds like; None when none does."""
    # A pair is too short for rare readings.
    sounds = (usual_sound(word),) if len(word) == _PAIR else sounds_of(word)
    for sound in sounds:
        for meant, changing in words.sounding.get(sound, ()):
            apart = [at for at, char in enumerate(meant) if word[at] != char]
            if len(apart) != 1 or word[apart[0]] in _GRAMMAR:
                continue
            if apart[0] in changing:
                return meant
    return None


def _stands_free(plain: str, known: bytearray, start: int, end: int) -> bool:
    """Return whether a piece looks like a word: nothing else begins or ends in it."""
    before, after = plain[:start][-1:], plain[end : end + 1]
    return (
        not _is_han(before) or known[start - 1] == 1 or before in _BEFORE_WORDS
    ) and (not _is_han(after) or known[end] == 1 or after in _AFTER_WORDS)


def _is_han(word: str) -> bool:
    return bool(word) and all("\u4e00" <= char <= "\u9fff" for char in word)


@cache
def _vocabulary() -> Vocabulary:
    table = tomllib.loads(_FILE.read_text("utf-8"))
    sounding: dict[tuple[str, ...], list[tuple[str, frozenset[int]]]] = defaultdict(
        list
    )
    everywhere = {word: range(len(word)) for word in table["trades"]}
    for word, changing in (table["conditions"] | everywhere).items():
        for sound in sounds_of(word):
            sounding[sound].append((word, frozenset(changing)))
    right = [*table["conditions"], *table["trades"], *table["no_mistakes"]]
    letters: dict[str, str] = {}
    pairs = [
        first + second
        for pair in table["pinyin_pairs"]
        for first, second in itertools.product(pair["first"], pair["second"])
    ]
    for word in (*table["pinyin"], *pairs, *table["conditions"], *table["trades"]):
        for sound in sounds_of(word):
            letters.setdefault("".join(sound), word)
    return Vocabulary(
        dict(sounding),
        _any_of(right),
        _patterns(table["dialects"] | table["mistakes"]),
        _patterns(table["shorthand"]),
        letters,
        table["initials"],
    )


def _patterns(table: dict[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(wrong), right) for wrong, right in table.items())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))
    )
