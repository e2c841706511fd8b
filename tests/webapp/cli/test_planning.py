from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from routing import RoutingError
from routing.read import scenario_to_json
from tests.routing.instances import charter_day
from webapp.cli import main


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "scenario.json"
    document = scenario_to_json(charter_day(12, seed=3))
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_planned_scenario_passes_the_check(scenario, tmp_path):
    plan = tmp_path / "plan.json"

    planned = run("plan", scenario, "-o", plan, "--time-limit", 20, "--seed", 3)
    checked = run("check", scenario, plan)

    assert planned.exit_code == checked.exit_code == 0
    assert planned.stdout.startswith("optimal: ")
    assert "bound" in planned.stderr
    assert json.loads(plan.read_text(encoding="utf-8"))["seed"] == 3


def test_a_broken_rule_is_a_line_and_exit_1(scenario, tmp_path):
    plan = tmp_path / "plan.json"
    run("plan", scenario, "-o", plan)
    document = json.loads(plan.read_text(encoding="utf-8"))
    document["trips"][0]["distance_m"] += 7
    plan.write_text(json.dumps(document), encoding="utf-8")

    checked = run("check", scenario, plan)

    assert checked.exit_code == 1
    assert checked.stdout == "wrong_distance\ttrips[0]\texcess 7\n"


@pytest.mark.parametrize("content", ["", "[]", '{"name": 3}', "{}"])
def test_a_malformed_file_is_one_sentence_and_exit_2(scenario, tmp_path, content):
    bad = tmp_path / "bad.json"
    bad.write_text(content, encoding="utf-8")

    for result in (
        run("plan", bad, "-o", tmp_path / "plan.json"),
        run("check", bad, bad),
        run("check", scenario, bad),
    ):
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert "Traceback" not in result.stderr


def test_the_output_folder_must_exist(scenario, tmp_path):
    result = run("plan", scenario, "-o", tmp_path / "none" / "plan.json")

    assert result.exit_code == 2
    assert "there is no such folder" in result.stderr


def test_roads_that_were_not_built_are_one_sentence(scenario, tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIDA_BUILD_DIR", str(tmp_path))
    document = json.loads(scenario.read_text(encoding="utf-8"))
    document["travel"] = {"kind": "roads"}
    for place in document["places"]:
        place |= {"lat": 31.0, "lon": 120.6}
    scenario.write_text(json.dumps(document), encoding="utf-8")

    result = run("plan", scenario, "-o", tmp_path / "plan.json")

    assert result.exit_code == 2
    assert 'run "make install" first' in result.stderr
    assert not isinstance(result.exception, RoutingError)


def test_a_plan_is_drawn_as_it_is_made_and_afterwards(scenario, tmp_path):
    plan, first, again = (tmp_path / n for n in ("p.json", "a.svg", "b.png"))

    planned = run("plan", scenario, "-o", plan, "--gantt", first)
    drawn = run("draw", scenario, plan, "--gantt", again)

    assert planned.exit_code == drawn.exit_code == 0
    assert "行车" in first.read_text(encoding="utf-8")
    assert again.read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_made_is_one_sentence_before_planning(
    scenario, tmp_path
):
    plan = tmp_path / "p.json"
    for arguments, word in (
        (("--map", tmp_path / "a.svg"), "lat and lon"),
        (("--gantt", tmp_path / "a.jpg"), ".svg or .png"),
        (("--gantt", tmp_path / "none" / "a.svg"), "there is no such folder"),
    ):
        result = run("plan", scenario, "-o", plan, *arguments)
        assert result.exit_code == 2
        assert word in result.stderr
        assert result.stderr.count("\n") == 1
        assert not plan.exists()


def test_drawing_wants_to_know_what(scenario, tmp_path):
    result = run("draw", scenario, tmp_path / "p.json")

    assert result.exit_code == 2
    assert "--map FILE, --gantt FILE" in result.stderr
