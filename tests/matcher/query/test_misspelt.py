"""English words with one wrong letter."""

from __future__ import annotations

import pytest

from matcher.query.misspelt import find_misspelt


def meant(text: str) -> str:
    for each in reversed(list(find_misspelt(text))):
        text = text[: each.start] + each.meant + text[each.end :]
    return text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("expirience", "experience"),
        ("certifcate", "certificate"),
        ("acommodation", "accommodation"),
        ("accommmodation", "accommodation"),
        ("forkilft", "forklift"),
        ("collage degree, flexable", "college degree, flexible"),
    ],
)
def test_one_wrong_letter_is_put_right(text: str, right: str) -> None:
    assert meant(text) == right


@pytest.mark.parametrize(
    "text", ["experienced", "certificates", "include", "provider", "urgent", "matter"]
)
def test_another_word_stays(text: str) -> None:
    assert meant(text) == text
