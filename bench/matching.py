"""
The ranking beside its floors on public sets, and how fast encoding and searching are.

The sets: TalentCLEF 2025 A (title -> similar titles, Chinese and English) and the
classification's aliases (recruitment name -> occupation). Nothing here was trained on.
"""

from __future__ import annotations

import csv
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.metrics import evaluate
from matcher.encoder.sentence import SentenceEncoder
from matcher.index import VacancyIndex, fuse
from matcher.lexical import LexicalIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

ENCODER = Path(__file__).parents[1] / "build" / "encoder" / "e5-small"
SHARES = (0.1, 0.2, 0.3, 0.4)
ADVERT_CHARACTERS = 194
ADVERTS = 192
QUERIES = 200
VACANCIES = 20_000
SEED = 0


@dataclass(frozen=True, slots=True)
class Task:
    """Queries, documents in one or more wordings, and which belong together."""

    name: str
    queries: list[str]
    wordings: list[list[str]]
    relevant: list[set[int]]


def main(data: Path) -> None:
    """Print both tables."""
    folder = data / "matching"
    tasks = [_talentclef(folder, "zh"), _talentclef(folder, "en"), _aliases(folder)]
    encoder = SentenceEncoder(ENCODER, threads=torch.get_num_threads())
    _quality(tasks, encoder)
    _speed(tasks, encoder)


def _quality(tasks: list[Task], encoder: SentenceEncoder) -> None:
    heads = ["zh MAP", "en MAP", "aliases MRR", "aliases R@10"]
    sys.stdout.write(f"| system | {' | '.join(heads)} |\n|{'---|' * 5}\n")
    meaning = [_by_meaning(task, encoder) for task in tasks]
    words = [_by_words(task) for task in tasks]
    random = np.random.default_rng(SEED)
    systems = {
        "random": [
            random.random((len(t.queries), len(t.wordings[0])), np.float32)
            for t in tasks
        ],
        "TF-IDF, characters 1-3": [_by_tfidf(task) for task in tasks],
        "BM25, the lexical index": words,
        f"encoder ({encoder.name})": meaning,
    }
    for share in SHARES:
        systems[f"fused, {share} words"] = [
            fuse(one, other, share) for one, other in zip(meaning, words, strict=True)
        ]
    for name, scores in systems.items():
        zh, en, aliases = (
            evaluate(found, task.relevant)
            for found, task in zip(scores, tasks, strict=True)
        )
        shown = [zh["MAP"], en["MAP"], aliases["MRR"], aliases["R@10"]]
        cells = " | ".join(f"{value:.3f}" for value in shown)
        sys.stdout.write(f"| {name} | {cells} |\n")
        sys.stdout.flush()


def _by_meaning(task: Task, encoder: SentenceEncoder) -> NDArray[np.float32]:
    """Return cosines to the mean of each document's wordings."""
    documents = sum(encoder.encode_passages(texts) for texts in task.wordings)
    norms = np.linalg.norm(documents, axis=1, keepdims=True)
    scores: NDArray[np.float32] = (
        encoder.encode_queries(task.queries) @ (documents / norms).T
    )
    return scores


def _by_words(task: Task) -> NDArray[np.float32]:
    index = LexicalIndex(task.wordings[-1])
    return np.stack([index.scores(query) for query in task.queries])


def _by_tfidf(task: Task) -> NDArray[np.float32]:
    vectorizer = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32
    )
    documents = vectorizer.fit_transform(task.wordings[0])
    scores = vectorizer.transform(task.queries) @ documents.T
    return np.asarray(scores.todense(), dtype=np.float32)


def _speed(tasks: list[Task], encoder: SentenceEncoder) -> None:
    sys.stdout.write("\n| what | figure |\n|---|---|\n")
    text = "".join(tasks[-1].wordings[-1])
    cuts = range(0, len(text) - ADVERT_CHARACTERS, ADVERT_CHARACTERS)
    adverts = [text[start : start + ADVERT_CHARACTERS] for start in cuts]
    names = tasks[-1].wordings[0]
    threads = torch.get_num_threads()
    for reduced in (False, True):
        engine = SentenceEncoder(ENCODER, threads=threads, reduced=reduced)
        kind = "bfloat16" if reduced else "float32"
        start = time.perf_counter()
        engine.encode_passages(adverts[:ADVERTS])
        rate = f"{ADVERTS / (time.perf_counter() - start):.0f}/s"
        _row(f"adverts of 194 characters, {kind}, {threads} threads", rate)
        torch.set_num_threads(1)
        seconds = _seconds(partial(_encode_one, engine), names[:QUERIES])
        _row(f"a title as a query, {kind}, 1 thread", _percentiles(seconds))
        torch.set_num_threads(threads)
    _search_speed(adverts, names)


def _search_speed(adverts: list[str], names: list[str]) -> None:
    random = np.random.default_rng(SEED)
    texts = [
        f"{names[one]}\n{adverts[other]}"
        for one, other in zip(
            random.integers(len(names), size=VACANCIES),
            random.integers(len(adverts), size=VACANCIES),
            strict=True,
        )
    ]
    vectors = random.standard_normal((VACANCIES, 384), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    start = time.perf_counter()
    index = VacancyIndex(vectors, texts)
    _row(f"index of {VACANCIES:,} vacancies", f"{time.perf_counter() - start:.1f} s")
    few = random.random(VACANCIES) < 0.08
    for what, allowed in (("all", None), ("a filter that keeps 8 %", few)):
        look = partial(index.search, vectors[7], allowed=allowed)
        shown = _percentiles(_seconds(look, names[:QUERIES]))
        _row(f"search in {VACANCIES:,}, {what}, without encoding", shown)


def _encode_one(encoder: SentenceEncoder, text: str) -> None:
    encoder.encode_queries([text])


def _seconds(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return how long the work takes for each text."""
    found = []
    for text in texts:
        start = time.perf_counter()
        work(text)
        found.append(time.perf_counter() - start)
    return found


def _percentiles(seconds: Sequence[float]) -> str:
    middle, high = np.percentile(seconds, (50, 95)) * 1000
    return f"p50 {middle:.1f} ms, p95 {high:.1f} ms"


def _row(what: str, figure: str) -> None:
    sys.stdout.write(f"| {what} | {figure} |\n")
    sys.stdout.flush()


def _talentclef(folder: Path, language: str) -> Task:
    there = folder / f"talentclef-{language}"
    queries = _table(there / "queries.tsv")
    corpus = _table(there / "corpus.tsv")
    columns = {row["doc_id"]: column for column, row in enumerate(corpus)}
    relevant: dict[str, set[int]] = {row["query_id"]: set() for row in queries}
    for row in _table(there / "qrels.tsv"):
        if row["relevance"] == "1" and row["query_id"] in relevant:
            relevant[row["query_id"]].add(columns[row["doc_id"]])
    return Task(
        f"talentclef-{language}",
        [row["text"] for row in queries],
        [[row["text"] for row in corpus]],
        list(relevant.values()),
    )


def _aliases(folder: Path) -> Task:
    there = folder / "csco"
    occupations = _table(there / "occupations.tsv")
    columns = {row["code"]: column for column, row in enumerate(occupations)}
    aliases = [r for r in _table(there / "aliases-dev.tsv") if r["code"] in columns]
    return Task(
        "aliases",
        [row["title"] for row in aliases],
        [
            [row["name"] for row in occupations],
            [f"{row['name']}。{row['definition']}" for row in occupations],
        ],
        [{columns[row["code"]]} for row in aliases],
    )


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
