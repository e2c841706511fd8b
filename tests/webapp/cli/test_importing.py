from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ImportBatch, Vacancy
from models.sealed import Keyring, use_keyring
from webapp.cli.importing import import_
from webapp.config import Settings
from webapp.database import open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

GOOD = "企业名称,岗位,人数,薪资,工作地点\n示例纺织厂,挡车工,20,6-8千,吴江区盛泽镇\n"


@pytest.fixture
def zhida(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Result]]:
    """Run ``zhida import`` on an instance without any rows."""
    monkeypatch.setenv("ZHIDA_DATABASE_URL", database_url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path / "var"))
    use_keyring(Settings.from_env().keyring())
    yield lambda *words: CliRunner().invoke(import_, [str(word) for word in words])
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "岗位.csv"
    path.write_text(GOOD, encoding="gbk")
    return path


def stored(database_url: str) -> tuple[int, int]:
    """Return how many vacancies and records of imports there are."""
    engine = open_engine(database_url)
    with Session(engine) as session:
        vacancies = session.scalar(select(func.count(Vacancy.id)))
        batches = session.scalar(select(func.count(ImportBatch.id)))
    engine.dispose()
    return vacancies or 0, batches or 0


def test_a_file_is_taken_in_and_a_second_time_adds_nothing(
    zhida: Callable[..., Result], table: Path, database_url: str
) -> None:
    first = zhida("vacancies", table)
    assert first.exit_code == 0, first.output
    assert "1 added, 0 changed, 0 unchanged, 0 refused\nStored." in first.output
    assert "0 added, 0 changed, 1 unchanged" in zhida("vacancies", table).output
    assert stored(database_url) == (1, 2)


def test_a_dry_run_stores_nothing(
    zhida: Callable[..., Result], table: Path, database_url: str
) -> None:
    result = zhida("vacancies", table, "--dry-run")
    assert (result.exit_code, stored(database_url)) == (0, (0, 0))
    assert "+ row 2" in result.output
    assert "this was a dry run" in result.output


def test_a_refused_row_is_named_and_stores_nothing(
    zhida: Callable[..., Result], table: Path, database_url: str
) -> None:
    table.write_text(GOOD + "示例电子厂,普工,若干,面议,鼓楼区\n", encoding="gbk")
    result = zhida("vacancies", table)
    assert (result.exit_code, stored(database_url)) == (1, (0, 0))
    assert "! row 3" in result.output
    assert "若干" in result.output


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    zhida: Callable[..., Result], tmp_path: Path
) -> None:
    path = tmp_path / "岗位.xlsx"
    path.write_bytes(b"%PDF-1.7 no spreadsheet")
    result = zhida("vacancies", path)
    assert result.exit_code == 2
    assert "named as an Excel file but is none" in result.output
    assert zhida("vacancies", tmp_path / "none.xlsx").exit_code == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["riders"], "add --campaign"),
        (["riders", "--campaign", "没有"], "There is no campaign"),
        (["vacancies", "--employer", "没有"], "There is no employer"),
    ],
)
def test_what_the_rows_belong_to_must_exist(
    zhida: Callable[..., Result], table: Path, words: list[str], sentence: str
) -> None:
    result = zhida(words[0], table, *words[1:])
    assert result.exit_code == 2
    assert sentence in result.output
