from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from models import Campaign
from models.sealed import Keyring, use_keyring
from tests.factories.campaigns import make_campaign, make_coach_type, make_party
from webapp.cli.campaigns import campaign
from webapp.config import Settings
from webapp.database import migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def zhida(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Result]]:
    """Run ``zhida campaign`` on an instance with one campaign of two parties."""
    monkeypatch.setenv("ZHIDA_DATABASE_URL", database_url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ZHIDA_TRAVEL", "great_circle")
    use_keyring(Settings.from_env().keyring())
    engine = open_engine(database_url)
    migrate(engine)
    with Session(engine) as session:
        made = make_campaign(session, name="返岗")
        for _ in range(2):
            make_party(session, made)
        make_coach_type(session)
        session.commit()
    yield lambda *words: CliRunner().invoke(campaign, words)
    engine.dispose()
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))


def test_a_campaign_is_planned_and_its_manifests_are_written(
    zhida: Callable[..., Result], tmp_path: Path, database_url: str
) -> None:
    planned = zhida("plan", "返岗", "--time-limit", "3")
    assert planned.exit_code == 0, planned.output
    assert "8 riders in 1 coach for" in planned.output
    assert "8 of 8 riders confirmed, 1 coach for" in zhida("list").output
    written = zhida("manifests", "返岗", "-o", str(tmp_path / "papers"))
    assert written.exit_code == 0, written.output
    files = sorted(path.name for path in (tmp_path / "papers").iterdir())
    engine = open_engine(database_url)
    with Session(engine) as session:
        plan = session.query(Campaign).one().chosen_plan
        assert plan is not None
        reference = f"{plan.campaign_id}-{plan.id}-1"
    engine.dispose()
    assert files == [
        f"manifest-2027-02-24-trip-{reference}-masked.pdf",
        f"manifest-2027-02-24-trip-{reference}-masked.xlsx",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("plan", "nowhere"), "no campaign 'nowhere'"),
        (("plan", "返岗", "--time-limit", "0"), "time limit"),
        (("manifests", "返岗", "-o", "x"), "no chosen plan"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    zhida: Callable[..., Result], words: tuple[str, ...], sentence: str
) -> None:
    answer = zhida(*words)
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert "Traceback" not in answer.output
