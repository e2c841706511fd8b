"""What of a profile stands in a CV."""

from __future__ import annotations

from typing import Any

import pytest

from models import Schooling
from tests.matcher.places.conftest import shared_gazetteer
from tests.webapp.services.cvs.files import CHINESE
from webapp.services.cvs.proposing import propose
from webapp.services.seekers import ANSWERED_COLUMNS


def read(text: str) -> dict[str, dict[str, Any]]:
    found = propose(text, shared_gazetteer(), "320509")
    return {proposal.question: proposal.values for proposal in found}


def test_a_labelled_cv_answers_the_questions() -> None:
    assert read("\n".join(CHINESE)) == {
        "contact": {"name": "欧阳示例", "phone": "13800007788"},
        "home": {"home_place_code": "411525"},
        "work": {"wanted_title": "缝纫工"},
        "pay": {"wanted_monthly_cents": 700_000},
        "place": {"wanted_place_code": "320509103"},
        "schooling": {"schooling": Schooling.JUNIOR},
        "experience": {"experience_months": 60},
        "certificates": {"certificates": ["叉车证", "驾驶证C1"]},
    }


def test_english_labels_are_read_too() -> None:
    found = read(
        "Name: Li Si\nPosition: Welder\nExpected salary: 8000\nExperience: 3 years"
    )
    assert found["contact"] == {"name": "Li Si"}
    assert found["work"] == {"wanted_title": "Welder"}
    assert found["pay"] == {"wanted_monthly_cents": 800_000}
    assert found["experience"] == {"experience_months": 36}


def test_without_labels_only_what_cannot_be_mistaken_is_proposed() -> None:
    found = read("张三\n13800001111\n高中毕业，有电工证\n在固始做过电工")
    assert found == {
        "contact": {"phone": "13800001111"},
        "schooling": {"schooling": Schooling.SENIOR},
        "certificates": {"certificates": ["电工证"]},
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀" * 500,
        "期望薪资：面议",
        "期望薪资：999999999999",
        "籍贯：火星",
        "姓名：",
        "电话：12",
    ],
)
def test_nonsense_proposes_nothing(text: str) -> None:
    assert read(text) == {}


def test_only_answers_of_the_questions_are_proposed() -> None:
    for values in read("\n".join(CHINESE) * 3).values():
        assert set(values) <= ANSWERED_COLUMNS
