"""The judged adverts are what their guideline says they are."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bench.data.adverts import by_trade, make
from bench.data.adverts.pool import main, pooled
from matcher.evaluation.trec import read_judgements, read_texts, write_run

HERE = Path(make.__file__).parent
LINES = (HERE / "adverts.tsv").read_text("utf-8").splitlines()[1:]
ADVERTS = {line.split("\t")[0]: line.split("\t") for line in LINES}
QUERIES = {query.id: query.text for query in read_texts(HERE / "queries.tsv")}
JUDGED = read_judgements(HERE / "qrels.tsv")


def test_the_committed_adverts_are_what_the_generator_makes() -> None:
    made = make.adverts(random.Random(make.SEED))
    assert [tuple(row[1:]) for row in ADVERTS.values()] == made


def test_adverts_have_the_length_of_those_on_the_boards() -> None:
    lengths = [len(row[4]) for row in ADVERTS.values()]
    assert min(lengths) >= make.SHORTEST
    assert max(lengths) <= make.LONGEST


def test_no_advert_holds_a_telephone_or_an_identity_number() -> None:
    assert not [line for line in LINES if re.search(r"(?<!a)\d{7,}", line)]


def test_every_vacancy_of_agencies_is_advertised_three_times() -> None:
    groups = Counter(row[5] for row in ADVERTS.values() if row[5])
    assert len(groups) == make.GROUPS
    assert set(groups.values()) == {make.REWORDINGS}


def test_every_query_is_judged_and_only_known_adverts_are() -> None:
    assert set(JUDGED) == set(QUERIES)
    for grades in JUDGED.values():
        assert set(grades) <= set(ADVERTS)
        assert set(grades.values()) <= {0, 1, 2, 3}
        assert max(grades.values()) >= 2


def test_rewordings_of_a_vacancy_have_one_grade() -> None:
    for query, grades in JUDGED.items():
        given = defaultdict(set)
        for advert, grade in grades.items():
            if group := ADVERTS[advert][5]:
                given[group].add(grade)
        assert all(len(found) == 1 for found in given.values()), query


def test_the_trade_of_an_advert_is_that_of_its_duties() -> None:
    trades = by_trade.trades_of_adverts()
    assert set(trades) == set(ADVERTS)
    passages = {row["occupation"]: row["passages"] for row in make.read_passages()}
    for advert, trade in trades.items():
        said = [
            duties
            for duties in passages[trade].split("|")
            if all(part in ADVERTS[advert][4] for part in duties.split("，"))
        ]
        assert said, advert


@pytest.mark.parametrize("name", by_trade.SETS)
def test_searches_in_english_are_graded_by_trades_that_are_there(name: str) -> None:
    known = {row["occupation"] for row in make.read_passages()}
    lines = (HERE / name).read_text("utf-8").splitlines()[1:]
    for line in lines:
        graded = " ".join(line.split("\t")[2:]).split()
        assert set(graded) <= known, line
        assert len(set(graded)) == len(graded), line
    queries, judged = by_trade.read_graded(name)
    assert set(judged) == {query.id for query in queries}
    assert all(max(grades.values()) == 3 for grades in judged.values())


def test_a_pool_says_nothing_of_who_found_a_pair_and_leaves_out_the_judged() -> None:
    first = {"q": [("a", 3.0), ("b", 2.0), ("c", 1.0)]}
    second = {"q": [("c", 9.0), ("d", 8.0), ("e", 7.0)]}
    pairs = pooled([first, second], {"q": {"a": 1.0}}, depth=2)
    assert sorted(pairs) == [("q", "b"), ("q", "c"), ("q", "d")]
    assert pairs == pooled([second, first], {"q": {"a": 1.0}}, depth=2)


def test_a_pool_is_written_from_run_files(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"q": [("a", 2.0), ("b", 1.0)]}, "one")
    main([str(tmp_path / "pool"), str(tmp_path / "run"), "--depth", "1"])
    assert (tmp_path / "pool").read_text() == "q\ta\n"
