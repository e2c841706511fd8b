"""
Distils the adapted encoder into a vector for each word.

The words begin as the teacher sees them alone, turned to 256 principal directions and
shortened by their frequency (SIF; Arora 2017). Then the means of words learn to lie
where the teacher puts whole texts: by cosine, by the similarities within a
batch, and by telling the occupations of a batch apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch.nn import functional

from matcher.encoder.static import StaticWeights, make_tokenizer
from matcher.training.telling import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from matcher.encoder.protocol import Encoder
    from matcher.training.pairs import LabelPairs, NamedPairs, Pair

# Arora's a: the frequency at which a word keeps half of its length.
HALF_LENGTH_FREQUENCY: Final = 1e-3
CORPUS_WEIGHT, LEXICON_WEIGHT = 20.0, 0.02
DIRECTIONS_FROM: Final = 20_000
SIMILARITY_WEIGHT: Final = 2.0
CONTRAST_WEIGHT: Final = 0.2
CONTRAST_SCALE: Final = 15.0
CONTRAST_PAIRS: Final = 128
REPORT_EVERY: Final = 1_000


@dataclass(frozen=True, slots=True)
class StudentRecipe:
    """How long the student learns, and how large it is."""

    dimension: int = 256
    steps: int = 8_000
    batch: int = 256
    rate: float = 3e-3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts of one kind, and how often they are drawn."""

    texts: tuple[str, ...]
    share: float


def distil(
    teacher: Encoder,
    pieces: tuple[str, ...],
    scores: NDArray[np.float32],
    lexicon: Mapping[str, int],
    lessons: Sequence[Lesson],
    named: NamedPairs,
    labels: LabelPairs | None,
    recipe: StudentRecipe,
) -> StaticWeights:
    """
    Return the student's words.

    Parameters
    ----------
    pieces, scores
        The vocabulary.
    lexicon
        How often words are used at large.
    lessons
        What the teacher encodes; the student learns these.
    named, labels
        Pairs whose occupations are told apart; None: no labels in other languages.
    """
    texts = [text for lesson in lessons for text in lesson.texts]
    tell(f"teacher: {len(texts):,} texts and {len(pieces):,} words")
    taught = _by_length(teacher, texts)
    words = _by_length(teacher, list(pieces))
    words[0] = taught.mean(axis=0)
    centre, directions = _directions(taught, recipe)
    goals = _unit(np.asarray((taught - centre) @ directions, np.float32))
    tokenizer = make_tokenizer(pieces, scores)
    lengths = _lengths(tokenizer, pieces, lexicon, lessons)
    start = ((words - centre) @ directions) * lengths[:, None]
    student = _Student(tokenizer, start.astype(np.float32), recipe)
    student.learn(texts, goals, lessons, named, labels)
    return StaticWeights(pieces, scores, student.vectors())


class _Student:
    def __init__(
        self, tokenizer: Tokenizer, start: NDArray[np.float32], recipe: StudentRecipe
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.random = np.random.default_rng(recipe.seed)
        self.recipe = recipe
        self.tokenizer = tokenizer
        self.words = torch.nn.EmbeddingBag.from_pretrained(
            torch.from_numpy(start), freeze=False, mode="sum", sparse=True
        )

    def vectors(self) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self.words.weight.detach().numpy()
        return found

    def learn(
        self,
        texts: Sequence[str],
        goals: NDArray[np.float32],
        lessons: Sequence[Lesson],
        named: NamedPairs,
        labels: LabelPairs | None,
    ) -> None:
        cut = self._cut(texts)
        shares = np.concatenate(
            [np.full(len(x.texts), x.share / max(1, len(x.texts))) for x in lessons]
        )
        shares /= shares.sum()
        wanted = torch.from_numpy(goals)
        optimiser = torch.optim.SparseAdam(
            list(self.words.parameters()), lr=self.recipe.rate
        )
        losses = []
        for step in range(self.recipe.steps):
            for group in optimiser.param_groups:
                group["lr"] = self.recipe.rate * (1 - step / self.recipe.steps)
            if step % REPORT_EVERY == 0:
                drawn = self.random.choice(
                    len(texts), (REPORT_EVERY, self.recipe.batch), p=shares
                )
            rows = drawn[step % REPORT_EVERY]
            loss = distance(self._encode([cut[row] for row in rows]), wanted[rows])
            if step % 4 == 0:
                loss = loss + CONTRAST_WEIGHT * self._contrast(named, self._long(step))
            elif step % 4 == 2 and labels is not None:
                loss = loss + CONTRAST_WEIGHT * self._contrast(labels, long=False)
            loss.backward()
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            losses.append(loss.item())
            if step % REPORT_EVERY == REPORT_EVERY - 1:
                recent = float(np.mean(losses[-REPORT_EVERY:]))
                tell(f"student: step {step + 1}, loss {recent:.4f}")

    def _long(self, step: int) -> bool:
        return step % 16 == 0

    def _contrast(self, source: NamedPairs | LabelPairs, long: bool) -> torch.Tensor:
        pairs: list[Pair] = source.draw(CONTRAST_PAIRS, long=long, random=self.random)
        queries = self._encode(self._cut([pair.query for pair in pairs]))
        passages = self._encode(self._cut([pair.passage for pair in pairs]))
        return functional.cross_entropy(
            queries @ passages.T * CONTRAST_SCALE, torch.arange(len(pairs))
        )

    def _cut(self, texts: Sequence[str]) -> list[list[int]]:
        return [found.ids or [0] for found in self.tokenizer.encode_batch(list(texts))]

    def _encode(self, cut: Sequence[Sequence[int]]) -> torch.Tensor:
        starts = np.cumsum([0] + [len(ids) for ids in cut[:-1]])
        flat = torch.tensor([piece for ids in cut for piece in ids])
        return functional.normalize(self.words(flat, torch.from_numpy(starts)), dim=-1)


def distance(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return how far rows of length 1 are from others, and from being alike alike."""
    apart = (1 - (found * wanted).sum(1)).mean()
    unlike = ((found @ found.T - wanted @ wanted.T) ** 2).mean()
    return apart + SIMILARITY_WEIGHT * unlike


def _by_length(teacher: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the teacher's vectors; texts of one length go together."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    vectors = np.empty((len(texts), teacher.dimension), np.float32)
    for start in range(0, len(order), 2048):
        rows = order[start : start + 2048]
        vectors[rows] = teacher.encode_queries([texts[row] for row in rows])
    return vectors


def _directions(
    taught: NDArray[np.float32], recipe: StudentRecipe
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean, and the principal directions as columns."""
    centre = taught.mean(axis=0)
    rows = np.random.default_rng(recipe.seed).permutation(len(taught))
    sample = taught[rows[:DIRECTIONS_FROM]] - centre
    _, _, turned = np.linalg.svd(sample, full_matrices=False)
    return centre, turned[: recipe.dimension].T.astype(np.float32)


def _lengths(
    tokenizer: Tokenizer,
    pieces: Sequence[str],
    lexicon: Mapping[str, int],
    lessons: Sequence[Lesson],
) -> NDArray[np.float32]:
    used: Counter[int] = Counter()
    for lesson in lessons:
        for found in tokenizer.encode_batch(list(lesson.texts)):
            used.update(found.ids)
    counts = np.array(
        [
            CORPUS_WEIGHT * used[row] + LEXICON_WEIGHT * lexicon.get(piece, 0) + 1
            for row, piece in enumerate(pieces)
        ]
    )
    frequencies = counts / counts.sum()
    lengths: NDArray[np.float32] = (
        HALF_LENGTH_FREQUENCY / (HALF_LENGTH_FREQUENCY + frequencies)
    ).astype(np.float32)
    return lengths


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows / norms, dtype=np.float32)
