"""`zhida learn` and `zhida fairness`, from the command line in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from models import RankerStatus, RankerVersion
from models.sealed import Keyring, use_keyring
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW
from webapp.cli import main
from webapp.database import migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    Zhida = Callable[..., Result]

BUILD = Path(__file__).parents[3] / "build"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An instance with a vacancy and twelve seekers."""
    url = f"sqlite:///{tmp_path / 'zhida.sqlite'}"
    monkeypatch.setenv("ZHIDA_DATABASE_URL", url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ZHIDA_BUILD_DIR", str(BUILD))
    monkeypatch.setenv("ZHIDA_ENCODER", "hashing")
    engine = open_engine(url)
    migrate(engine)
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    with Session(engine) as session:
        make_paid_vacancy(session, "缝纫工", valid_until=later)
        for _ in range(12):
            # The instance has keys of its own.
            make_wishing_seeker(session, "缝纫工", id_number=None)
        session.commit()
    engine.dispose()
    yield url
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))


@pytest.fixture
def zhida(url: str) -> Zhida:
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_learning_tells_why_nothing_went_live(zhida: Zhida) -> None:
    assert zhida("learn", "--list").output == "The shipped ranker is live.\n"
    result = zhida("learn")
    assert result.exit_code == 0, result.output
    assert "refused" in result.output
    assert "too few" in result.output
    lines = zhida("learn", "--list").output.splitlines()
    assert lines[0] == result.output.strip()
    assert lines[1] == "The shipped ranker is live."


def test_a_live_ranker_is_taken_back(zhida: Zhida, url: str) -> None:
    engine = open_engine(url)
    with Session(engine) as session:
        session.add(
            RankerVersion(
                created_at=NOW, status=RankerStatus.LIVE, name="office", weights={}
            )
        )
        session.commit()
    engine.dispose()
    assert "live again" in zhida("learn", "--restore").output
    assert "live already" in zhida("learn", "--restore").output


def test_only_one_thing_at_a_time(zhida: Zhida) -> None:
    result = zhida("learn", "--restore", "--list")
    assert result.exit_code == 2
    assert "Choose one" in result.output


def test_fairness_shows_the_groups_that_are_large_enough(zhida: Zhida) -> None:
    result = zhida("fairness")
    assert result.exit_code == 0, result.output
    rows = [line.split("\t") for line in result.output.splitlines()]
    assert rows[0][:3] == ["group", "value", "people"]
    assert ["home", "河南", "12"] in [row[:3] for row in rows]
