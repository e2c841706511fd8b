from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from routing import RoutingError
from routing.read import scenario_to_json
from tests.routing.instances import charter_day
from tests.routing.pictures.instances import with_a_train
from webapp.cli import main
from webapp.cli.planning import closing_line


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


def test_ctrl_c_writes_the_plan_found_so_far(tmp_path):
    scenario, plan = tmp_path / "scenario.json", tmp_path / "plan.json"
    document = scenario_to_json(charter_day(60, seed=3))
    scenario.write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-c", "from webapp.cli import main; main()"]
    command += ["plan", str(scenario), "-o", str(plan), "--time-limit", "600"]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as planning:
        assert planning.stderr is not None
        planning.stderr.readline()  # the first plan
        planning.send_signal(signal.SIGINT)
        said = planning.stderr.read()

    assert planning.returncode == 0
    assert "Stopped by Ctrl-C: writing the best plan so far" in said
    assert run("check", scenario, plan).exit_code == 0


@pytest.mark.parametrize("seconds", ["inf", "nan"])
def test_a_time_limit_is_a_number_of_seconds(scenario, tmp_path, seconds):
    result = run("plan", scenario, "-o", tmp_path / "p.json", "--time-limit", seconds)

    assert result.exit_code == 2
    assert result.stderr == (
        f"Expected --time-limit to be a number of seconds, got {seconds}.\n"
    )


def test_a_file_has_one_role(scenario, tmp_path):
    before = scenario.read_bytes()
    plan, picture = tmp_path / "p.json", tmp_path / "a.svg"
    pictures = ("--map", picture, "--gantt", picture)
    for arguments, roles in (
        (("plan", scenario, "-o", scenario), "SCENARIO and --output"),
        (("plan", scenario, "-o", plan, *pictures), "--map and --gantt"),
        (("draw", scenario, plan, *pictures), "--map and --gantt"),
        (("draw", scenario, plan, "--gantt", plan), "PLAN and --gantt"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{roles} are one file, ")
    assert scenario.read_bytes() == before


def test_a_wrong_field_says_in_which_file(scenario, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text('{"scenario": 3}', encoding="utf-8")

    result = run("check", scenario, plan)

    assert result.stderr == f"{plan}: scenario: expected a text, got 3.\n"


def test_who_goes_by_train_is_in_the_closing_line():
    problem, plan = with_a_train()
    direct = problem.parties[0].size
    by_train = sum(party.size for party in problem.parties[1:])

    assert (
        f"; {direct} riders on 1 coaches, {by_train} on 1 trains with 1 coaches to "
        "them, 0 unassigned;"
    ) in closing_line(plan)


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
