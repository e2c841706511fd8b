"""What was understood, as it is shown."""

from __future__ import annotations

import pytest

from matcher.conditions import Aspect
from matcher.occupations.classification import Classification
from matcher.query import understand
from tests.matcher.places.conftest import shared_gazetteer
from webapp.public.chips import chips
from webapp.public.filters import Filters


@pytest.mark.parametrize(
    ("text", "label", "aspect"),
    [
        ("缝纫工 不要计件", "no piece rates", Aspect.PIECEWORK),
        ("缝纫工 8000以上", "8,000 yuan a month or more", Aspect.PAY),
    ],
)
def test_what_was_understood_is_shown_and_taken_back(
    text: str, label: str, aspect: Aspect
) -> None:
    query = understand(text, shared_gazetteer(), None)
    (typed, words) = chips(
        Filters(q=text), query, shared_gazetteer(), Classification([])
    )
    assert typed.label == label
    assert aspect in typed.aspects
    assert typed.left.q == words.label == "缝纫工"
