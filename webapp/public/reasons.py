"""Why a vacancy stands in the results, in words a seeker can check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from matcher.certificates import asked_names, held_names, split_by_held
from matcher.text import fold
from webapp.labels import SHIFTS
from webapp.pages import yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import Vacancy
    from webapp.services.search import SearchResults

# One common character says nothing: 工 is in nearly every title.
SHORTEST_COMMON = 2
_WORKER = re.compile("(?:工人|人员|师傅|[工员师])$")


def reasons_of(vacancy: Vacancy, results: SearchResults) -> list[str]:
    """Return what of the search the vacancy holds; nothing when nothing was asked."""
    asked = results.conditions
    reasons = _words(vacancy, results.query.wording)
    if asked.places:
        reasons.append(_("in %(place)s", place=vacancy.place.short_name))
    least, most = vacancy.monthly_min_cents, vacancy.monthly_max_cents
    if asked.pay_floor_cents is not None and most:
        reasons.append(_("up to %(pay)s yuan a month", pay=yuan(most)))
    elif asked.pay_floor_cents is not None and least:
        reasons.append(_("%(pay)s yuan a month or more", pay=yuan(least)))
    if asked.lodging:
        reasons.append(_("Lodging"))
    if asked.board:
        reasons.append(_("Meals"))
    if asked.shift is not None and vacancy.shift is not None:
        reasons.append(str(SHIFTS[vacancy.shift]))
    if named := held_names(results.query.certificates):
        held, _missing = split_by_held(asked_names(vacancy.certificates), named)
        if held:
            reasons.append(_("asks for your %(names)s", names="、".join(held)))
    return reasons


def until_last_so_called(words: str, titles: Sequence[str]) -> int:
    """
    Return how many of the best go to the last whose title says what was asked for.

    What comes after is called otherwise, and only similar work. Where no title says a
    whole word, a part of one will do: 电子厂普工 and 普工.

    >>> until_last_so_called("挡车工", ["喷气挡车工", "加弹工", "挡车学徒", "叉车工"])
    3
    """
    asked = fold(words).strip()
    folded = [fold(title) for title in titles]
    stems = [_stem(word) for word in asked.split()]
    called_so = [any(stem in title for stem in stems) for title in folded]
    if not any(called_so):
        shortest = min(SHORTEST_COMMON, len(asked))
        called_so = [
            len(longest_common(asked, title).strip()) >= shortest for title in folded
        ]
    return max((at for at, is_so in enumerate(called_so, start=1) if is_so), default=0)


def _stem(word: str) -> str:
    """Return a word without its 工 or 员, if enough is left to tell the work by."""
    stem = _WORKER.sub("", word)
    return stem if len(stem) >= SHORTEST_COMMON else word


def _words(vacancy: Vacancy, rest: str) -> list[str]:
    """Return the longest part of the words that the vacancy has, if it is a word."""
    words = rest.strip()
    for text in (vacancy.title, vacancy.description):
        common = longest_common(words, text).strip()
        if len(common) >= SHORTEST_COMMON and not _is_an_end(common, words):
            return [_("says “%(words)s”", words=common)]
    return []


def _is_an_end(common: str, words: str) -> bool:
    """Return whether only the end of a word is common: 车工 of 挡车工 is other work."""
    return len(common) == SHORTEST_COMMON and any(
        word.endswith(common) and _stem(word) not in (word, common)
        for word in words.split()
    )


def longest_common(words: str, text: str) -> str:
    """
    Return the longest part of the words that stands in the text, the first of several.

    >>> longest_common("平车缝纫工 熟练", "招缝纫工，熟练优先")
    '缝纫工'
    """
    found = ""
    for start in range(len(words)):
        # Only what is longer is looked for, so each step finds a character or goes on.
        while (
            start + len(found) < len(words)
            and (longer := words[start : start + len(found) + 1]) in text
        ):
            found = longer
    return found
