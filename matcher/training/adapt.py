"""
Adapts multilingual-e5-small to the field: titles find their occupation, and each other.

Contrastive learning (InfoNCE; van den Oord 2018) with the other pairs of the batch and
near misses as negatives. The word embeddings stay, so the weights that are shipped are
the change of twelve layers. The change is shrunk (Wortsman 2022, "Robust fine-tuning"):
what was learnt elsewhere is kept where the data here is silent.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.nn import functional

from matcher.training.pairs import CrossPairs, LabelPairs, NamedPairs, Pair, Source
from matcher.training.telling import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.training.sources import Classification, Occupation

QUERY, PASSAGE = "query: ", "passage: "
SHORT_TOKENS, LONG_TOKENS = 24, 56
HARD_FROM: Final = 12
WARM_UP: Final = 30
LEAST_RATE: Final = 0.02
REPORT_EVERY: Final = 50
FROZEN: Final = ("word_embeddings", "position_embeddings", "token_type_embeddings")
# How often each source is drawn, and how many of its batches hold descriptions. China's
# classification has little of what the rest of the world does: more of it, and the
# encoder forgets how such work is called in Chinese.
SOURCES: Final = {
    "zh": (0.30, 0.25),
    "en": (0.28, 0.10),
    "de": (0.16, 0.10),
    "es": (0.16, 0.10),
    "cross": (0.10, 0.0),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    How long and how fast is learnt.

    Parameters
    ----------
    batch
        Pairs a step, each of another occupation.
    scale
        One over the temperature of the softmax.
    kept
        The share of the change that is kept.
    """

    steps: int = 420
    batch: int = 256
    rate: float = 1.2e-4
    scale: float = 50.0
    kept: float = 0.5
    seed: int = 0


Change = dict[str, "NDArray[np.float32]"]


def adapt(
    folder: Path,
    classification: Classification,
    esco: Mapping[str, Sequence[Occupation]],
    recipe: Recipe,
    device: str = "cpu",
) -> Change:
    """
    Return by how much each tensor of the network changes.

    Parameters
    ----------
    folder
        The base encoder.
    esco
        Occupations by language; a language that is not there is not trained on.
    device
        Where torch computes, such as "cuda". The same pairs are drawn everywhere.
    """
    return _Training(folder, classification, esco, recipe, device).run()


class _Training:
    def __init__(
        self,
        folder: Path,
        classification: Classification,
        esco: Mapping[str, Sequence[Occupation]],
        recipe: Recipe,
        device: str,
    ) -> None:
        from sentence_transformers import SentenceTransformer

        torch.manual_seed(recipe.seed)
        self.device = torch.device(device)
        self.random = np.random.default_rng(recipe.seed)
        self.recipe = recipe
        self.classification = classification
        model = SentenceTransformer(str(folder), device=device).float()
        self.tokenizer = model.tokenizer
        module: Any = model[0]
        self.network = module.model
        if self.device.type == "cpu":
            # In bfloat16 the fused attention is three times slower backwards.
            self.network.set_attn_implementation("eager")
        self.sources: dict[str, Source] = {
            "zh": NamedPairs(classification),
            **{language: LabelPairs(found) for language, found in esco.items()},
        }
        if len(esco) > 1:
            self.sources["cross"] = CrossPairs(esco)
        self.near_misses = self._find_near_misses()

    def run(self) -> Change:
        parameters = self._freeze()
        matrices = [p for p in parameters if p.ndim > 1]
        vectors = [p for p in parameters if p.ndim == 1]
        optimiser = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": 0.01},
                {"params": vectors, "weight_decay": 0.0},
            ],
            lr=self.recipe.rate,
            fused=True,
        )
        before = self._tensors()
        self.network.train()
        began, losses = time.perf_counter(), []
        for step in range(self.recipe.steps):
            for group in optimiser.param_groups:
                group["lr"] = self.recipe.rate * _share_of_rate(step, self.recipe.steps)
            loss = self._loss()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            losses.append(loss.item())
            if step % REPORT_EVERY == 0:
                seconds = time.perf_counter() - began
                recent = float(np.mean(losses[-REPORT_EVERY:]))
                tell(f"step {step}: loss {recent:.3f}, {seconds:.0f} s")
        after = self._tensors()
        return {
            name: self.recipe.kept * (after[name] - before[name]) for name in before
        }

    def _freeze(self) -> list[torch.nn.Parameter]:
        for module in self.network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad_(
                "encoder." in name and not any(part in name for part in FROZEN)
            )
        return [p for p in self.network.parameters() if p.requires_grad]

    def _tensors(self) -> Change:
        return {
            name: parameter.detach().cpu().numpy().copy()
            for name, parameter in self.network.named_parameters()
            if parameter.requires_grad
        }

    def _loss(self) -> torch.Tensor:
        names = list(self.sources)
        shares = np.array([SOURCES[name][0] for name in names])
        name = names[self.random.choice(len(names), p=shares / shares.sum())]
        long = bool(self.random.random() < SOURCES[name][1])
        pairs = self.sources[name].draw(
            self.recipe.batch, long=long, random=self.random
        )
        misses = self._misses(pairs) if name == "zh" else []
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            queries = self._encode([QUERY + p.query for p in pairs])
            passages = self._encode(
                [PASSAGE + p.passage for p in pairs],
                LONG_TOKENS if long else SHORT_TOKENS,
            )
            found = [passages]
            if misses:
                found.append(self._encode([PASSAGE + miss for miss in misses]))
        right = torch.arange(len(pairs), device=self.device)
        scale = self.recipe.scale
        loss = functional.cross_entropy(queries @ torch.cat(found).T * scale, right)
        if name == "zh":
            return loss
        # Labels are equals: each finds the other.
        back = functional.cross_entropy(passages @ queries.T * scale, right)
        return (loss + back) / 2

    def _misses(self, pairs: Sequence[Pair]) -> list[str]:
        codes = {pair.code for pair in pairs}
        misses = []
        for pair in pairs[: len(pairs) // 2]:
            near = [c for c in self.near_misses[pair.query] if c not in codes]
            if near:
                code = near[self.random.integers(len(near))]
                misses.append(self.classification.occupations[code].labels[0])
        return misses

    def _find_near_misses(self) -> dict[str, list[str]]:
        """Return for each text the occupations that the untrained network finds."""
        occupations = self.classification.occupations
        codes = list(occupations)
        texts = list(dict.fromkeys(text for text, _ in self.classification.named))
        names = [PASSAGE + occupations[code].labels[0] for code in codes]
        queries = self._encode_all([QUERY + text for text in texts])
        scores = queries @ self._encode_all(names).T
        best = np.argsort(-scores, axis=1)[:, :HARD_FROM]
        return {
            text: [codes[at] for at in row]
            for text, row in zip(texts, best, strict=True)
        }

    def _encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.network.eval()
        reduced = torch.autocast(self.device.type, dtype=torch.bfloat16)
        with torch.inference_mode(), reduced:
            parts = [
                self._encode(texts[start : start + 128]).cpu().numpy()
                for start in range(0, len(texts), 128)
            ]
        return np.concatenate(parts)

    def _encode(self, texts: Sequence[str], tokens: int = SHORT_TOKENS) -> torch.Tensor:
        batch = self.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=tokens,
            return_tensors="pt",
        ).to(self.device)
        mask = batch["attention_mask"]
        hidden = self.network(
            input_ids=batch["input_ids"], attention_mask=mask
        ).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


def mean_change(changes: Sequence[Change]) -> Change:
    """
    Return the mean of several runs: flatter and better than each (Wortsman 2022).

    Raises
    ------
    ValueError
        When there is none.
    """
    if not changes:
        raise ValueError("Expected at least one change.")
    return {
        name: np.mean([change[name] for change in changes], axis=0, dtype=np.float32)
        for name in changes[0]
    }


def _share_of_rate(step: int, steps: int) -> float:
    """Return the share of the rate: up in a few steps, then straight down."""
    return min(1.0, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - step / steps)
