"""`zhida search`, `zhida match` and `zhida embed`, from the command line in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Embedding
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from webapp.cli import main
from webapp.database import migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Zhida = Callable[..., Result]

BUILD = Path(__file__).parents[3] / "build"


@pytest.fixture
def zhida(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Zhida:
    """The command, over an instance with a few vacancies and seekers."""
    url = f"sqlite:///{tmp_path / 'zhida.sqlite'}"
    monkeypatch.setenv("ZHIDA_DATABASE_URL", url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ZHIDA_BUILD_DIR", str(BUILD))
    monkeypatch.setenv("ZHIDA_ENCODER", "hashing")
    engine = open_engine(url)
    migrate(engine)
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    with Session(engine) as session:
        for title in ("缝纫工", "叉车司机", "会计"):
            make_paid_vacancy(session, title, valid_until=later, pay_text="6-8千")
        make_wishing_seeker(session, "缝纫工")
        session.commit()
    engine.dispose()
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_search_tells_what_it_understood_and_what_it_found(zhida: Zhida) -> None:
    result = zhida("search", "吴江 缝纫工 8000以上 包住")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].split() == ["place:", "吴江", "=", "江苏省苏州市吴江区"]
    assert "8000以上 = 8,000 yuan a month" in lines[1]
    assert lines[3].split() == ["ranked:", "缝纫工"]
    assert lines[4] == "1 vacancies, page 1 of 1"
    assert "缝纫工" in lines[5]
    assert "6-8千" in lines[5]


def test_match_gives_both_sides_their_best_with_reasons(
    zhida: Zhida, tmp_path: Path
) -> None:
    output = tmp_path / "matches.tsv"
    result = zhida("match", "--top", "2", "-o", str(output))
    assert result.exit_code == 0, result.output
    head, first, *others = output.read_text("utf-8").splitlines()
    assert head.startswith("for\tnumber\trank")
    assert first.startswith("seeker\t1\t1\t")
    assert "缝纫工\t工种吻合" in first
    assert len(others) == 4


def test_match_can_be_asked_for_one(zhida: Zhida) -> None:
    result = zhida("match", "--vacancy", "1", "--language", "en")
    assert result.exit_code == 0, result.output
    assert "the same work" in result.output
    assert len(result.output.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--seeker", "99"], "There is no seeker 99."),
        (["--seeker", "1", "--vacancy", "1"], "Choose one of"),
        (["-o", "/nowhere/out.tsv"], "there is no such folder"),
    ],
)
def test_match_refuses_in_one_sentence(
    zhida: Zhida, arguments: list[str], sentence: str
) -> None:
    result = zhida("match", *arguments)
    assert result.exit_code != 0
    assert sentence in result.output


def test_embed_encodes_what_is_new_once(zhida: Zhida) -> None:
    assert "4 new texts encoded." in zhida("embed").output
    assert "Nothing new to encode." in zhida("embed").output


def test_embed_and_match_repair_a_damaged_vector(zhida: Zhida, tmp_path: Path) -> None:
    zhida("embed")
    engine = open_engine(f"sqlite:///{tmp_path / 'zhida.sqlite'}")
    for command in (["embed"], ["match", "--top", "1"]):
        with Session(engine) as session:
            for row in session.scalars(select(Embedding).limit(2)):
                row.vector = b"\xff" * len(row.vector)
            session.commit()
        result = zhida(*command)
        assert result.exit_code == 0, result.output
        assert "Nothing new" in zhida("embed").output
    engine.dispose()


def test_an_unmigrated_database_is_named(
    zhida: Zhida, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHIDA_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    result = zhida("search", "普工")
    assert result.exit_code == 1
    assert "not up to date" in result.output


def test_an_encoder_that_is_not_there_is_named(
    zhida: Zhida, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHIDA_ENCODER", str(tmp_path / "none"))
    result = zhida("search", "普工")
    assert result.exit_code == 1
    assert f"Error: There is no encoder {tmp_path / 'none'}: " in result.output
    assert "make install" in result.output
    assert "Repo id" not in result.output


@pytest.fixture
def cut_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Half of the gazetteer's file."""
    path = tmp_path / "build" / "places" / "places.json.gz"
    path.parent.mkdir(parents=True)
    whole = (BUILD / "places" / "places.json.gz").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    monkeypatch.setenv("ZHIDA_BUILD_DIR", str(tmp_path / "build"))
    return path


@pytest.mark.parametrize(
    "arguments", [["search", "普工"], ["import", "vacancies", "v.csv"], ["prepare"]]
)
def test_damaged_places_are_told_by_all_who_read_them(
    zhida: Zhida,
    cut_places: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("v.csv").write_text("岗位\n普工\n", "utf-8")
    if arguments == ["prepare"]:
        # Which reads them to fill an empty database.
        monkeypatch.setenv("ZHIDA_DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    result = zhida(*arguments)
    assert result.exit_code == 1
    assert f"Error: {cut_places} is not whole (" in result.output
    assert "make install" in result.output


@pytest.mark.parametrize("keep", [100, 20_000])
def test_a_damaged_database_is_told_with_the_remedy(
    zhida: Zhida, tmp_path: Path, keep: int
) -> None:
    path = tmp_path / "zhida.sqlite"
    content = path.read_bytes()
    # Cut, and a file that never was a database.
    for damaged in (content[:keep], b"no database at all " * keep):
        for log in tmp_path.glob("zhida.sqlite-*"):
            log.unlink()
        path.write_bytes(damaged)
        result = zhida("match")
        assert result.exit_code == 1
        assert f"The database sqlite:///{path} is damaged (" in result.output
        assert "put a backup in its place" in result.output
