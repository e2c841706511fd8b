"""The occupations of the classification, by code."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matcher.errors import OccupationsUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "occupations.tsv"
# 1-02-03-04: a digit, then two each; zeros end the code of a group.
_LEVEL_ENDS: Final = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Occupation:
    """
    An occupation, or a group of them.

    Parameters
    ----------
    code
        Such as ``6-05-01-03``; of a group the last parts are ``00``.
    definition, tasks
        May be empty.
    """

    code: str
    name: str
    definition: str = ""
    tasks: str = ""

    @property
    def level(self) -> int:
        """Return 1 for the eight broad groups to 4 for a single occupation."""
        parts = self.code.split("-")
        return next((at for at, part in enumerate(parts) if part == "00"), len(parts))


def is_within(code: str, group: str) -> bool:
    """
    Return whether an occupation is a group, or inside it.

    >>> is_within("6-05-01-03", "6-05-00-00"), is_within("6-05-01-03", "6-04-00-00")
    (True, False)
    """
    return code.startswith(prefix(group))


def prefix(group: str) -> str:
    """
    Return what all codes inside a group begin with.

    >>> prefix("6-05-00-00"), prefix("6-05-01-03"), prefix("6-00-00-00")
    ('6-05-', '6-05-01-03', '6-')
    """
    parts = group.split("-")
    while len(parts) > 1 and parts[-1] == "00":
        parts.pop()
    ended = "-".join(parts)
    return ended if len(ended) == _LEVEL_ENDS[-1] else f"{ended}-"


def occupation_number(code: str) -> int:
    """
    Return a code as a number of seven digits; -1 when it is empty.

    >>> occupation_number("6-05-01-03")
    6050103
    """
    return int(code.replace("-", "")) if code else -1


def occupation_code(number: int) -> str:
    """
    Return the code of a number of seven digits.

    >>> occupation_code(6050103)
    '6-05-01-03'
    """
    digits = f"{number:07d}"
    return "-".join((digits[0], digits[1:3], digits[3:5], digits[5:]))


def occupation_range(group: str) -> tuple[int, int]:
    """
    Return the numbers, first and past the last, of all occupations inside a group.

    >>> occupation_range("6-05-00-00"), occupation_range("6-05-01-03")
    ((6050000, 6060000), (6050103, 6050104))
    """
    first = occupation_number(group)
    digits = len(prefix(group).replace("-", ""))
    return first, first + 10 ** (len("6050103") - digits)


class Classification:
    """All occupations, in the order of their codes."""

    def __init__(self, occupations: list[Occupation]) -> None:
        self._by_code = {occupation.code: occupation for occupation in occupations}

    @classmethod
    def load(cls, folder: Path) -> Classification:
        """
        Read what ``matcher.occupations.build`` wrote.

        Raises
        ------
        OccupationsUnavailableError
            When it is not there, or not whole.
        """
        path = folder / FILE
        if not path.exists():
            message = f"{path} is missing: make install builds it."
            raise OccupationsUnavailableError(message)
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
                rows = list(reader)
        except UnicodeDecodeError:
            rows = []
        if not rows or None in rows[-1].values():
            message = (
                f"{path} is not whole: remove its folder and build/.assets, then make "
                "install builds it anew."
            )
            raise OccupationsUnavailableError(message)
        return cls([Occupation(**row) for row in rows])

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Occupation]:
        return iter(self._by_code.values())

    def find(self, code: str) -> Occupation | None:
        """Return the occupation of a code, None when there is none."""
        return self._by_code.get(code)
