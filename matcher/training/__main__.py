"""
Makes the weights of the encoders anew: ``make weights``.

The same data and seeds give the same weights up to the order in which a processor adds.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.encoder import quantised, static
from matcher.encoder.adapted import LINES, QUESTIONS, write_adapted
from matcher.encoder.conversion import TAUGHT_BY
from matcher.encoder.sentence import SentenceEncoder
from matcher.evaluation.trec import read_texts
from matcher.occupations.coder import FILE as LANDMARKS
from matcher.training import shallow
from matcher.training.adapt import Recipe, adapt, mean_change
from matcher.training.landmarks import make_landmarks
from matcher.training.lessons import make_lessons
from matcher.training.lines import LinesRecipe, pieces, read_lines, teach
from matcher.training.pairs import LabelPairs, NamedPairs
from matcher.training.questions import make_questions
from matcher.training.shallow import ShallowRecipe
from matcher.training.sources import (
    comparable,
    read_csco,
    read_esco,
    read_evaluation_queries,
    read_everyday_names,
    read_names,
)
from matcher.training.student import StudentRecipe, distil
from matcher.training.vocabulary import choose_pieces, read_lexicon, read_pieces
from matcher.weights import FOLDER
from matcher.wording.checking import check
from matcher.wording.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matcher.training.sources import Classification, Occupation

LANGUAGES = ("en", "de", "es")
STAGES = ("adapt", "distil", "landmarks", "questions", "lines")


def main(arguments: list[str] | None = None) -> None:
    """Adapt the encoder, distil its students, place the occupations."""
    parser = argparse.ArgumentParser(description="Make the weights of the encoders.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of e5-small")
    parser.add_argument("--work", type=Path, required=True, help="for what is between")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--steps", type=int, default=Recipe().steps)
    parser.add_argument(
        "--batch", type=int, default=Recipe().batch, help="pairs a step"
    )
    parser.add_argument("--rate", type=float, default=Recipe().rate)
    parser.add_argument("--kept", type=float, default=Recipe().kept)
    parser.add_argument("--seeds", type=int, default=1, help="runs that are averaged")
    parser.add_argument("--device", default="cpu", help="where torch adapts: cuda")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--languages", nargs="*", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument(
        "--unseen",
        type=Path,
        nargs="*",
        default=(),
        help="files of judged questions, which the questions' network never sees",
    )
    parser.add_argument(
        "--lines",
        type=Path,
        nargs="*",
        default=(),
        help="tables of labelled lines of adverts, for the wording check",
    )
    parser.add_argument(
        "--adverts",
        type=Path,
        help="a table of adverts, of which lines that the grammar passes are harmless",
    )
    parser.add_argument("--stages", nargs="+", default=STAGES, choices=STAGES)
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    banned = read_evaluation_queries(options.data)
    csco = read_csco(options.data, banned)
    esco = {
        language: read_esco(options.data, language, banned)
        for language in options.languages
    }
    options.out.mkdir(parents=True, exist_ok=True)
    change = options.out / "e5-job.npz"
    if "adapt" in options.stages:
        recipe = Recipe(
            steps=options.steps,
            batch=options.batch,
            rate=options.rate,
            kept=options.kept,
        )
        changes = [
            adapt(options.base, csco, esco, replace(recipe, seed=seed), options.device)
            for seed in range(options.seeds)
        ]
        quantised.write(change, mean_change(changes))
    write_adapted(options.base, change, options.work / "e5-job")
    adapted = SentenceEncoder(options.work / "e5-job", threads=options.threads)
    if "distil" in options.stages:
        lexicon = read_lexicon(options.archives)
        # Without English the student learns its Latin words from the others.
        latin = esco.get("en") or [o for found in esco.values() for o in found]
        weights = _student(adapted, options.base, csco, latin, lexicon, banned)
        static.write(options.out / "static", weights)
    if "landmarks" in options.stages:
        words = static.read(options.out / "static")
        static.write_folder(words, options.work / "static")
        student = SentenceEncoder(options.work / "static", threads=options.threads)
        names = read_names(options.data, csco)
        everyday = read_everyday_names(banned)
        quantised.write(
            options.out / LANDMARKS,
            make_landmarks(adapted, student, csco, names, everyday),
        )
    if "questions" in options.stages:
        words = static.read(options.out / "static")
        unseen = banned | _comparable(options.unseen)
        questions = make_questions(
            read_csco(options.data, unseen),
            list(read_everyday_names(unseen)),
            read_esco(options.data, "en", unseen),
            words.pieces,
            static.make_tokenizer(words.pieces, words.scores),
            unseen,
            ShallowRecipe().seed,
        )
        layers = shallow.distil(
            options.work / "e5-job", questions, ShallowRecipe(), options.device
        )
        taught_by = np.array([adapted.name])
        quantised.write(options.out / QUESTIONS, {**layers, TAUGHT_BY: taught_by})
    if "lines" in options.stages:
        labelled = [line for path in options.lines for line in read_lines(path)]
        titles = [title for title, _ in csco.named]
        harmless = _harmless(options.adverts, titles) if options.adverts else []
        layers = teach(options.work / "e5-job", labelled, harmless, LinesRecipe())
        taught = np.array([adapted.name])
        quantised.write(options.out / LINES, {**layers, TAUGHT_BY: taught})
    sys.stdout.write(f"      {time.perf_counter() - began:.0f} s\n")


def _harmless(path: Path, titles: Sequence[str]) -> list[str]:
    """Return titles and pieces of adverts in which the grammar finds nothing."""
    with path.open(encoding="utf-8", newline="") as rows:
        adverts = list(csv.DictReader(rows, delimiter="\t"))
    texts = [advert[column] for advert in adverts for column in ("title", "text")]
    return [
        piece
        for piece in pieces([*texts, *titles])
        if all(each.severity is not Severity.BLOCK for each in check(piece))
    ]


def _comparable(files: Iterable[Path]) -> frozenset[str]:
    return frozenset(comparable(q.text) for path in files for q in read_texts(path))


def _student(
    teacher: SentenceEncoder,
    base: Path,
    csco: Classification,
    latin: Sequence[Occupation],
    lexicon: Mapping[str, int],
    banned: frozenset[str],
) -> static.StaticWeights:
    recipe = StudentRecipe()
    texts = [text for o in latin for text in (*o.labels, o.description)]
    pieces, scores = choose_pieces(read_pieces(base), lexicon, texts)
    lessons = make_lessons(
        csco,
        latin,
        list(lexicon),
        static.make_tokenizer(pieces, scores),
        banned,
        recipe.seed,
    )
    return distil(
        teacher,
        pieces,
        scores,
        lexicon,
        lessons,
        NamedPairs(csco),
        LabelPairs(latin) if latin else None,
        recipe,
    )


if __name__ == "__main__":
    main()
