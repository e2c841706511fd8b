"""What is trained on, and what never is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.training.sources import (
    EVERYDAY,
    comparable,
    read_csco,
    read_esco,
    read_evaluation_queries,
    read_everyday_names,
)

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "csco/occupations.tsv": "code\tname\tdefinition\n"
    "6-05-01-03\t缝纫工\t缝制服装的人员。\n4-02-06-01\t仓储管理员\t\n",
    "csco/aliases-train.tsv": "title\tcode\n平车工\t6-05-01-03\n税务会计\t4-02-06-01\n",
    "csco/titles-train.tsv": "title\tcode\n库管 招聘\t4-02-06-01\n某\t9-99-99-99\n",
    "csco/aliases-dev.tsv": "title\tcode\n车位工\t6-05-01-03\n",
    "talentclef-zh/queries.tsv": "query_id\ttext\n2\t税务会计\n",
    "talentclef-en/queries.tsv": "query_id\ttext\n1\tTax Accountant\n",
    "melo-usa-en/queries.tsv": "Q1\tChief Executives\n",
    "esco/occupations_en.csv": "conceptUri,preferredLabel,altLabels,description\n"
    'u1,tax accountant,"accountant\ntaxman",Does taxes.\nu2,chief executives,,\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_queries_of_every_evaluation_set_are_banned(folder: Path) -> None:
    banned = read_evaluation_queries(folder)
    wanted = ("车位工", "税务会计", "taxaccountant", "chiefexecutives")
    assert banned.issuperset(wanted)


def test_no_evaluation_query_is_a_training_text(folder: Path) -> None:
    banned = read_evaluation_queries(folder)
    csco = read_csco(folder, banned)
    texts = [text for text, _ in csco.named]
    texts += [label for o in csco.occupations.values() for label in o.labels]
    texts += [label for o in read_esco(folder, "en", banned) for label in o.labels]
    assert not {comparable(text) for text in texts} & banned


def test_surer_names_come_more_often(folder: Path) -> None:
    named = [text for text, _ in read_csco(folder, frozenset()).named]
    assert named.count("平车工") == 3
    assert named.count("库管 招聘") == 1
    assert named.count("缝纫工") == 1


def test_a_title_of_an_unknown_code_is_left_out(folder: Path) -> None:
    assert "某" not in {text for text, _ in read_csco(folder, frozenset()).named}


def test_an_occupation_without_a_label_left_is_left_out(folder: Path) -> None:
    found = read_esco(folder, "en", read_evaluation_queries(folder))
    assert [(o.labels, o.description) for o in found] == [
        (("accountant", "taxman"), "Does taxes.")
    ]


def test_everyday_names_are_read_without_evaluation_queries(tmp_path: Path) -> None:
    path = tmp_path / "everyday.tsv"
    path.write_text("code\tnames\n6-05-01-03\t平车工 车位工\n", encoding="utf-8")
    assert read_everyday_names({"车位工"}, path) == {"平车工": "6-05-01-03"}


def test_the_everyday_names_that_are_shipped_stand_once_each() -> None:
    rows = EVERYDAY.read_text(encoding="utf-8").splitlines()[1:]
    names = [name for row in rows for name in row.split("\t")[1].split()]
    assert len(set(names)) == len(names) > 600
    assert read_everyday_names(frozenset())["挡车工"] == "6-04-03-03"
