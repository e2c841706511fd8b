"""A line of the advert, with the words that carry the reasons marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.explanation import Reason, ReasonKind
from matcher.highlights import Words
from models import Vacancy
from webapp.seeker.quoting import CHARACTERS, quote


def reason(*spans: tuple[int, int], field: str = "description") -> Reason:
    words = tuple(Words(field, *span) for span in spans)
    return Reason(ReasonKind.LODGING, 0.1, {}, words)


def test_the_words_of_the_reasons_are_marked() -> None:
    vacancy = Vacancy(description="平车缝制，包住")
    assert quote(vacancy, [reason((5, 7)), reason((0, 4))]) == [
        ("平车缝制", True), ("，", False), ("包住", True),
    ]  # fmt: skip


def test_words_that_touch_are_one() -> None:
    vacancy = Vacancy(description="包吃住")
    assert quote(vacancy, [reason((0, 2)), reason((1, 3))]) == [("包吃住", True)]


def test_a_long_advert_is_cut_where_most_is_marked() -> None:
    vacancy = Vacancy(description="包住" + "。" * 200 + "两班倒，有食堂" + "。" * 200)
    pieces = quote(vacancy, [reason((0, 2), (202, 205), (207, 209))])
    assert ("两班倒", True) in pieces
    assert pieces[0] == pieces[-1] == ("…", False)


def test_a_cutting_begins_with_a_clause_if_one_is_near() -> None:
    begin = "从不拖欠工资，每月十号发" * 8
    near = begin + "。 3、包吃包住。" + begin
    word = near.index("包住")
    assert quote(Vacancy(description=near), [reason((word, word + 2))])[:3] == [
        ("…", False), ("3、包吃", False), ("包住", True),
    ]  # fmt: skip
    far = "甲" * 80 + "包住"
    assert quote(Vacancy(description=far), [reason((80, 82))]) == [
        ("…", False), ("甲" * 6, False), ("包住", True),
    ]  # fmt: skip


def test_nothing_marked_is_nothing_quoted() -> None:
    vacancy = Vacancy(description="平车缝制")
    assert quote(vacancy, []) == []
    assert quote(vacancy, [reason((0, 2), field="title")]) == []


@given(
    text=st.text(max_size=200),
    spans=st.lists(st.tuples(st.integers(0, 199), st.integers(1, 20)), max_size=6),
)
def test_pieces_are_a_cutting_of_the_text(
    text: str, spans: list[tuple[int, int]]
) -> None:
    inside = [(a, min(a + n, len(text))) for a, n in spans if a < len(text)]
    pieces = quote(Vacancy(description=text), [reason(*inside)] if inside else [])
    whole = "".join(piece for piece, _ in pieces)
    assert whole.removeprefix("…").removesuffix("…") in text or "…" in text
    assert len(whole) <= CHARACTERS + 2
    assert bool(pieces) == bool(inside)
