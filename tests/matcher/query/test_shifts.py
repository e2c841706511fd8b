"""Shifts that are wanted, refused, or merely accepted."""

from __future__ import annotations

import pytest

from matcher.conditions import Conditions
from matcher.types import Shift
from tests.matcher.query.reader import read

DAY, TWO, THREE, NIGHT = Shift.DAY, Shift.TWO, Shift.THREE, Shift.NIGHT


@pytest.mark.parametrize(
    ("text", "wanted", "refused"),
    [
        ("长白班", [DAY], []),
        ("正常班", [DAY], []),
        ("day shift only", [DAY], []),
        ("两班倒", [TWO], []),
        ("三班倒", [THREE], []),
        ("四班三运转", [THREE], []),
        ("四班两运转", [TWO], []),
        ("夜班", [NIGHT], []),
        ("只想晚上上班白天有事", [NIGHT], []),
        ("有没有夜班", [NIGHT], []),
        ("时间自由", [Shift.FLEXIBLE], []),
        ("长白班或者两班倒", [DAY, TWO], []),
        ("不上夜班", [], [NIGHT]),
        ("没有夜班", [], [NIGHT]),
        ("小夜班也不想上 就常白班", [DAY], [NIGHT]),
        ("夜班受不了", [], [NIGHT]),
        ("不熬夜", [], [NIGHT]),
        ("勿要夜班 日里做个", [DAY], [NIGHT]),
        ("只能上早上八点到四点的班", [DAY], []),
        ("no night shift", [], [NIGHT]),
        ("不要三班倒", [], [THREE]),
        ("不倒班", [], [TWO, THREE]),
        ("no shifts", [], [TWO, THREE]),
        ("半个月白班半个月夜班", [TWO], []),
        ("对班倒", [TWO], []),
        ("早中晚三班", [THREE], []),
        ("上白不上夜", [DAY], [NIGHT]),
        ("不开夜车", [], [NIGHT]),
        ("熬不了夜", [], [NIGHT]),
        ("夜班就算了", [], [NIGHT]),
        ("三班倒我受不了 两班的可以", [], [THREE]),
        ("夜班补贴高", [], []),
        ("晚上兼职", [NIGHT], []),
        ("不要夜班和两班倒", [], [NIGHT, TWO]),
        ("夜班和三班倒都不行", [], [NIGHT, THREE]),
        ("夜班也行", [], []),
        ("能上夜班", [], []),
        ("白班夜班都行", [], []),
        ("两班倒可以", [], []),
        ("nights are fine, night shift is ok", [], []),
        ("三年2班", [], []),
        ("倒班的厂不去", [], [TWO, THREE]),
        ("三班两运转的厂能接受", [], []),
        ("夜班给多少钱都不干", [], [NIGHT]),
        ("anything but night shift, sewing", [], [NIGHT]),
        ("not willing to work nights", [], [NIGHT]),
        ("nights don't work for me", [], [NIGHT]),
        ("night shift works for me", [], []),
        ("non-rotating shift", [], [TWO, THREE]),
        ("days not nights", [DAY], [NIGHT]),
        ("dayshift only", [DAY], []),
        ("三班倒的不干 两班倒还行", [], [THREE]),
        ("不想黑白颠倒", [], [NIGHT]),
        ("别给我排夜班", [], [NIGHT]),
        ("夜班上不了", [], [NIGHT]),
        ("夜班少一点的", [], []),
        ("两班倒 能挣八千", [TWO], []),
        ("夜里上不了班", [], [NIGHT]),
        ("rotating shifts not ok", [], [TWO, THREE]),
        ("做夜不做白", [NIGHT], []),
        ("时间灵活 可以带娃", [Shift.FLEXIBLE], []),
        ("通宵网吧网管", [], []),
        ("no night duty", [], [NIGHT]),
        ("no evenings", [], [NIGHT]),
        ("night duty not possible", [], [NIGHT]),
        ("night shift if i must", [], []),
        ("day work", [DAY], []),
        ("days better", [DAY], []),
        ("12 hr shifts ok", [], []),
        ("晚上的班不上", [], [NIGHT]),
        ("晚上的活也行", [], []),
        ("晚上不行 白天的可以", [DAY], [NIGHT]),
        ("白班可以", [DAY], []),
        ("夜里向做勿动哉", [], [NIGHT]),
        ("夜班我不得行", [], [NIGHT]),
        ("搞不来夜班", [], [NIGHT]),
        ("吃勿消做夜班个", [], [NIGHT]),
        ("夜班要得", [], []),
        ("夜班搿种吃勿落", [], [NIGHT]),
        ("不兴上夜班", [], [NIGHT]),
        ("bu daoban", [], [TWO, THREE]),
        ("wanshang bu xing, baiban keyi", [DAY], [NIGHT]),
    ],
)
def test_shifts(text: str, wanted: list[Shift], refused: list[Shift]) -> None:
    query = read(f"保安 {text}")
    assert list(query.shifts) == wanted
    assert query.refused_shifts == set(refused)


def test_what_is_merely_accepted_is_left_for_the_ranking() -> None:
    assert read("淘宝客服 夜班也行").rest == "淘宝客服 夜班也行"


def test_who_refuses_nights_is_offered_no_rotation() -> None:
    assert Conditions.of(read("不上夜班")).refused_shifts == {NIGHT, TWO, THREE}
    assert Conditions.of(read("两班倒 不上夜班")).refused_shifts == {NIGHT, THREE}


def test_of_several_wanted_shifts_any_will_do() -> None:
    conditions = Conditions.of(read("长白班或者两班倒"))
    assert conditions.shift is None
    assert conditions.refused_shifts == {THREE, NIGHT, Shift.FLEXIBLE}
