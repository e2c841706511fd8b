"""
Files of the evaluation: texts, runs and judgements.

Texts are tab-separated, an id and a text a line. A first line that begins with one of
``HEADERS`` is a header; the columns it names beyond the second are passed over. Runs
are TREC's six columns (query, ``Q0``, document, rank, score, name), judgements its four
(query, ``0``, document, grade) or the three that matter, with blanks or tabs between,
so no id holds any. Grades are whole numbers; one below 0 is 0, not relevant, as with
trec_eval.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from matcher.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

HEADERS: Final = frozenset(
    {
        *("id", "query_id", "doc_id", "qid", "docid", "q_id", "d_id"),
        *("query", "document", "序号", "编号", "查询", "文档"),
    }
)
MARK: Final = "\ufeff"
RUN_COLUMNS: Final = 6
# What nDCG gains doubles with each grade; nobody tells more apart.
MOST_GRADE: Final = 100

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
        When a line has no text or more columns than a header names (two without one),
        or an id holds blanks or stands twice; the message names the line.
    """
    texts: dict[str, Text] = {}
    columns = 2
    for number, line in _lines(path):
        fields = line.split("\t")
        if number == 1 and _is_header(fields):
            columns = max(columns, len(fields))
            continue
        if len(fields) < 2:
            message = f"{path}, line {number}: expected an id, a tab and a text."
            raise FileFormatError(message)
        if len(fields) > columns:
            message = (
                f"{path}, line {number}: expected an id, a tab and a text, got "
                f"{len(fields)} columns: remove tabs from the text, or begin the file "
                "with a header that names all columns; only the first two are read."
            )
            raise FileFormatError(message)
        if fields[0].split() != [fields[0]]:
            message = (
                f"{path}, line {number}: the id {fields[0]!r} is empty or holds a "
                "blank, which would shift the columns of a run: write it without."
            )
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
        When a line is not one of a run, a score is no finite number, or a document
        stands twice in a query; the message names the line.
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
        score = _number(fields[4])
        if score is None:
            message = (
                f"{path}, line {number}: score {fields[4]!r} is not a finite number: "
                "correct it, or leave the document out."
            )
            raise FileFormatError(message)
        run.setdefault(query, []).append((document, score))
    for found in run.values():
        found.sort(key=lambda pair: -pair[1])
    return run


def read_judgements(path: Path) -> Judgements:
    """
    Return the grades of each query's documents, 0 to ``MOST_GRADE``.

    Raises
    ------
    FileFormatError
        When a line is not one of judgements, a grade is no whole number or above that,
        or a document is judged twice for a query; the message names the line.
    """
    judgements: Judgements = {}
    for number, line in _lines(path):
        fields = line.split()
        if number == 1 and _is_header(fields):
            continue
        if len(fields) not in (3, 4):
            message = (
                f"{path}, line {number}: expected query, 0, document and grade, "
                f"got {len(fields)} fields."
            )
            raise FileFormatError(message)
        grade = _number(fields[-1])
        if grade is None or grade != int(grade) or grade > MOST_GRADE:
            message = (
                f"{path}, line {number}: grade {fields[-1]!r} is not a whole number up "
                f"to {MOST_GRADE}: 0 is not relevant, 1 and more are."
            )
            raise FileFormatError(message)
        judged = judgements.setdefault(fields[0], {})
        if fields[-2] in judged:
            message = (
                f"{path}, line {number}: {fields[-2]!r} is judged twice for "
                f"{fields[0]!r}: leave one of the lines."
            )
            raise FileFormatError(message)
        judged[fields[-2]] = max(grade, 0.0)
    return judgements


def _is_header(fields: Sequence[str]) -> bool:
    return fields[0].strip().lower() in HEADERS


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


def _number(text: str) -> float | None:
    """Return a finite number, None for what is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
