"""What one thing keeps a seeker from is named with that thing, and nothing else is."""

from __future__ import annotations

from matcher.encoder.hashing import HashingEncoder
from matcher.matching import Vacancies
from matcher.near_misses import find_near_misses
from matcher.ranking import Baseline
from matcher.sentences import sentence
from matcher.types import Schooling, SeekerProfile, VacancyProfile
from tests.matcher.profiles import seeker, vacancy

ENCODER = HashingEncoder()
BASELINE = Baseline.of(ENCODER)
FORKLIFT = frozenset({"叉车证"})


def missed(
    person: SeekerProfile, offers: list[VacancyProfile], most: int = 3
) -> list[tuple[int, list[str]]]:
    (vector,) = ENCODER.encode_queries([person.wanted_title])
    titles = [offer.title for offer in offers]
    laid_out = Vacancies.of(offers, ENCODER.encode_passages(titles))
    found = find_near_misses(person, vector, laid_out, BASELINE, most)
    return [(each.vacancy_id, [sentence(r) for r in each.missing]) for each in found]


def test_the_one_thing_that_is_missing_is_named() -> None:
    person = seeker(wanted_title="叉车司机", schooling=Schooling.JUNIOR)
    offers = [
        vacancy(id=1, title="叉车司机"),
        vacancy(id=2, title="叉车司机", certificates=FORKLIFT),
        vacancy(id=3, title="叉车司机", certificates=FORKLIFT, headcount=0),
        vacancy(id=4, title="叉车司机", headcount=0),
        vacancy(
            id=5,
            title="叉车司机",
            certificates=FORKLIFT,
            schooling=Schooling.MASTER,
        ),
        vacancy(id=6, title="幼儿园教师", certificates=FORKLIFT),
    ]
    assert missed(person, offers) == [(2, ["需要叉车证"])]


def test_no_more_than_asked_for_and_none_of_nothing() -> None:
    person = seeker(wanted_title="叉车司机")
    offers = [vacancy(id=n, title="叉车司机", certificates=FORKLIFT) for n in range(9)]
    assert [id_ for id_, _ in missed(person, offers, most=2)] == [0, 1]
    assert missed(person, []) == []
