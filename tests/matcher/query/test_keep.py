"""Board and lodging."""

from __future__ import annotations

import pytest

from tests.matcher.query.reader import read


@pytest.mark.parametrize(
    ("text", "lodging", "board"),
    [
        ("普工 包吃住", True, True),
        ("普工 包食宿", True, True),
        ("普工 包住", True, False),
        ("普工 有宿舍", True, False),
        ("普工 包三餐", False, True),
        ("普工 不包吃住", False, False),
        ("普工 不用包住", False, False),
        ("普工 供吃供住", True, True),
        ("普工 有吃有住", True, True),
        ("普工 room and meals", True, True),
        ("普工 提供宿舍和工作餐", True, True),
        ("普工 包吃不包住", False, True),
        ("普工 能带老婆住的", True, False),
        ("普工 夫妻房", True, False),
        ("普工 need dorm", True, False),
        ("普工 no dorm", False, False),
        ("普工 住宿自理", False, False),
        ("普工 不住宿舍", False, False),
        ("普工 provides a room", True, False),
        ("普工 need one room", True, False),
        ("普工 have own room", True, False),
        ("普工 apt provided", True, False),
        ("普工 bed & board", True, True),
        ("普工 food and a bed", True, True),
        ("普工 meals incl.", False, True),
        ("普工 w/ lunch", False, True),
        ("普工 包食包住", True, True),
        ("普工 有得住", True, False),
        ("普工 夫妻屋", True, False),
        ("普工 couples room", True, False),
        ("普工 with a couple's room", True, False),
        ("普工 room for a couple", True, False),
        ("普工 need a room for couples", True, False),
        ("普工 have a flat already", False, False),
        ("普工 I bring my lunch", False, False),
        ("普工 family room for me and my wife", True, False),
        ("普工 married couples' dorm", True, False),
        ("普工 lodging not needed", False, False),
        ("普工 accommodation is not required", False, False),
        ("普工 a dorm isn't necessary", False, False),
        ("普工 no need of a dorm", False, False),
        ("普工 I don't want a dorm", False, False),
        ("普工 I don't need lodging or meals", False, False),
        ("普工 meals not needed", False, False),
        ("普工 food and lodging not needed", False, False),
        ("普工 I have my own place", False, False),
        ("普工 I have a flat already", False, False),
        ("普工 I rent my own apartment", False, False),
        ("普工 meals included, lodging not needed", False, True),
        ("普工 住宿不需要", False, False),
        ("普工 宿舍不用", False, False),
        ("普工 包吃 住不用", False, True),
        ("普工 吃住都不用管", False, False),
        ("普工 饭不用管", False, False),
        ("普工 吃饭自己解决", False, False),
        ("普工", False, False),
    ],
)
def test_board_and_lodging(text: str, lodging: bool, board: bool) -> None:
    query = read(text)
    assert (query.lodging, query.board) == (lodging, board)
    assert query.rest == "普工"


@pytest.mark.parametrize(
    "text",
    [
        *("宿舍管理员", "住宿服务员", "食堂做饭", "房补", "有住宿补贴", "保住工作"),
        *("hotel room attendant", "housing allowance 500", "need place to work"),
        *("hotel cleaning family rooms", "couple's room attendant"),
        *("with food processing experience", "apartment manager", "300 rooms hotel"),
    ],
)
def test_work_and_money_are_no_board_and_no_lodging(text: str) -> None:
    query = read(text)
    assert (query.lodging, query.board) == (False, False)
    assert query.rest == text
