"""Who fits equally stands in another order each day, and the same all day."""

from __future__ import annotations

import datetime as dt

import numpy as np

from matcher.encoder.hashing import HashingEncoder
from matcher.matching import Seekers, Vacancies, match_vacancies
from matcher.ranking import Baseline, Ranker
from matcher.ranking.lots import draw_lots, in_order
from tests.matcher.profiles import seeker, vacancy

DAY = dt.date(2027, 1, 31)
NEXT = dt.date(2027, 2, 1)


def test_lots_are_the_same_all_day_and_others_tomorrow_or_for_another_vacancy() -> None:
    ids = range(1, 200)
    lots = draw_lots(ids, 7, DAY)
    assert (lots == draw_lots(ids, 7, DAY)).all()
    assert len(set(lots.tolist())) == len(lots)
    assert (lots != draw_lots(ids, 7, NEXT)).all()
    assert (lots != draw_lots(ids, 8, DAY)).all()


def test_a_lot_belongs_to_the_person_not_to_the_place_in_the_list() -> None:
    lots = dict(zip([3, 9, 4], draw_lots([3, 9, 4], 7, DAY).tolist(), strict=True))
    assert lots[9] == draw_lots([9], 7, DAY).item()


def test_a_lot_decides_only_between_those_who_fit_equally() -> None:
    fits = np.array([0.5, 0.9, 0.502, 0.91, 0.2], dtype=np.float32)
    lots = np.array([5, 4, 1, 3, 0], dtype=np.uint64)
    assert in_order(fits, lots).tolist() == [3, 1, 2, 0, 4]


def test_over_the_days_everybody_who_fits_equally_is_among_the_first() -> None:
    encoder = HashingEncoder()
    people = [seeker(id_) for id_ in range(1, 41)]
    offer = vacancy(7)
    seekers = Seekers.of(
        people, encoder.encode_queries([p.wanted_title for p in people])
    )
    vacancies = Vacancies.of([offer], encoder.encode_passages([offer.title]))
    seen: set[int] = set()
    for after in range(60):
        (found,) = match_vacancies(
            seekers,
            vacancies,
            Baseline.of(encoder),
            Ranker.shipped(),
            k=5,
            day=DAY + dt.timedelta(days=after),
        )
        seen |= {fit.seeker_id for fit in found.fits}
    assert seen == {person.id for person in people}
