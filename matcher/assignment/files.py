"""
Files of an assignment, tab-separated: who may be placed where, and how many are sought.

Pairs are a seeker, a vacancy and the chance of a placement, 0 to 1, a line, and where a
stable assignment is wanted how much the seeker wants the vacancy and the vacancy the
seeker, any numbers, else the chance; posts a vacancy, how many it seeks, and whose it
is if that is known. A first line that begins with ``seeker`` or ``vacancy`` is a
header.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.assignment.problem import Candidates
from matcher.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

MARK = "\ufeff"
# More are sought by nobody.
MOST_POSTS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """
    Candidates, and what their rows are called in the files.

    Parameters
    ----------
    wants, liking
        Of each pair how much the seeker wants the vacancy, and the vacancy the seeker.
    """

    candidates: Candidates
    wants: NDArray[np.float64]
    liking: NDArray[np.float64]
    seekers: tuple[str, ...]
    vacancies: tuple[str, ...]
    employers: tuple[str, ...]


def read_problem(pairs: Path, posts: Path, *, wishes: bool = False) -> Posed:
    """
    Return what two files pose; seekers in the order in which they come up.

    Parameters
    ----------
    wishes
        Whether the fourth and fifth column are read; both are the chance otherwise.

    Raises
    ------
    FileFormatError
        When a line is none of its file; the message names file and line.
    """
    headcounts, employers = _posts(posts)
    rows = {name: row for row, name in enumerate(headcounts)}
    found: dict[str, dict[int, tuple[float, float, float]]] = {}
    for number, fields in _lines(pairs, "seeker"):
        where = f"{pairs}, line {number}"
        if len(fields) < 3:
            msg = f"{where}: expected a seeker, a vacancy and a chance, with tabs."
            raise FileFormatError(msg)
        seeker, vacancy, told = fields[:3]
        if vacancy not in rows:
            msg = f"{where}: the vacancy {vacancy!r} does not stand in {posts}."
            raise FileFormatError(msg)
        chance = _number(told)
        if chance is None or not 0 <= chance <= 1:
            msg = f"{where}: expected a chance from 0 to 1, got {told!r}."
            raise FileFormatError(msg)
        own = found.setdefault(seeker, {})
        if rows[vacancy] in own:
            msg = f"{where}: {seeker!r} and {vacancy!r} stand twice."
            raise FileFormatError(msg)
        wants, liking = (
            _wish(fields[at] if wishes and len(fields) > at else "", chance, where)
            for at in (3, 4)
        )
        own[rows[vacancy]] = (chance, wants, liking)
    values = [each for own in found.values() for each in own.values()]
    chances, all_wants, all_liking = np.array(values, np.float64).reshape(-1, 3).T
    counts = [len(own) for own in found.values()]
    return Posed(
        Candidates(
            np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
            np.array([at for own in found.values() for at in own], dtype=np.int64),
            np.ascontiguousarray(chances),
            np.array(list(headcounts.values()), dtype=np.int64),
        ),
        np.ascontiguousarray(all_wants),
        np.ascontiguousarray(all_liking),
        tuple(found),
        tuple(headcounts),
        employers,
    )


def _posts(path: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    headcounts: dict[str, int] = {}
    employers = []
    for number, fields in _lines(path, "vacancy"):
        where = f"{path}, line {number}"
        if len(fields) < 2:
            msg = f"{where}: expected a vacancy, a tab and how many it seeks."
            raise FileFormatError(msg)
        if fields[0] in headcounts:
            raise FileFormatError(f"{where}: {fields[0]!r} stands twice.")
        sought = _number(fields[1])
        if sought is None or sought != int(sought) or not 0 <= sought <= MOST_POSTS:
            msg = f"{where}: expected how many are sought, got {fields[1]!r}."
            raise FileFormatError(msg)
        headcounts[fields[0]] = int(sought)
        employers.append(fields[2] if len(fields) > 2 and fields[2] else fields[0])
    return headcounts, tuple(employers)


def _wish(told: str, chance: float, where: str) -> float:
    """Return a wish, the chance where none is told."""
    wish = _number(told) if told else chance
    if wish is None:
        msg = f"{where}: expected a number that tells how much is wanted, got {told!r}."
        raise FileFormatError(msg)
    return wish


def _lines(path: Path, header: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8").removeprefix(MARK)
    except UnicodeDecodeError as error:
        msg = f"{path} is not UTF-8: save it as UTF-8 and try again."
        raise FileFormatError(msg) from error
    for number, line in enumerate(text.split("\n"), start=1):
        fields = [field.strip() for field in line.split("\t")]
        if not any(fields) or (number == 1 and fields[0].lower() == header):
            continue
        if not fields[0]:
            raise FileFormatError(f"{path}, line {number}: the first column is empty.")
        yield number, fields


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
