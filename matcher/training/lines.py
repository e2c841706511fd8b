"""
Teaches the adapted encoder's last layers which lines of adverts may not stand.

Every layer below stays as it is, so what the lines become there is computed once. A
line's vector is turned into log-odds: whether it may stand, and of each ground. Learnt
are labelled lines, by themselves and beside something harmless, and adverts in which
nothing is, in all the pieces in which they will be read.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from matcher.encoder.conversion import ADDED, HEAD
from matcher.training.telling import tell
from matcher.wording.again import clauses_of, pieces_of, says_something
from matcher.wording.learnt import GROUNDS, PROMPT, TOKENS
from matcher.wording.rules import Ground

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

PREFIX: Final = "encoder.layer."
WARM_UP: Final = 40
LEAST_RATE: Final = 0.02
HEAD_RATE: Final = 2e-3
# Vectors have length one; log-odds of a few need longer ones.
LENGTH: Final = 20.0
# Nobody's label is quite certain.
DOUBT: Final = 0.03
# What the grounds weigh beside whether there is one.
GROUNDS_SHARE: Final = 0.5
LONGEST_STEP: Final = 1.0
ENCODED: Final = 64
REPORT_EVERY: Final = 100
_BESIDE: Final = 40


class Line(NamedTuple):
    """A line and the grounds on which it may not stand, none: it is harmless."""

    text: str
    grounds: frozenset[str]


@dataclass(frozen=True, slots=True)
class LinesRecipe:
    """
    How the layers learn.

    Parameters
    ----------
    frozen
        So many layers from below stay.
    harmless
        So many harmless pieces are learnt from.
    beside
        So many lines are also learnt beside such a piece.
    """

    frozen: int = 8
    harmless: int = 3_000
    beside: int = 3_000
    epochs: float = 4.0
    batch: int = 64
    rate: float = 2e-4
    seed: int = 0


def read_lines(path: Path) -> list[Line]:
    """
    Return the labelled lines of a table with the columns text and expected.

    What is only told of, as an age, is harmless here.

    Raises
    ------
    KeyError
        When a column is missing.
    ValueError
        When a ground is unknown.
    """
    taught = {ground.value for ground in GROUNDS}
    with path.open(encoding="utf-8", newline="") as rows:
        lines = []
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            grounds = frozenset(row["expected"].split(",")) - {"", "-"}
            # An unknown one would be learnt as harmless.
            if unknown := grounds - {ground.value for ground in Ground}:
                msg = f"{path}: unknown ground {min(unknown)} of {row['text']!r}."
                raise ValueError(msg)
            lines.append(Line(row["text"], grounds & taught))
        return lines


def pieces(adverts: Iterable[str]) -> list[str]:
    """Return the sentences and clauses that a reader is shown, each once, sorted."""
    found = set()
    for advert in adverts:
        for start, end in pieces_of(advert):
            found.add(advert[start:end])
            found.update(advert[slice(*at)] for at in clauses_of(advert, start, end))
    return sorted(filter(says_something, found))


def teach(
    folder: Path,
    lines: Sequence[Line],
    harmless: Sequence[str],
    recipe: LinesRecipe,
) -> dict[str, NDArray[np.float32]]:
    """
    Return the layers by their names in a BERT checkpoint, and the head.

    Parameters
    ----------
    folder
        The adapted encoder.
    harmless
        Pieces in which nothing is.
    """
    return _Lesson(folder, recipe).run(_examples(lines, harmless, recipe))


def _examples(
    lines: Sequence[Line], harmless: Sequence[str], recipe: LinesRecipe
) -> list[Line]:
    random = np.random.default_rng(recipe.seed)
    chosen = [harmless[at] for at in random.permutation(len(harmless))]
    chosen = chosen[: recipe.harmless]
    examples = [*lines, *(Line(text, frozenset()) for text in chosen)]
    for at in random.permutation(len(lines))[: recipe.beside if chosen else 0]:
        text, grounds = lines[at]
        other = chosen[random.integers(len(chosen))][:_BESIDE]
        both = (text, other) if random.random() < 1 / 2 else (other, text)
        examples.append(Line("，".join(both), grounds))
    return examples


class _Lesson:
    def __init__(self, folder: Path, recipe: LinesRecipe) -> None:
        from sentence_transformers import SentenceTransformer

        torch.manual_seed(recipe.seed)
        self._recipe = recipe
        opened = SentenceTransformer(str(folder), device="cpu").float()
        self._tokenizer = opened.tokenizer
        module: Any = opened[0]
        self._network = module.model.eval()
        self._network.set_attn_implementation("eager")
        self._network.requires_grad_(False)
        layers = self._network.encoder.layer
        self._below, self._above = layers[: recipe.frozen], layers[recipe.frozen :]
        self._above.requires_grad_(True)
        size = self._network.config.hidden_size
        self._head = nn.Linear(size, 1 + len(GROUNDS))

    def run(self, examples: Sequence[Line]) -> dict[str, NDArray[np.float32]]:
        recipe = self._recipe
        states = self._states([line.text for line in examples])
        labels = _labels(examples)
        layers = list(self._above.parameters())
        rates = (recipe.rate, HEAD_RATE)
        optimiser = torch.optim.AdamW(
            [{"params": layers}, {"params": list(self._head.parameters())}],
            weight_decay=0.01,
        )
        steps = round(recipe.epochs * len(examples) / recipe.batch)
        losses = []
        batches = _batches([len(each) for each in states], recipe)
        for step, rows in zip(range(steps), batches, strict=False):
            share = min(1.0, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = self._loss([states[row] for row in rows], labels[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(layers, LONGEST_STEP)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            losses.append(loss.item())
            if step % REPORT_EVERY == REPORT_EVERY - 1:
                recent = float(np.mean(losses[-REPORT_EVERY:]))
                tell(f"lines: step {step + 1} of {steps}, loss {recent:.4f}")
        return self._tensors()

    def _loss(self, states: Sequence[torch.Tensor], labels: Any) -> torch.Tensor:
        wanted = labels * (1 - 2 * DOUBT) + DOUBT
        apart = functional.binary_cross_entropy_with_logits(
            self._odds(states), wanted, reduction="none"
        )
        return apart[:, 0].mean() + GROUNDS_SHARE * apart[:, 1:].sum(dim=1).mean()

    @torch.inference_mode()
    def _states(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """Return what each token of each text is above the layers that stay."""
        found: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), ENCODED):
            rows = order[start : start + ENCODED]
            read = self._tokenizer(
                [PROMPT + texts[row] for row in rows],
                padding=True,
                truncation=True,
                max_length=TOKENS,
                return_tensors="pt",
            )
            mask = read["attention_mask"]
            with _reduced():
                hidden = self._network.embeddings(input_ids=read["input_ids"])
                hidden = _through(self._below, hidden, mask)
            for row, state, length in zip(rows, hidden, mask.sum(dim=1), strict=True):
                found[row] = state[:length].half()
        return found

    def _odds(self, states: Sequence[torch.Tensor]) -> torch.Tensor:
        # Of few widths: the runtime prepares itself for each anew.
        width = -(-max(map(len, states)) // 16) * 16
        hidden = torch.zeros(len(states), width, states[0].shape[1])
        mask = torch.zeros(len(states), width, dtype=torch.long)
        for row, state in enumerate(states):
            hidden[row, : len(state)] = state.float()
            mask[row, : len(state)] = 1
        with _reduced():
            hidden = _through(self._above, hidden, mask)
        weights = mask.unsqueeze(-1).float()
        mean = (hidden.float() * weights).sum(1) / weights.sum(1)
        vectors = functional.normalize(mean, dim=-1)
        odds: torch.Tensor = self._head(LENGTH * vectors)
        return odds

    def _tensors(self) -> dict[str, NDArray[np.float32]]:
        frozen = self._recipe.frozen
        layers = {
            f"{PREFIX}{frozen + number}.{name}": values
            for number, layer in enumerate(self._above)
            for name, values in layer.named_parameters()
        }
        head = {HEAD: LENGTH * self._head.weight, ADDED: self._head.bias}
        return {
            name: values.detach().numpy() for name, values in {**layers, **head}.items()
        }


def _through(layers: Any, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    hides = (1 - mask[:, None, None, :].float()) * -1e4
    for layer in layers:
        given = layer(hidden, attention_mask=hides)
        hidden = given[0] if isinstance(given, tuple) else given
    return hidden


def _reduced() -> torch.autocast:
    return torch.autocast("cpu", dtype=torch.bfloat16)


def _labels(examples: Sequence[Line]) -> torch.Tensor:
    """Return a row an example: whether there is any ground, then each of them."""
    return torch.tensor(
        [
            [bool(grounds), *(ground.value in grounds for ground in GROUNDS)]
            for _, grounds in examples
        ],
        dtype=torch.float32,
    )


def _batches(lengths: Sequence[int], recipe: LinesRecipe) -> Iterator[NDArray[np.intp]]:
    """Give batches of similar lengths, so that little is padded, without an end."""
    random = np.random.default_rng(recipe.seed)
    size, mixed = recipe.batch, recipe.batch * 16
    measured = np.array(lengths)
    while True:
        order = random.permutation(len(lengths))
        found = []
        for start in range(0, len(order), mixed):
            rows = order[start : start + mixed]
            rows = rows[np.argsort(measured[rows], kind="stable")]
            found += [rows[at : at + size] for at in range(0, len(rows), size)]
        for at in random.permutation(len(found)):
            yield found[at]
