"""
Text as people type it, brought into one form.

Two forms: ``normalise`` for what is compared, which may change the length, and ``fold``
for what is read span by span, in which every character stays where it was.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_SPACES: Final = re.compile(r"\s+")
_PAIRS: Final = {"【": "】", "[": "]", "(": ")", "（": "）", "《": "》", "<": ">"}
_BRACKETED: Final = re.compile(
    "|".join(
        f"{re.escape(left)}[^{re.escape(left + right)}]*{re.escape(right)}"
        for left, right in _PAIRS.items()
    )
)
# What adverts add to a title that says nothing about the work.
_NOISE: Final = re.compile(
    "急招|急聘|诚聘|诚招|高薪|直招|直聘|招聘|热招|大量|长期|岗位|名额有限|可预支|预支|"
    "包吃包住|包吃住|包食宿|管吃住|管吃管住|提供食宿|吃住全包|包住宿|包住|包吃|"
    "五险一金|六险一金|五险|社保|公积金|双休|单休|做六休一|月休[一二三四五六七八0-9]天|"
    "长白班|常白班|白班|夜班|两班倒|二班倒|三班倒|"
    "不加班|坐班|坐着上班|恒温车间|空调车间|无尘车间|包接送|有班车|"
    "无经验可|无需经验|不需要经验|可学徒|带薪培训|学历不限|男女不限|年龄不限|"
    "日结|周结|月结|薪资?面议|面议|补贴|福利好|工资高|年终奖|饭补|房补|"
    # Pay: a number with a unit, or one of three digits and more.
    r"(?<![A-Za-z0-9])[0-9.]+(?:[-~—至到][0-9.]+)?\s*"
    r"(?:[万千元块]|[kKwW](?![A-Za-z])|(?<=[0-9]{3}))\+?元?"
    r"(?:[/每一]?(?:个?月|天|日|小?时|年))?(?:以上|起薪?|左右)?"
)
# Alone it is what the person does, before anything else what the advert does.
_RECRUITER: Final = "招聘"
_EDGES: Final = " \t+＋·•-—_/|,，、。:：;；!！~～*#&"


class _Simplified(dict[int, str]):
    """Code point -> Simplified character, of OpenCC's dictionary; others are kept."""

    def __missing__(self, code: int) -> str:
        # Looked up and not found would take several times as long.
        self[code] = chr(code)
        return self[code]


@cache
def _simplified() -> _Simplified:
    dictionary = files("opencc") / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in dictionary.read_text("utf-8").splitlines())
    # Several readings: the first is the usual one.
    return _Simplified(
        {ord(old): new.split(" ")[0] for old, new in pairs if len(old) == 1}
    )


def simplify(text: str) -> str:
    """Return the text in Simplified characters, one for one."""
    return text.translate(_simplified())


class _Seen(dict[int, str]):
    """Code point -> the character, or nothing where nobody can see it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = "" if _is_blank(char) and not char.isspace() else char
        self[code] = kept
        return kept


_SEEN: Final = _Seen()
# Default_Ignorable_Code_Point of Unicode 15, as far as str.isprintable() has it.
_WIDTHLESS: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


def readable(text: str) -> str:
    """
    Return the text without what no reader can read, and blanks as single spaces.

    Control and private characters, lone surrogates and what has no width go; nothing
    else changes.
    """
    return _SPACES.sub(" ", seen(text)).strip()


def seen(text: str) -> str:
    """Return the text without what nobody can see; blanks and lines stay."""
    if not text.isprintable():
        text = text.translate(_SEEN)
    return _WIDTHLESS.sub("", text)


def normalise(text: str) -> str:
    """Return the text readable, in half width, composed, and Simplified."""
    return simplify(readable(unicodedata.normalize("NFKC", readable(text))))


class _Folding(dict[int, str]):
    """Code point -> folded character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = " " if _is_blank(char) else simplify(narrow(char))
        return self[code]


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """
    Return the text in half width, Simplified and lower case, as long as it was.

    What is not readable becomes a space, so a span of the result is the same span of
    the text.
    """
    return text.translate(_FOLDING)


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char)[0] == "C"


def narrow(char: str) -> str:
    """
    Return one character for one, in half width and lower case where there is one.

    The digits of all scripts become 0 to 9.
    """
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    for form in (unicodedata.normalize("NFKC", char).lower(), char.lower()):
        if len(form) == 1:
            return form
    return char


def clean_title(title: str) -> str:
    """
    Return what an advert's title says about the work.

    Pay, benefits, shouting and brackets that hold nothing else are left out. A title
    of nothing but these comes back whole: something is better than nothing.
    """
    plain = normalise(title)
    return _of_work(plain) or plain


def tells_work(title: str) -> bool:
    """Return whether a title holds a word beside pay, benefits and shouting."""
    plain = normalise(title)
    return plain == _RECRUITER or any(map(str.isalpha, _of_work(plain)))


def has_words(text: str) -> bool:
    """Return whether a text holds any letter, Han character or digit."""
    return any(map(str.isalnum, text))


def _of_work(plain: str) -> str:
    kept = _BRACKETED.sub(lambda found: f" {_without_noise(found[0][1:-1])} ", plain)
    return _SPACES.sub(" ", _without_noise(kept)).strip(_EDGES)


def _without_noise(text: str) -> str:
    return _NOISE.sub(" ", text).strip(_EDGES)
