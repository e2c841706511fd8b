"""The Chinese words that people say of themselves, and where they stand in a text."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from matcher.impersonal.cut import Cut
from matcher.wording.lexicon import FILE as WORDS
from matcher.wording.lexicon import PLACES, Lexicon, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILE: Final = Path(__file__).with_name("words.toml")

_BEFORE: Final = re.compile(
    r"(?:(?:我|俺|咱|本人)(?:们)?(?:唔|不)?(?:是|系|属于|为|也是|还是|就是)?(?:好|很)?|"
    r"(?<![但只可就还])是)(?:一?[个名位枚])?(?:土生土长的)?$|"
    r"(?:我|俺|咱)?(?:和|跟|与|同|带着?|陪|随)(?:我|俺)?$"
)
_AFTER: Final = re.compile(r"(?:一[枚名个位]|[的嘅](?![确士])|了(?!不起|解)|[们哋])+")
_SUFFIX: Final = re.compile(
    r"[省市县区州旗镇乡村]|自治[区州县]|地区|那边|这边|农村|乡下"
)
# Where a word ends in the first character of the next: 年轻人事专员, 年纪大了解织机.
_RUNS_ON: Final = re.compile("人[事力资工员才口勤好品缘老踏能很都比]|了解|的[确士]")
_COME: Final = re.compile(r"(?:过来|出来|来)?的(?!工作|厂|活)")
_SHE: Final = re.compile("她")
_IS: Final = re.compile(r"[是系在喺为的: ]*")
_LONGEST_PLACE: Final = 8
# Kinds that are left out, each under its condition.
_SAID: Final = (
    "person", "aged", "people", "faith", "home", "native", "trade", "i_am",
)  # fmt: skip


class _Vocabulary(NamedTuple):
    """The words, and the sets of codes that stand for the kinds of them."""

    lexicon: Lexicon
    codes: dict[str, frozenset[str]]
    places: frozenset[str]
    trades: dict[str, str]
    said: frozenset[str]


def find_chinese(plain: str) -> Iterator[Cut]:
    """Yield what goes of the Chinese words of a folded text."""
    vocabulary = _vocabulary()
    tokens = vocabulary.lexicon.tokens(plain)
    for each in _SHE.finditer(plain):
        yield Cut(*each.span(), "他")
    for at, code in enumerate(tokens.codes):
        if code not in vocabulary.said:
            continue
        start, end = tokens.starts[at], tokens.ends[at]
        if code in vocabulary.codes["trade"]:
            yield Cut(start, end, vocabulary.trades[plain[start:end]])
        elif not _is_work(tokens.codes, at, vocabulary.codes):
            first, past = _reach(plain, start, end, code)
            if first < past:
                yield Cut(*_with_manners(plain, first, past))


def _is_work(kinds: str, at: int, codes: dict[str, frozenset[str]]) -> bool:
    """Return whether a word about people is about work: 照顾老人, 彝族刺绣."""
    if kinds[at] in codes["aged"]:
        before = kinds[:at].rstrip("".join(codes["filler"]))
        return bool(before) and before[-1] in codes["serves"]
    if kinds[at] in codes["people"] or kinds[at] in codes["faith"]:
        return at + 1 < len(kinds) and kinds[at + 1] in codes["culture"]
    return False


def _reach(plain: str, start: int, end: int, code: str) -> tuple[int, int]:
    """Return what goes with a word: the places beside it; nothing where it stays."""
    codes = _vocabulary().codes
    if code in codes["i_am"]:
        places = _places_behind(plain, end)
        come = _COME.match(plain, places)
        return (start, come.end()) if places > end and come else (end, end)
    if code in codes["home"]:
        first, past = place_before(plain, start), _places_behind(plain, end)
        # 在老家种地 does not say where.
        return (end, end) if (first, past) == (start, end) else (first, past)
    if code in codes["native"]:
        first = place_before(plain, start)
        return (end, end) if first == start else (first, end)
    if plain[end - 1] == "人":
        # 武汉人 is no 汉人.
        of_place = place_before(plain, end - 1)
        if of_place < start:
            return of_place, end
    if plain.startswith("人", end) and (
        code in codes["people"] or code in codes["faith"]
    ):
        end += 1
    # 苏州女工 may say where the work is wanted.
    is_bare = plain[start] in "男女" or code in codes["aged"]
    if is_bare:
        return start, end
    first = place_before(plain, start)
    # 河北的小伙子.
    if first == start and plain[start - 1 : start] == "的":
        of_place = place_before(plain, start - 1)
        first = of_place if of_place < start - 1 else start
    return first, end


def _with_manners(plain: str, first: int, past: int) -> tuple[int, int]:
    """Return a piece with 我是一个 before and 的 behind, but not the next word."""
    before = _BEFORE.search(plain, max(0, first - 8), first)
    if _RUNS_ON.match(plain, past - 1):
        past -= 1
    after = _AFTER.match(plain, past)
    return before.start() if before else first, after.end() if after else past


def place_before(plain: str, end: int) -> int:
    """Return where the places that stand right before begin; the end where none do."""
    places = _vocabulary().places
    start = end
    while True:
        for length in range(min(_LONGEST_PLACE, start), 1, -1):
            name = plain[start - length : start]
            if name in places or (_SUFFIX.search(name[-1]) and name[:-1] in places):
                start -= length
                break
        else:
            return start


def _places_behind(plain: str, start: int) -> int:
    """Return where the places that stand behind end; the start where there are none."""
    places = _vocabulary().places
    end, said = start, _IS.match(plain, start)
    at = said.end() if said else start
    while True:
        for length in range(_LONGEST_PLACE, 1, -1):
            if plain[at : at + length] in places:
                at += length
                suffix = _SUFFIX.match(plain, at)
                end = at = suffix.end() if suffix else at
                break
        else:
            return end


@cache
def _vocabulary() -> _Vocabulary:
    own, common, places = (
        tomllib.loads(each.read_text(encoding="utf-8"))
        for each in (FILE, WORDS, PLACES)
    )
    left = frozenset(own["left"].split())
    kinds: dict[str, set[str]] = {}

    def add(words: Iterable[str], kind: str) -> None:
        for word in words:
            kinds.setdefault(word, set()).add(kind)

    for kind, listed in own["common"].items():
        for each in listed:
            # What begins with a sex has a shape: 女文员 is 文员.
            words = common["kinds"][each].split()
            add((w for w in words if w not in left and w[0] not in "男女"), kind)
    for kind, written in own["kinds"].items():
        add(written.split(), kind)
    add(own["trades"], "trade")
    lexicon = Lexicon(
        {word: frozenset(its) for word, its in kinds.items()},
        [
            Shape(frozenset({shape["kind"]}), shape["begins"], shape["pattern"])
            for shape in own["shape"]
        ],
    )
    codes = {
        kind: frozenset(lexicon.codes(kind))
        for kind in (*_SAID, "keep", "serves", "filler", "culture")
    }
    said = frozenset[str]().union(*(codes[kind] for kind in _SAID)) - codes["keep"]
    names = (
        *common["kinds"]["place"].split(),
        *places["kinds"]["place"].split(),
        *places["kinds"]["county"].split(),
        *own["places"].split(),
    )
    return _Vocabulary(lexicon, codes, frozenset(names), own["trades"], said)
