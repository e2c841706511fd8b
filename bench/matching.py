"""
Rankings of titles beside their floors and published figures.

The sets: TalentCLEF 2025 A (title -> similar titles, Chinese and English), MELO (title
-> ESCO labels) and the classification's recruitment names (name -> occupation). Nothing
of them was trained on; ESCO's English labels, of which MELO's corpus is made, were, so
its figure needs weights made without them: ``--weights``.
"""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import torch

from matcher.encoder import static
from matcher.encoder.adapted import write_adapted
from matcher.encoder.conversion import convert
from matcher.encoder.openvino import open_encoder
from matcher.encoder.sentence import SentenceEncoder
from matcher.evaluation.floors import FLOORS
from matcher.evaluation.measuring import evaluate, run_of
from matcher.evaluation.trec import Text, read_judgements, read_texts
from matcher.occupations.classification import Classification
from matcher.occupations.coder import OccupationCoder, read_landmarks
from matcher.similarity import TextRanker
from matcher.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder
    from matcher.evaluation.trec import Judgements

    Scorer = Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]

BUILD = Path(__file__).parents[1] / "build"
HEADS = ("zh MAP", "zh nDCG@10", "zh MRR", "en MAP", "MELO MAP", "CSCO MRR", "R@10")
# Which of the columns are whose.
COLUMNS = {"zh": (0, 1, 2), "en": (3,), "melo": (4,), "csco": (5, 6)}
ASKED = ("asked of Zhida", ".54", "", "", ".60", ".39", ".70", ".90")
# On the whole sets or their test halves, from the data's notes: beside, not against.
PUBLISHED = (
    ("USE v3, whole sets", ".434", ".602", ".758", ".467", ".288", ".391", ".569"),
    ("a fine-tuned 7B model, test half", ".516", "", "", ".563", "", "", ""),
    ("JobBERT-V3's set-up, test half", ".510", "", "", ".533", "", "", ""),
    ("E5 / OpenAI, MELO's paper", "", "", "", "", ".474 / .464", "", ""),
)
SEEN = (
    "MELO's corpus is made of ESCO's English labels, on which the shipped e5-job and "
    "static encoders were trained: of these only a run with `--weights` made without "
    "them counts."
)


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked, what may be found, and what should be."""

    name: str
    queries: list[Text]
    documents: list[Text]
    judgements: Judgements
    metrics: tuple[str, ...]


def main(
    data: Path, weights: Path = FOLDER, only: Sequence[str] = tuple(COLUMNS)
) -> None:
    """Print the table, a row as soon as it is measured."""
    for line in table(data, weights, only):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def table(
    data: Path, weights: Path = FOLDER, only: Sequence[str] = tuple(COLUMNS)
) -> Iterator[str]:
    """
    Yield the lines of the table in Markdown, and what has to be said of it.

    Parameters
    ----------
    weights
        Others than the shipped ones are built first.
    only
        The sets that are measured, keys of ``COLUMNS``.
    """
    folder = data / "matching" if (data / "matching").exists() else data
    tasks = _tasks(folder, only)
    with TemporaryDirectory() as there:
        encoders = BUILD / "encoder"
        if weights != FOLDER:
            encoders = Path(there)
            base = BUILD / "encoder" / "e5-small"
            write_adapted(base, weights / "e5-job.npz", encoders / "e5-job")
            convert(encoders / "e5-job")
            static.write_folder(static.read(weights / "static"), encoders / "static")
        threads = torch.get_num_threads()
        adapted = open_encoder(encoders / "e5-job", threads=threads)
        student = SentenceEncoder(encoders / "static", threads=threads)
        yield from _quality(tasks, adapted, student, weights)
    if "melo" in only and weights == FOLDER:
        yield ""
        yield SEEN


def _tasks(folder: Path, only: Sequence[str]) -> dict[str, Task]:
    reads = {
        "zh": partial(_talentclef, folder, "zh", ("MAP", "nDCG@10", "MRR")),
        "en": partial(_talentclef, folder, "en", ("MAP",)),
        "melo": partial(_melo, folder),
        "csco": partial(_names, folder),
    }
    return {name: read() for name, read in reads.items() if name in only}


def _quality(
    tasks: Mapping[str, Task], adapted: Encoder, student: Encoder, weights: Path
) -> Iterator[str]:
    columns = [column for name in tasks for column in COLUMNS[name]]
    heads = " | ".join(HEADS[column] for column in columns)
    yield f"| system | {heads} |"
    yield f"|{'---|' * (len(columns) + 1)}"
    base = SentenceEncoder(
        BUILD / "encoder" / "e5-small", threads=torch.get_num_threads()
    )
    systems: dict[str, Scorer] = {
        **FLOORS,
        "multilingual-e5-small": partial(_by_cosine, base),
        "e5-job": partial(_by_cosine, adapted),
        "static": partial(_by_cosine, student),
    }
    for name, scorer in systems.items():
        yield _row(name, [_measured(task, scorer) for task in tasks.values()])
    occupations, _ = read_landmarks(weights, (adapted, student))
    ranker = TextRanker(adapted, student, occupations.occupations)
    coder = OccupationCoder.load(
        Classification.load(BUILD / "occupations"), (adapted, student), weights
    )
    yield _row(
        "**Zhida**",
        [
            _measured(
                task, partial(_by_code, coder) if name == "csco" else ranker.scores
            )
            for name, task in tasks.items()
        ],
    )
    for name, *values in (ASKED, *PUBLISHED):
        if any(values[column] for column in columns):
            yield _row(f"*{name}*", [[values[column] for column in columns]])


def _measured(task: Task, scorer: Scorer) -> list[str]:
    scores = scorer(
        [text.text for text in task.queries], [text.text for text in task.documents]
    )
    run = run_of(
        scores,
        [text.id for text in task.queries],
        [text.id for text in task.documents],
        len(task.documents),
    )
    means = evaluate(run, task.judgements).means
    return [f"{means[name]:.3f}".lstrip("0") for name in task.metrics]


def _by_cosine(
    encoder: Encoder, queries: Sequence[str], documents: Sequence[str]
) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = (
        encoder.encode_queries(queries) @ encoder.encode_passages(documents).T
    )
    return scores


def _by_code(
    coder: OccupationCoder, queries: Sequence[str], documents: Sequence[str]
) -> NDArray[np.float32]:
    """Return what ``zhida occupations`` gives; the documents are its own, in order."""
    column = {
        occupation.code: at
        for at, occupation in enumerate(Classification.load(BUILD / "occupations"))
    }
    scores = np.zeros((len(queries), len(documents)), np.float32)
    for row, found in zip(scores, coder.suggest(queries, len(documents)), strict=True):
        for suggestion in found:
            row[column[suggestion.occupation.code]] = suggestion.probability
    return scores


def _row(name: str, cells: Sequence[Sequence[str]]) -> str:
    shown = " | ".join(cell for part in cells for cell in part)
    return f"| {name} | {shown} |"


def _talentclef(folder: Path, language: str, metrics: tuple[str, ...]) -> Task:
    there = folder / f"talentclef-{language}"
    return Task(
        there.name,
        read_texts(there / "queries.tsv"),
        read_texts(there / "corpus.tsv"),
        read_judgements(there / "qrels.tsv"),
        metrics,
    )


def _melo(folder: Path) -> Task:
    there = folder / "melo-usa-en"
    return Task(
        there.name,
        read_texts(there / "queries.tsv"),
        read_texts(there / "corpus_elements.tsv"),
        read_judgements(there / "annotations.tsv"),
        ("MAP",),
    )


def _names(folder: Path) -> Task:
    """Return the recruitment names; documents are names and definitions."""
    occupations = Classification.load(BUILD / "occupations")
    documents = [Text(o.code, f"{o.name}。{o.definition}") for o in occupations]
    rows = _table(folder / "csco" / "aliases-dev.tsv")
    rows = [row for row in rows if occupations.find(row["code"])]
    return Task(
        "csco",
        [Text(str(at), row["title"]) for at, row in enumerate(rows)],
        documents,
        {str(at): {row["code"]: 1.0} for at, row in enumerate(rows)},
        ("MRR", "R@10"),
    )


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.matching")
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, default=FOLDER)
    parser.add_argument("--only", nargs="+", choices=COLUMNS, default=tuple(COLUMNS))
    options = parser.parse_args()
    main(options.data, options.weights, options.only)
