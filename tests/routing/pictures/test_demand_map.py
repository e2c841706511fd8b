from __future__ import annotations

from xml.etree import ElementTree

from routing.pictures.demand_map import Home, draw_demand


def words_of(svg: str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_every_near_home_is_named_with_its_people() -> None:
    homes = [Home("固始", 115.7, 32.2, 40, 10), Home("息县", 114.7, 32.3, 60, 60)]

    words = words_of(draw_demand(homes, None, "春运"))

    assert "固始 40" in words
    assert "息县 60" in words


def test_a_few_who_live_far_off_are_counted_not_drawn() -> None:
    homes = [Home("固始", 115.7, 32.2, 98, 10), Home("疏附", 75.8, 39.4, 2, 2)]

    words = words_of(draw_demand(homes, None, "春运"))

    assert "疏附" not in words
    assert "还有 2 人" in words


def test_nobody_is_said() -> None:
    assert "还没有人登记。" in draw_demand([], None, "春运")
