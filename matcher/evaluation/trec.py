"""
Files of the evaluation: texts, runs and judgements.

Texts are tab-separated, an id and a text a line; a first line whose id is called
``id``, ``query_id``, ``doc_id`` and the like is a header. Runs are TREC's six columns
(query, ``Q0``, document, rank, score, name), judgements its four (query, ``0``,
document, grade) or the three that matter, with blanks or tabs between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matcher.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HEADERS: Final = frozenset(
    {"id", "query_id", "doc_id", "qid", "docid", "q_id", "d_id", "query", "document"}
)
MARK: Final = "\ufeff"
RUN_COLUMNS: Final = 6

Run = dict[str, list[tuple[str, float]]]
Judgements = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Text:
    """A query or a document."""

    id: str
    text: str


def read_texts(path: Path) -> list[Text]:
    """
    Return the texts in order.

    Raises
    ------
    FileFormatError
        When a line has no text or an id stands twice; the message names the line.
    """
    texts: dict[str, Text] = {}
    for number, line in _lines(path):
        fields = line.split("\t")
        if number == 1 and fields[0].lower() in HEADERS:
            continue
        if len(fields) < 2:
            message = f"{path}, line {number}: expected an id, a tab and a text."
            raise FileFormatError(message)
        if fields[0] in texts:
            message = f"{path}, line {number}: the id {fields[0]!r} stands twice."
            raise FileFormatError(message)
        texts[fields[0]] = Text(fields[0], fields[1])
    return list(texts.values())


def write_run(path: Path, run: Run, name: str) -> None:
    """Write a run; documents of a query in the order given."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for query, found in run.items():
            for rank, (document, score) in enumerate(found, start=1):
                file.write(f"{query} Q0 {document} {rank} {score:.6f} {name}\n")


def read_run(path: Path) -> Run:
    """
    Return the documents of each query, highest score first; ties as they stand.

    Raises
    ------
    FileFormatError
        When a line is not one of a run, or a document stands twice in a query.
    """
    run: Run = {}
    seen: set[tuple[str, str]] = set()
    for number, line in _lines(path):
        fields = line.split()
        if len(fields) != RUN_COLUMNS:
            message = (
                f"{path}, line {number}: expected query, Q0, document, rank, score "
                f"and name, got {len(fields)} fields."
            )
            raise FileFormatError(message)
        query, document = fields[0], fields[2]
        if (query, document) in seen:
            message = f"{path}, line {number}: {document!r} stands twice for {query!r}."
            raise FileFormatError(message)
        seen.add((query, document))
        score = _number(fields[4], f"{path}, line {number}: score")
        run.setdefault(query, []).append((document, score))
    for found in run.values():
        found.sort(key=lambda pair: -pair[1])
    return run


def read_judgements(path: Path) -> Judgements:
    """
    Return the grades of each query's documents.

    Raises
    ------
    FileFormatError
        When a line is not one of judgements.
    """
    judgements: Judgements = {}
    for number, line in _lines(path):
        fields = line.split()
        if number == 1 and fields[0].lower() in HEADERS:
            continue
        if len(fields) not in (3, 4):
            message = (
                f"{path}, line {number}: expected query, 0, document and grade, "
                f"got {len(fields)} fields."
            )
            raise FileFormatError(message)
        grade = _number(fields[-1], f"{path}, line {number}: grade")
        judgements.setdefault(fields[0], {})[fields[-2]] = grade
    return judgements


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8: save it as UTF-8 and try again."
        raise FileFormatError(message) from error
    yield from _numbered(text.removeprefix(MARK).split("\n"))


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        kept = line.rstrip("\r")
        if kept.strip():
            yield number, kept


def _number(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise FileFormatError(f"{what} {text!r} is not a number.") from error
