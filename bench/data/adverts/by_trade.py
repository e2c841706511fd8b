"""
Searches that are graded by trade: every advert of an occupation has its grade.

``english.tsv`` has searches as people type them, ``english_titles.tsv`` titles of the
occupations of the United States as they are published; beside each stand the
occupations of ``passages.tsv`` that are 3, 2 and 1, the others are 0.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.data.adverts.make import read_passages
from matcher.evaluation.trec import Text

if TYPE_CHECKING:
    from matcher.evaluation.trec import Judgements

HERE: Final = Path(__file__).parent
SETS: Final = ("english.tsv", "english_titles.tsv")
GRADES: Final = {"three": 3.0, "two": 2.0, "one": 1.0}


def read_graded(name: str) -> tuple[list[Text], Judgements]:
    """Return the searches of a file, and the grades of all adverts for each."""
    trades = trades_of_adverts()
    queries = []
    judged = {}
    for row in _rows(name):
        queries.append(Text(row["id"], row["text"]))
        graded = {
            trade: grade
            for column, grade in GRADES.items()
            for trade in row[column].split()
        }
        judged[row["id"]] = {
            advert: graded.get(trade, 0.0) for advert, trade in trades.items()
        }
    return queries, judged


def trades_of_adverts() -> dict[str, str]:
    """Return the occupation of each advert, told by its duties in whatever order."""
    duties = [
        (passage.split("，"), row["occupation"])
        for row in read_passages()
        for passage in row["passages"].split("|")
    ]
    return {
        row["id"]: next(
            trade
            for parts, trade in duties
            if all(part in row["text"] for part in parts)
        )
        for row in _rows("adverts.tsv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
