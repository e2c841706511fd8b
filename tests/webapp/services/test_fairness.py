"""What no score may read changes nothing, in a thousand profiles and all services."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from matcher.encoder.hashing import HashingEncoder
from matcher.explanation import ReasonKind
from models import Schooling, Shift
from tests.factories.campaigns import make_driven_trip, make_places
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW, make_employer
from tests.matcher.persons import PREFIXES, SUFFIXES, TELLING, TOLD
from webapp.services.fairness import SMALLEST, read_id_number, report
from webapp.services.matching import MatchMaker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.matching import Matches
    from models import Seeker

TITLES = ("缝纫工", "叉车司机", "厨师", "保安", "挡车工")
SKILLS = ("会平车拷边", "有叉车证，会装卸", "大锅菜、面点", "退伍，会登记", "喷水织机")
HOMES = ("411525", "411526", "411528", "411525100")


@pytest.fixture(scope="module")
def maker() -> MatchMaker:
    return MatchMaker(HashingEncoder())


def lay_profiles(session: Session, count: int) -> list[Seeker]:
    """Add so many people and fifty vacancies, seeded."""
    rng = random.Random(11)
    make_places(session)
    employer = make_employer(session)
    for number in range(50):
        make_paid_vacancy(
            session, rng.choice(TITLES), employer=employer,
            description=rng.choice(SKILLS),
            monthly_min_cents=rng.randrange(8, 12) * 50_000,
            monthly_max_cents=rng.randrange(12, 18) * 50_000,
            shift=rng.choice((None, *Shift)), has_lodging=number % 2 == 0,
            schooling=rng.choice((Schooling.ANY, Schooling.JUNIOR)),
        )  # fmt: skip
    return [
        make_wishing_seeker(
            session, rng.choice(TITLES), skills=rng.choice(SKILLS),
            home_place_code=rng.choice(HOMES),
            wanted_monthly_cents=rng.randrange(8, 14) * 50_000,
            wanted_shift=rng.choice((None, *Shift)),
            wants_lodging=rng.random() < 0.5,
            schooling=rng.choice((Schooling.ANY, Schooling.JUNIOR, Schooling.SENIOR)),
            experience_months=rng.choice((0, 12, 60)),
        )
        for _ in range(count)
    ]  # fmt: skip


def tell(seeker: Seeker, told: str, rng: random.Random) -> None:
    """Write what a person is among the skills or the wished work, before or behind."""
    field = rng.choice(("skills", "wanted_title"))
    said = getattr(seeker, field)
    setattr(seeker, field, rng.choice((f"{told}，{said}", f"{said}，{told}")))


def swap_sex(seeker: Seeker, rng: random.Random) -> None:
    seeker.id_number = "99999919900101002X"
    seeker.name = "示例女士"
    tell(seeker, rng.choice(TOLD["sex"]), rng)


def swap_age(seeker: Seeker, rng: random.Random) -> None:
    year = rng.randrange(1955, 2008)
    seeker.id_number = f"999999{year}0101001X"
    tell(seeker, rng.choice((f"{2027 - year}岁", *TOLD["age"])), rng)


def swap_ethnicity(seeker: Seeker, rng: random.Random) -> None:
    seeker.name = "阿依古丽·示例"
    tell(seeker, rng.choice(TOLD["ethnicity"]), rng)


def swap_home(seeker: Seeker, rng: random.Random) -> None:
    seeker.home_place_code = rng.choice((*HOMES, None))
    seeker.id_number = f"{rng.choice(('411525', '522702'))}19900101001X"
    tell(seeker, rng.choice(TOLD["home"]), rng)


def swap_marriage(seeker: Seeker, rng: random.Random) -> None:
    tell(seeker, rng.choice(TOLD["marriage"]), rng)


def swap_within(seeker: Seeker, rng: random.Random) -> None:
    """Write it inside the clauses: 40岁女缝纫工, 缝纫工大姐, 四川大姐会平车."""
    work = seeker.wanted_title
    seeker.wanted_title = rng.choice(
        (f"{rng.choice(PREFIXES)}{work}", f"{work}{rng.choice(SUFFIXES)}")
    )
    seeker.skills = f"{rng.choice(TELLING)}{seeker.skills}"


SWAPS = (
    swap_sex, swap_age, swap_ethnicity, swap_home, swap_marriage, swap_within,
)  # fmt: skip


def plain(found: list[Matches]) -> list[tuple[object, ...]]:
    """Return everything of the rankings but the words of the advert marked in them."""
    return [
        (
            matches.id,
            matches.obstacles,
            *(
                (f.seeker_id, f.vacancy_id, f.score, f.chance, f.closeness,
                 tuple((r.kind, r.weight) for r in f.reasons))
                for f in matches.fits
            ),
        )
        for matches in found
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "count"),
    [
        ("sqlite", 60),
        ("postgresql", 60),
        pytest.param("sqlite", 1_000, marks=pytest.mark.slow),
    ],
    indirect=["engine"],
)
def test_no_ranking_changes_with_what_a_person_is(
    session: Session, maker: MatchMaker, count: int
) -> None:
    people = lay_profiles(session, count)
    before = tuple(map(plain, maker.for_all(session, now=NOW)))
    assert sum(len(row) > 2 for row in before[0]) > count // 2
    for swap in SWAPS:
        rng = random.Random(swap.__name__)
        with session.begin_nested() as trial:
            for seeker in people:
                swap(seeker, rng)
            session.flush()
            after = tuple(map(plain, maker.for_all(session, now=NOW)))
            trial.rollback()
        assert after == before, swap.__name__


def test_the_home_county_counts_only_for_the_coach(
    session: Session, maker: MatchMaker
) -> None:
    trip = make_driven_trip(session)
    trip.plan.is_chosen = True
    gate = next(stop.site for stop in trip.stops if stop.site is not None)
    make_paid_vacancy(session, "缝纫工", employer=gate.employer, site=gate)
    served = make_wishing_seeker(session, "缝纫工", home_place_code="411525")
    other = make_wishing_seeker(session, "缝纫工", home_place_code="411528")
    (one,) = maker.for_seeker(session, served.id, now=NOW).fits
    (two,) = maker.for_seeker(session, other.id, now=NOW).fits
    assert one.score == two.score
    assert {r.kind for r in one.reasons} - {r.kind for r in two.reasons} == {
        ReasonKind.COACH
    }


def test_groups_too_small_are_not_shown(session: Session, maker: MatchMaker) -> None:
    make_paid_vacancy(session, "缝纫工")
    for number in range(2 * SMALLEST):
        seeker = make_wishing_seeker(session, "缝纫工")
        seeker.id_number = f"9999991990010100{1 + (number % 2)}X"
    make_wishing_seeker(session, "缝纫工", id_number="99999919600101001X")
    session.flush()
    found = report(session, maker, now=NOW)
    shown = {(g.dimension, g.value): g for g in found.groups}
    # The one older person is hidden, and so is the group it could be worked out from.
    assert set(shown) == {("sex", "female"), ("sex", "male"), ("home", "河南")}
    assert found.people == 2 * SMALLEST + 1
    assert found.hidden == 2 * SMALLEST + 1
    assert shown["sex", "female"].people == SMALLEST
    assert shown["home", "河南"].ratio == pytest.approx(1)


def test_a_report_of_nobody_is_empty(session: Session, maker: MatchMaker) -> None:
    assert report(session, maker, now=NOW).groups == ()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("999999199001010017", ("male", "35-44")),
        ("99999919900201002X", ("female", "35-44")),
        ("999999201001010027", ("female", "under 25")),
        ("999999195001010017", ("male", "55 and over")),
        (None, ("unknown", "unknown")),
        ("123456789012345", ("unknown", "unknown")),
        ("99999999990101001X", ("male", "unknown")),
    ],
)
def test_an_id_number_tells_sex_and_age(
    number: str | None, told: tuple[str, str]
) -> None:
    assert read_id_number(number, dt.date(2027, 1, 31)) == told
