"""
Distils the adapted encoder into a few of its layers, for short questions alone.

The shallow network begins as some of the teacher's own layers above the same word
vectors. It reads a question without the prompt and learns to put it where the teacher,
who reads the prompt, puts it: token by token, by cosine, and by the similarities within
a batch. Adverts stay with the teacher.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from matcher.encoder.sentence import open_tokenizer
from matcher.text import readable
from matcher.training.student import distance
from matcher.training.telling import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

# Without the prompt: a little more than what goes alone.
LONGEST: Final = 21
WARM_UP: Final = 50
LONGEST_STEP: Final = 1.0
REPORT_EVERY: Final = 200
PREFIX: Final = "encoder.layer."


@dataclass(frozen=True, slots=True)
class ShallowRecipe:
    """
    How the shallow network begins and how long it learns.

    Parameters
    ----------
    layers
        Those of the teacher that it begins as.
    questions, held
        So many are read, and so many of them are never learnt from.
    decay
        In so many steps at the end the rate falls to nothing.
    """

    layers: tuple[int, ...] = (0, 2, 5, 8, 11)
    questions: int = 49_152
    held: int = 2_000
    steps: int = 3_400
    decay: int = 1_200
    batch: int = 64
    rate: float = 5e-4
    seed: int = 0


def distil(
    folder: Path, questions: Sequence[str], recipe: ShallowRecipe, device: str = "cpu"
) -> dict[str, NDArray[np.float32]]:
    """
    Return the layers of the shallow network, by their names in a BERT checkpoint.

    Parameters
    ----------
    folder
        The teacher, a sentence-transformers folder with a prompt for queries.
    questions
        Those that are longer than a question alone may be are left out.
    """
    from sentence_transformers import SentenceTransformer

    opened = SentenceTransformer(str(folder), device="cpu").float()
    module: Any = opened[0]
    teacher = module.model.to(device).eval()
    tokenizer = open_tokenizer(folder)
    prompt = opened.prompts.get("query") or ""
    # Between the two that stand around every text.
    skipped = len(tokenizer.encode(prompt.strip()).ids) - 2
    read = [
        found.ids
        for found in tokenizer.encode_batch([prompt + readable(q) for q in questions])
    ]
    read = [ids for ids in read if len(ids) - skipped <= LONGEST][: recipe.questions]
    held, learnt = read[: recipe.held], read[recipe.held :]
    tell(f"questions: {len(learnt):,}")
    student = _begun(teacher, recipe.layers)
    lesson = _Lesson(teacher, student, skipped, device)
    _learn(lesson, learnt, recipe)
    tell(
        f"shallow: cosine to the teacher, {len(held):,} unseen: {lesson.test(held):.4f}"
    )
    return {
        name: values.detach().cpu().numpy()
        for name, values in student.named_parameters()
        if name.startswith(PREFIX)
    }


def _begun(network: Any, layers: Sequence[int]) -> Any:
    """Return a network of some of these layers, which learn while the words do not."""
    student = copy.deepcopy(network)
    student.encoder.layer = nn.ModuleList(
        [copy.deepcopy(network.encoder.layer[at]) for at in layers]
    )
    for name, parameter in student.named_parameters():
        parameter.requires_grad_(name.startswith(PREFIX))
    return student


class _Lesson:
    """
    Teacher and student with the same questions before them.

    Parameters
    ----------
    skipped
        How many tokens the prompt has, which the student does not read.
    """

    def __init__(self, teacher: Any, student: Any, skipped: int, device: str) -> None:
        self.teacher, self.student = teacher, student
        self._skipped, self._device = skipped, device

    def loss(self, read: Sequence[Sequence[int]]) -> torch.Tensor:
        """Return how far the student is off; all questions are of one length."""
        found, wanted = self._states(read)
        apart = functional.mse_loss(found, self._without_prompt(wanted))
        return distance(_pooled(found), _pooled(wanted)) + apart

    @torch.no_grad()
    def test(self, read: Sequence[Sequence[int]]) -> float:
        """Return the mean cosine of both."""
        pairs = (self._states([ids]) for ids in read)
        cosines = [(_pooled(found) * _pooled(wanted)).sum() for found, wanted in pairs]
        return float(torch.stack(cosines).mean())

    def _states(
        self, read: Sequence[Sequence[int]]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what stands at each token after the last layers."""
        ids = torch.tensor(read, device=self._device)
        with torch.no_grad():
            wanted = self.teacher(input_ids=ids).last_hidden_state
        found = self.student(input_ids=self._without_prompt(ids)).last_hidden_state
        return found, wanted

    def _without_prompt(self, rows: torch.Tensor) -> torch.Tensor:
        """Return what belongs to tokens, which lie along the second dimension."""
        return torch.cat([rows[:, :1], rows[:, 1 + self._skipped :]], dim=1)


def _learn(
    lesson: _Lesson, read: Sequence[Sequence[int]], recipe: ShallowRecipe
) -> None:
    learnt = [each for each in lesson.student.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=recipe.rate)
    batches = _batches(read, recipe.batch, np.random.default_rng(recipe.seed))
    losses = []
    for step, rows in zip(range(recipe.steps), batches, strict=False):
        share = min((step + 1) / WARM_UP, (recipe.steps - step) / recipe.decay, 1.0)
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * share
        loss = lesson.loss([read[row] for row in rows])
        loss.backward()
        nn.utils.clip_grad_norm_(learnt, LONGEST_STEP)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if step % REPORT_EVERY == REPORT_EVERY - 1:
            recent = float(np.mean(losses[-REPORT_EVERY:]))
            tell(f"shallow: step {step + 1}, loss {recent:.4f}")


def _batches(
    read: Sequence[Sequence[int]], size: int, random: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    """Give batches of one length, so that nothing is padded, without an end."""
    while True:
        order = random.permutation(len(read))
        lengths = np.array([len(read[row]) for row in order])
        found = [
            rows[start : start + size]
            for length in np.unique(lengths)
            for rows in (order[lengths == length],)
            for start in range(0, len(rows), size)
        ]
        for at in random.permutation(len(found)):
            yield found[at]


def _pooled(states: torch.Tensor) -> torch.Tensor:
    return functional.normalize(states.mean(dim=1), dim=-1)
