from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bench import peers
from bench.charter_peers import ortools_routing
from bench.charter_peers.day import CoachClass, groups_of, read_day
from bench.peers import Peer, ask, plan_of
from routing.check import Cause, check
from routing.read import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

KM = 1000
NOWHERE = Peer("Nobody", "nobody", "nobody-plans", "nobody_plans")


def scenario_of(sizes: list[int], **rules: Any) -> dict[str, Any]:
    """Return a day: parties at 0, 10, 20 km and so on, all to one gate at 500 km."""
    at = [10 * i for i in range(len(sizes))] + [500]
    away = [[abs(a - b) for b in at] for a in at]
    return {
        "name": "line",
        "service_date": "2027-02-24",
        "places": [{"id": f"P{i}"} for i in range(len(at))],
        "travel": {
            "kind": "matrix",
            "distance_m": [[km * KM for km in row] for row in away],
            "duration_s": [[km * 40 for km in row] for row in away],
        },
        "parties": [
            {"id": f"G{i}", "size": n, "pickup": f"P{i}", "dropoff": f"P{len(sizes)}"}
            for i, n in enumerate(sizes)
        ],
        "fleet": [
            {"id": "big", "seats": 20, "hire_cents": 100_000, "cents_per_km": 500,
             "count": None},
            {"id": "van", "seats": 9, "hire_cents": 60_000, "cents_per_km": 300,
             "count": None},
        ],
        "rules": {
            "occupancy": 1.0,
            "max_pickups": 2,
            "max_dropoffs": 1,
            "second_driver_above_m": 495 * KM,
            **rules,
        },
    }  # fmt: skip


def written(tmp_path: Path, scenario: dict[str, Any]) -> Path:
    path = tmp_path / "charter-2000-0.5.json"
    path.write_text(json.dumps(scenario))
    return path


@pytest.fixture
def line(tmp_path: Path) -> Path:
    """Three parties, of which a coach takes two at most."""
    whole = {
        "pickup_s": 900,
        "dropoff_s": 600,
        "max_duration_s": 54_000,
        "max_distance_m": 1_250_000,
        "second_driver_cents": 70_000,
    }
    return written(tmp_path, scenario_of([8, 10, 10], **whole))


def test_a_second_driver_makes_a_class_of_its_own(line: Path) -> None:
    day = read_day(line, None)
    assert day.classes == (
        CoachClass(20, 100_000, 500, 495 * KM),
        CoachClass(20, 170_000, 500, 1250 * KM),
        CoachClass(9, 60_000, 300, 495 * KM),
        CoachClass(9, 130_000, 300, 1250 * KM),
    )
    assert day.size.tolist() == [8, 10, 10]
    assert day.place_standing_s().tolist() == [900, 900, 900, 600]


@pytest.mark.parametrize(
    ("tour", "groups"),
    [
        ([(0, True), (1, True), (0, False), (1, False)], [[0, 1]]),
        # 18 people in turns could all be aboard at once.
        ([(0, True), (0, False), (1, True), (1, False)], [[0, 1]]),
        # 28 could not.
        (
            [(0, True), (1, True), (1, False), (0, False), (2, True), (2, False)],
            [[0, 1], [2]],
        ),
        ([], []),
    ],
)
def test_a_coach_that_fills_again_is_two_coaches(
    line: Path, tour: list[tuple[int, bool]], groups: list[list[int]]
) -> None:
    assert groups_of(read_day(line, None), [tour]) == groups


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"count": 3}, "as many coaches as wanted"),
        ({"seats": 9}, "every party to fit"),
    ],
)
def test_a_day_that_peers_cannot_be_told_is_refused(
    line: Path, change: dict[str, Any], named: str
) -> None:
    scenario = json.loads(line.read_text())
    scenario["fleet"][0] |= change
    line.write_text(json.dumps(scenario))
    with pytest.raises(ValueError, match=named):
        read_day(line, None)


def test_or_tools_finds_the_cheapest_groups(line: Path) -> None:
    # The first needs two drivers by any coach; it rides with the second or alone.
    groups = ortools_routing.solve(read_day(line, None), 1.0)
    assert groups is not None
    assert sorted(sorted(group) for group in groups) == [[0], [1, 2]]


def test_or_tools_keeps_to_the_number_of_parties(line: Path) -> None:
    groups = ortools_routing.solve(read_day(line, 1), 1.0)
    assert groups is not None
    assert sorted(groups) == [[0], [1], [2]]


def test_groups_become_a_plan_that_is_judged_like_ours(line: Path) -> None:
    problem = read_scenario(line, {})
    plan = plan_of(problem, [[2, 1], [0]], lower_bound_cents=1)
    assert check(problem, plan) == []
    # 490 km by the big coach with one driver, 500 by the van with two.
    assert [trip.cost_cents for trip in plan.trips] == [345_000, 280_000]
    assert [[s.place for s in trip.stops] for trip in plan.trips] == [
        ["P1", "P2", "P3"],
        ["P0", "P3"],
    ]


def test_a_peer_that_breaks_a_rule_is_found_out(line: Path) -> None:
    problem = read_scenario(line, {})
    causes = {v.cause for v in check(problem, plan_of(problem, [[0, 1]], 1))}
    assert causes == {Cause.MISSING_PARTY}
    with pytest.raises(ValueError, match="28 riders in one coach"):
        plan_of(problem, [[0, 1, 2]], 1)


def test_a_peer_runs_in_a_process_of_its_own(
    line: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "TIME_LIMIT_S", 1.0)
    answer = ask(peers.PEERS[0], line, 1)
    assert not isinstance(answer, str)
    assert sorted(answer[0]) == [[0], [1], [2]]
    assert 0 < answer[1] < 5


def test_a_peer_that_fails_is_said_to_have_failed(line: Path) -> None:
    answer = ask(NOWHERE, line, 1)
    assert isinstance(answer, str)
    assert "No module named" in answer


def test_a_peer_that_is_not_installed_is_named_and_left_out(
    line: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "PEERS", (NOWHERE,))
    peers.main(line.parent)
    out = capsys.readouterr().out
    assert "Not installed and left out: Nobody." in out
    assert "No scenario charter-2000-1.0.json" in out
    lines = [line.split(" | ") for line in out.splitlines() if "**Zhida**" in line]
    assert [cells[1:5] for cells in lines] == [
        ["2 pickups, 1 drop-offs", "**Zhida**", "625,000", "2"],
        ["3 parties", "**Zhida**", "625,000", "2"],
    ]
    assert [cells[-1] for cells in lines] == ["0 |", "0 |"]
