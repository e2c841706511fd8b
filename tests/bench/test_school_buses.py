from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import school_buses
from bench.school_buses import Loads, read_instance, read_published
from routing.mixed_loads import Pickup, Site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one instance: two stops, a mile and ten from their school."""
    one = tmp_path / "RSRB01"
    one.mkdir()
    (one / "Stops.txt").write_text(
        "ID\tX_COORD\tY_COORD\tEP_ID\tSTUDENT_COUNT\n"
        "1\t5280\t0\t9\t5\n"
        "2\t-26400\t26400.5\t9\t10\n"
    )
    (one / "Schools.txt").write_text("ID\tX\tY\tAMEARLY\tAMLATE\n9\t0\t0\t905\t1010\n")
    (tmp_path / "pnas-tableS1.csv").write_text(
        '"exp_id","benchmark","exp_name","max_riding_time","buses","iter"\n'
        '1,"RSRB01","many",2700.0,31,1\n'
    )
    return tmp_path


def test_feet_become_milliseconds_at_20_miles_per_hour(folder: Path) -> None:
    problem = read_instance(folder / "RSRB01", 2700, Loads.MIXED)
    # 180 s a mile; the half foot is rounded up.
    assert problem.duration_ms[0].tolist() == [0, 1_980_018, 180_000]
    assert problem.pickups[0] == Pickup("1", "9", 5, 32_000)
    assert problem.capacity == 66
    assert problem.max_ride_ms == 2_700_000


def test_mixed_loads_come_within_the_window(folder: Path) -> None:
    problem = read_instance(folder / "RSRB01", 2700, Loads.MIXED)
    nine, ten = 9 * 3_600_000 + 300_000, 10 * 3_600_000 + 600_000
    assert problem.sites == (Site("9", nine, ten, 29_000, 1_900),)
    assert problem.mixed


def test_single_loads_are_let_off_when_the_window_opens(folder: Path) -> None:
    problem = read_instance(folder / "RSRB01", 2700, Loads.SINGLE)
    at_ms = 9 * 3_600_000 + 300_000 - 154_400
    assert problem.sites == (Site("9", at_ms, at_ms, 154_400, 0),)
    assert not problem.mixed


def test_published_numbers_are_found_by_instance_ride_and_method(folder: Path) -> None:
    published = read_published(folder / "pnas-tableS1.csv")
    assert published == {("RSRB01", 2700, "many"): 31}
    assert read_published(folder / "nothing.csv") == {}


def test_a_line_for_every_ride(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(school_buses, "ROUNDS", 20)
    school_buses.main(folder)
    lines = [line for line in capsys.readouterr().out.splitlines() if "RSRB01" in line]
    assert [line.split(" | ")[1:6] for line in lines] == [
        ["2700 s", "–", "–", "31", "–"],
        ["5400 s", "–", "–", "–", "–"],
    ]
    # One bus takes both: the pupils of the far stop ride 36 minutes.
    assert [line.count("**1**") for line in lines] == [2, 2]


def test_an_empty_folder_is_said_to_be_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school_buses.main(tmp_path)
    assert "nothing is measured" in capsys.readouterr().out
