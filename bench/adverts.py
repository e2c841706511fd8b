"""
Searches over judged adverts: ours, its parts, and the floors beside it.

Then those that are typed in English and graded by trade, as they are typed and with the
names of work in Chinese that a query is read with.

The weights of the search are learnt on all queries and measured on tenths of them that
they have not seen. ``--learn`` writes them.
"""

from __future__ import annotations

import argparse
import csv
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from bench.data.adverts.by_trade import SETS, read_graded
from matcher.encoder.openvino import open_encoder
from matcher.encoder.sentence import SentenceEncoder
from matcher.evaluation.floors import FLOORS
from matcher.evaluation.measuring import evaluate, run_of
from matcher.evaluation.metrics import ndcg
from matcher.evaluation.trec import read_judgements, read_texts
from matcher.lexical import LexicalIndex
from matcher.places.gazetteer import Gazetteer
from matcher.query import understand
from matcher.retrieval.comparison import Question
from matcher.retrieval.fusion import FILE, Candidates, Fusion, fuse, learn
from matcher.retrieval.stock import Segment, Stock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors
    from matcher.evaluation.trec import Judgements, Text

HERE = Path(__file__).parent / "data" / "adverts"
BUILD = Path(__file__).parents[1] / "build"
ENCODERS = BUILD / "encoder"
HOME = "320509"
HEADS = ("nDCG@10", "MRR", "P@10")
FOLDS = 10


def main(data: Path | None = None, *, write: bool = False) -> None:
    """Print the table; ``data`` is not used, the set is part of the benchmarks."""
    queries = read_texts(HERE / "queries.tsv")
    adverts = _adverts()
    judgements = read_judgements(HERE / "qrels.tsv")
    wanted = [text.text for text in queries]
    found = list(adverts.values())
    threads = torch.get_num_threads()
    static = SentenceEncoder(ENCODERS / "static", threads=threads)
    adapted = open_encoder(ENCODERS / "e5-job", threads=threads)
    base = SentenceEncoder(ENCODERS / "e5-small", threads=threads)
    scores: dict[str, NDArray[np.float32]] = {
        name: floor(wanted, found) for name, floor in FLOORS.items()
    }
    scores["multilingual-e5-small"] = _cosines(base, wanted, found)
    scores["static"] = _cosines(static, wanted, found)
    passages = adapted.encode_passages(found)
    scores["e5-job"] = adapted.encode_queries(wanted) @ passages.T
    asked = np.stack([adapted.encode_question(text) for text in wanted])
    scores["e5-job, a question by few layers"] = asked @ passages.T
    index = LexicalIndex(found)
    parts = [
        Candidates(meaning, index.scores(text), refined)
        for text, meaning, refined in zip(
            wanted, scores["static"], asked @ passages.T, strict=True
        )
    ]
    documents = list(adverts)
    measures = [
        partial(_worth, judgements.get(query.id, {}), documents) for query in queries
    ]
    shipped = Fusion.shipped()
    scores["Zhida, static and words alone"] = np.stack(
        [fuse(part, Fusion(shipped.words, 0.0)) for part in parts]
    )
    scores["Zhida, without answers"] = np.stack([fuse(part, shipped) for part in parts])
    stock = Stock([_segment(static, found, passages)])
    questions = [
        Question(text, meaning, refined)
        for text, meaning, refined in zip(
            wanted,
            static.encode_queries(wanted),
            asked,
            strict=True,
        )
    ]
    scores["**Zhida**, as shipped"] = np.stack([_places(stock, q) for q in questions])
    scores["Zhida, learnt on nine tenths each"] = _unseen(
        parts, measures, stock, questions
    )
    sys.stdout.write(f"| system | {' | '.join(HEADS)} |\n|{'---|' * 4}\n")
    for name, rows in scores.items():
        _row(name, rows, queries, documents, judgements)
    for name in SETS:
        _english(name, stock, documents, static, adapted)
    if write:
        learn(parts, measures).write(FILE)


def _english(
    name: str, stock: Stock, documents: list[str], static: Encoder, adapted: Encoder
) -> None:
    """Print the table of a set of searches in English that is graded by trade."""
    queries, judgements = read_graded(name)
    gazetteer = Gazetteer.load(BUILD / "places")
    typed = [query.text for query in queries]
    read = [understand(text, gazetteer, HOME).wording for text in typed]
    sys.stdout.write(f"\n| {name} | {' | '.join(HEADS)} |\n|{'---|' * 4}\n")
    for system, asked in (("as typed", typed), ("**as understood**", read)):
        questions = [
            Question(text, vector, adapted.encode_question(text))
            for text, vector in zip(asked, static.encode_queries(asked), strict=True)
        ]
        rows = np.stack([_places(stock, question) for question in questions])
        _row(system, rows, queries, documents, judgements)


def _row(
    name: str,
    scores: NDArray[np.float32],
    queries: Sequence[Text],
    documents: list[str],
    judgements: Judgements,
) -> None:
    ids = [query.id for query in queries]
    run = run_of(scores, ids, documents, len(documents))
    report = evaluate(run, judgements)
    shown = (report.means[name] for name in HEADS)
    cells = " | ".join(f"{value:.3f}".lstrip("0") for value in shown)
    sys.stdout.write(f"| {name} | {cells} |\n")
    sys.stdout.flush()


def _segment(static: Encoder, texts: Sequence[str], refined: Vectors) -> Segment:
    ids = np.arange(len(texts))
    return Segment.of(ids, -ids, static.encode_passages(texts), texts, refined)


def _places(stock: Stock, question: Question) -> NDArray[np.float32]:
    """Return for every advert how many a search puts behind it."""
    found = stock.search(question, k=len(stock)).rows
    behind = np.zeros(len(stock), dtype=np.float32)
    behind[found] = np.arange(len(found), 0, -1)
    return behind


def _unseen(
    parts: Sequence[Candidates],
    measures: Sequence[Callable[[NDArray[np.float32]], float]],
    stock: Stock,
    questions: Sequence[Question],
) -> NDArray[np.float32]:
    """Return the scores of each query by weights that were learnt without it."""
    rows: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(parts)
    for fold in range(FOLDS):
        others = [at for at in range(len(parts)) if at % FOLDS != fold]
        learnt = learn([parts[at] for at in others], [measures[at] for at in others])
        for at in range(fold, len(parts), FOLDS):
            rows[at] = _places(Stock(stock.segments, fusion=learnt), questions[at])
    return np.stack(rows)


def _worth(
    grades: Mapping[str, float], documents: Sequence[str], scores: NDArray[np.float32]
) -> float:
    order = np.argsort(-scores, kind="stable")[:10]
    ranked = [grades.get(documents[at], 0.0) for at in order]
    return ndcg(10)(ranked, list(grades.values()))


def _cosines(
    encoder: Encoder, queries: Sequence[str], documents: Sequence[str]
) -> NDArray[np.float32]:
    cosines: NDArray[np.float32] = (
        encoder.encode_queries(queries) @ encoder.encode_passages(documents).T
    )
    return cosines


def _adverts() -> dict[str, str]:
    with (HERE / "adverts.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: f"{row['title']}。{row['text']}" for row in rows}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.adverts")
    parser.add_argument("--learn", action="store_true", help="ship what was learnt")
    main(write=parser.parse_args().learn)
