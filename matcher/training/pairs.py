"""Batches of pairs that mean the same, each from another occupation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.random import Generator

    from matcher.training.sources import Classification, Occupation

# Of the passages of a Chinese pair, so many are the occupation's official name; the
# others are another name for it.
OFFICIAL_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of one occupation: what is asked, what should be found."""

    query: str
    passage: str
    code: str


class Source(Protocol):
    """Draws pairs of distinct occupations."""

    def draw(self, size: int, *, long: bool, random: Generator) -> list[Pair]:
        """Return that many pairs, as far as there are occupations."""
        ...


class NamedPairs:
    """
    Pairs out of a classification with texts that name its occupations.

    Texts are drawn evenly, so frequent occupations come more often, as in adverts.
    """

    def __init__(self, classification: Classification) -> None:
        self._occupations = classification.occupations
        self._named = classification.named

    def draw(self, size: int, *, long: bool, random: Generator) -> list[Pair]:
        """Return pairs of as many occupations; long ones have descriptions."""
        pairs: dict[str, Pair] = {}
        while len(pairs) < size:
            text, code = self._named[random.integers(len(self._named))]
            if code in pairs:
                continue
            passage = self._passage(self._occupations[code], text, long, random)
            if passage and passage != text:
                pairs[code] = Pair(text, passage, code)
        return list(pairs.values())

    def _passage(
        self, occupation: Occupation, text: str, long: bool, random: Generator
    ) -> str:
        official = occupation.labels[0]
        if long:
            if not occupation.description:
                return ""
            if text == official:
                return occupation.description
            return f"{official}。{occupation.description}"
        if random.random() < OFFICIAL_SHARE:
            return official
        return _one_of(occupation.labels, random)


class LabelPairs:
    """Pairs out of occupations that have several labels in one language."""

    def __init__(self, occupations: Sequence[Occupation]) -> None:
        self._occupations = [o for o in occupations if len(o.labels) > 1]

    def draw(self, size: int, *, long: bool, random: Generator) -> list[Pair]:
        """Return pairs of as many occupations; long ones have descriptions."""
        pairs = []
        for at in random.permutation(len(self._occupations)):
            occupation = self._occupations[at]
            query, other = random.choice(len(occupation.labels), 2, replace=False)
            passage = occupation.description if long else occupation.labels[other]
            if passage:
                pairs.append(Pair(occupation.labels[query], passage, occupation.code))
            if len(pairs) == size:
                break
        return pairs


class CrossPairs:
    """Pairs of labels of one occupation in two languages."""

    def __init__(self, languages: Mapping[str, Sequence[Occupation]]) -> None:
        self._by_code: dict[str, list[Occupation]] = {}
        for occupations in languages.values():
            for occupation in occupations:
                self._by_code.setdefault(occupation.code, []).append(occupation)
        self._codes = [code for code, all_ in self._by_code.items() if len(all_) > 1]

    def draw(self, size: int, *, long: bool, random: Generator) -> list[Pair]:
        """Return short pairs of as many occupations; there are no long ones."""
        pairs = []
        for at in random.permutation(len(self._codes))[:size]:
            code = self._codes[at]
            languages = self._by_code[code]
            one, other = random.choice(len(languages), 2, replace=False)
            pairs.append(
                Pair(
                    _one_of(languages[one].labels, random),
                    _one_of(languages[other].labels, random),
                    code,
                )
            )
        return pairs


def _one_of(texts: Sequence[str], random: Generator) -> str:
    return texts[int(random.integers(len(texts)))]
