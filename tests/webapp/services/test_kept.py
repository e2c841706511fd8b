"""Answers that are kept, up to so many."""

from __future__ import annotations

from webapp.services.kept import Kept


def test_what_is_asked_again_is_not_made_again() -> None:
    made: list[int] = []
    kept: Kept[int] = Kept(2)

    def make(number: int) -> int:
        made.append(number)
        return number

    def answer(number: int) -> int:
        return kept.get(number, lambda: make(number))

    assert [answer(number) for number in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 2]
    # 2 was asked for longest ago when 3 came.
    assert made == [1, 2, 3, 2]
    assert len(kept) == 2
