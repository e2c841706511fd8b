"""Unlawful limits are found as offices write them, and lawful sentences are not."""

from __future__ import annotations

import pytest

from webapp.services.wording import find_wordings


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("限女性，18-45岁", ["限女性"]),
        ("招普工，男士优先", ["男士优先"]),
        ("只招男工 20 名", ["只招男工"]),
        ("本地户口优先", ["本地户口优先"]),
        ("不招河南人", ["不招河南人"]),
        ("仅限苏州户籍", ["仅限苏州户籍"]),
        ("少数民族勿扰", ["少数民族勿扰"]),
        ("无宗教信仰者", ["无宗教信仰者"]),
        ("已婚已育优先", ["已婚已育优先"]),
        ("限女性，限女性", ["限女性"]),
    ],
)
def test_an_unlawful_limit_is_found(text: str, phrases: list[str]) -> None:
    assert find_wordings(text) == phrases


@pytest.mark.parametrize(
    "text",
    [
        "男女不限，包吃住",
        "不限男女，夫妻可安排同厂",
        "学历不限，户籍不限，民族不限",
        "有经验者优先，熟手优先",
        "工作地点：苏州吴江盛泽，河南固始有专车接送",
        "生产男装女装，限时计件",
        "人数有限，欲报从速",
    ],
)
def test_a_lawful_sentence_is_left_alone(text: str) -> None:
    assert find_wordings(text) == []
