"""The same vacancy posted several times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.duplicates import find_duplicates, find_similar
from matcher.encoder.hashing import HashingEncoder
from matcher.errors import VectorError
from matcher.types import Location, Shift, VacancyProfile

ENCODER = HashingEncoder(256)
# Counted characters differ more than meanings do.
LEAST_COSINE = 0.3
SEWING = VacancyProfile(
    1,
    "平车缝纫工",
    "负责羽绒服面料拼缝，会打枣、四线拷边，按件计酬，每月二十号发薪。",
    employer="吴江云锦服饰",
    location=Location("320509104"),
    pay_min_cents=700_000,
    pay_max_cents=900_000,
    shift=Shift.DAY,
)
REWORDED = replace(
    SEWING,
    id=2,
    title="急招！平车缝纫工 高薪",
    description="【直招】羽绒服面料拼缝，会打枣、四线拷边，按件计酬，包吃住。",
    employer="好活人力",
)
FORKLIFT = VacancyProfile(3, "叉车司机", "仓库装卸，持叉车证，两班倒。")


def _groups(*vacancies: VacancyProfile) -> list[tuple[int, ...]]:
    texts = [f"{v.title}。{v.description}" for v in vacancies]
    return find_duplicates(vacancies, ENCODER.encode_passages(texts), LEAST_COSINE)


def test_an_advert_reworded_by_an_agency_is_the_same_vacancy() -> None:
    assert _groups(SEWING, FORKLIFT, REWORDED) == [(0, 2)]


@pytest.mark.parametrize(
    "other",
    [
        replace(REWORDED, location=Location("341524100")),
        replace(REWORDED, location=Location("320509103")),
        replace(REWORDED, shift=Shift.NIGHT),
        replace(REWORDED, pay_min_cents=400_000, pay_max_cents=500_000),
    ],
    ids=["county", "town", "shift", "pay"],
)
def test_a_fact_that_contradicts_makes_it_another(other: VacancyProfile) -> None:
    assert _groups(SEWING, other) == []


def test_what_is_not_known_contradicts_nothing() -> None:
    bare = replace(
        REWORDED,
        location=Location(),
        shift=None,
        pay_min_cents=None,
        pay_max_cents=None,
    )
    assert _groups(SEWING, bare) == [(0, 1)]


def test_an_agency_that_names_the_county_alone_may_mean_any_town_of_it() -> None:
    assert _groups(SEWING, replace(REWORDED, location=Location("320509"))) == [(0, 1)]


def test_different_work_in_the_same_words_of_benefits_is_not_the_same() -> None:
    benefits = "五险一金，包吃包住，节日福利，带薪年假。"
    cook = VacancyProfile(4, "厨师", f"食堂炒大锅菜。{benefits}")
    guard = VacancyProfile(5, "保安", f"门岗登记车辆。{benefits}")
    others = [
        VacancyProfile(at, f"{word}工", f"做{word}。{benefits}")
        for at, word in enumerate(("装配", "打磨", "喷漆", "焊接", "质检", "包装"))
    ]
    assert _groups(cook, guard, *others) == []


def test_a_vacancy_is_in_one_group_and_nothing_is_in_none() -> None:
    assert _groups(SEWING, REWORDED, replace(SEWING, id=9)) == [(0, 1, 2)]
    assert _groups() == []


def test_adverts_without_text_are_not_the_same() -> None:
    empty = VacancyProfile(1, "")
    assert _groups(empty, empty) == []


def test_what_are_no_vectors_of_these_is_refused() -> None:
    with pytest.raises(VectorError, match=r"Expected 1 vectors, got shape \(2"):
        find_duplicates([SEWING], ENCODER.encode_passages(["a", "b"]))
    nothing = np.full((1, 8), np.nan, np.float32)
    with pytest.raises(VectorError, match="NaN"):
        find_duplicates([SEWING], nothing)


def test_similar_ones_come_nearest_first_without_itself() -> None:
    texts = ["缝纫工", "平车缝纫工", "叉车司机", "缝纫"]
    vectors = ENCODER.encode_passages(texts)
    everything = np.ones(4, dtype=bool)
    assert find_similar(0, vectors, everything, 2).tolist() == [1, 3]
    allowed = np.array([True, False, True, False])
    assert find_similar(0, vectors, allowed, 5).tolist() == [2]
    assert find_similar(0, vectors, np.zeros(4, dtype=bool), 5).tolist() == []
    with pytest.raises(ValueError, match="k >= 1"):
        find_similar(0, vectors, everything, 0)
