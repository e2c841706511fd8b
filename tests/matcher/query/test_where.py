"""Places wanted and avoided, distances, and where people come from."""

from __future__ import annotations

import pytest

from tests.matcher.query.reader import read


@pytest.mark.parametrize(
    ("text", "places", "origin", "avoided"),
    [
        ("盛泽", ["盛泽"], None, []),
        ("松陵或者同里", ["松陵", "同里"], None, []),
        ("昆山", ["昆山"], None, []),
        ("在北京", ["北京"], None, []),
        ("武汉", ["武汉"], None, []),
        ("贵州毕节赫章人", [], "赫章", []),
        ("老家赫章", [], "赫章", []),
        ("我是河南固始的 想到吴江", ["吴江"], "固始", []),
        ("贵州赫章人在八坼", ["八坼"], "赫章", []),
        ("家是临泉的 在松陵租房", ["松陵"], "临泉", []),
        ("从镇雄坐车过去", [], "镇雄", []),
        ("商城县 一家三口", [], "商城", []),
        ("I am from Gushi, Wujiang", ["吴江"], "固始", []),
        ("人在贵州 想去吴江", ["吴江"], "贵州", []),
        ("现在在昆山 想换到吴江", ["吴江"], None, []),
        ("家住同里", ["同里"], None, []),
        ("除了盛泽都行", [], None, ["盛泽"]),
        ("除了震泽和桃源都可以", [], None, ["震泽", "桃源"]),
        ("盛泽平望都不去", [], None, ["盛泽", "平望"]),
        ("盛泽不考虑 汾湖可以", ["黎里"], None, ["盛泽"]),
        ("machine operator in Pingwang, not Shengze", ["平望"], None, ["盛泽"]),
        ("除了盛泽还可以去平望", ["盛泽", "平望"], None, []),
        ("有到固始的班车吗", [], "固始", []),
        ("回固始的班车 缝纫工", [], "固始", []),
        ("班车到固始吗", [], "固始", []),
        ("到盛泽的班车", ["盛泽"], None, []),
        ("固始到盛泽的班车", ["盛泽"], "固始", []),
        ("到固始的车间", ["固始"], None, []),
        ("坐大巴去广州打工", ["广州"], None, []),
        ("我在固始 想去吴江打工", ["吴江"], "固始", []),
        ("我在固始 去吴江打工", ["吴江"], "固始", []),
        ("我在盛泽 想去平望打工", ["平望"], None, []),
        ("我在盛泽 缝纫工", ["盛泽"], None, []),
        ("夜班不要 盛泽", ["盛泽"], None, []),
        ("我不去 盛泽", [], None, ["盛泽"]),
        ("跑新疆", [], None, []),
        ("四川火锅店", [], None, []),
        ("嘉兴秀洲 油车港", ["油车港"], None, []),
        ("20万年薪", [], None, []),
        ("富士康那种大厂", [], None, []),
        ("离同理5公里以内", ["同里"], None, []),
        ("babysitter Taihu New City", ["松陵"], None, []),
        ("Suzhou Bay", ["松陵"], None, []),
        ("运东 普工", ["江陵"], None, []),
        ("货运东西搬运工", [], None, []),
        ("喜欢运动 普工", [], None, []),
        ("运动 服装厂", [], None, []),
        ("yundong 服装厂", [], None, []),
        ("shengze zhao huo 缝纫", ["盛泽"], None, []),
        ("walking distance from Songling", ["松陵"], None, []),
        ("上海回来 想在吴江找个厂", ["吴江"], None, []),
        ("just back from Shanghai, welder in Lili", ["黎里"], None, []),
        ("worked in Shanghai for 3 years", [], None, []),
        ("俺是河南周口哩", [], "周口", []),
        ("not interested in Shengze or Zhenze", [], None, ["盛泽", "震泽"]),
        ("I won't go to Shengze", [], None, ["盛泽"]),
        ("no experience, Shengze", ["盛泽"], None, []),
        ("离盛泽太远了不去", [], None, ["盛泽"]),
        ("bu qu shengze 普工", [], None, ["盛泽"]),
        ("bu xiang qu pingwang 普工", [], None, ["平望"]),
        ("shengze bu qu, 普工", [], None, ["盛泽"]),
        ("bu kaolv shengze", [], None, ["盛泽"]),
        ("chule shengze dou keyi", [], None, ["盛泽"]),
        ("盛泽 不去平望", ["盛泽"], None, ["平望"]),
    ],
)
def test_places(
    text: str, places: list[str], origin: str | None, avoided: list[str]
) -> None:
    query = read(text)
    assert [place.short_name for place in query.places] == places
    assert (query.origin.short_name if query.origin else None) == origin
    assert [place.short_name for place in query.avoided] == avoided


@pytest.mark.parametrize(
    ("text", "radius_m", "is_near"),
    [
        ("盛泽附近10公里 普工", 10_000, False),
        ("盛泽 5km以内 普工", 5_000, False),
        ("平望镇方圆五公里", 5_000, False),
        ("离震泽十里路以内", 5_000, False),
        ("500米以内", 500, False),
        ("within 5 km of Songling", 5_000, False),
        ("盛泽附近 普工", 15_000, True),
        ("离同里近一点", 15_000, True),
        ("离汾湖不远", 15_000, True),
        ("near Pingwang", 15_000, True),
        ("附近有没有招洗碗的", 15_000, True),
        ("离家近", 15_000, True),
        ("骑电瓶车二十分钟能到的厂", 6_000, True),
        ("步行十五分钟", 1_200, True),
        ("车程半小时以内", 13_500, True),
        ("30 minutes by bike", 6_000, True),
        ("不要太远", 15_000, True),
        ("nr Lili", 15_000, True),
        ("close to where I am", 15_000, True),
        ("anything close by?", 15_000, True),
        ("near my kid's school", 15_000, True),
        ("not far from Shengze", 15_000, True),
        ("tongli fujin", 15_000, True),
        ("近屋企", 15_000, True),
        ("别离桃源忒远", 15_000, True),
        ("30-minute walk", 2_400, True),
        ("盛泽 两三公里以内", 3_000, False),
        ("走路能到的 缝纫厂 500米", 500, False),
        ("离家近 3公里", 3_000, False),
        ("离家近一点 最多5公里", 5_000, False),
        ("顶多三公里 普工", 3_000, False),
        ("两里路 近点的 普工", 1_000, False),
        ("离家近 4.2米 货车", 15_000, True),
        ("近点的 300米厂房", 15_000, True),
        ("盛泽 普工", None, False),
        ("10公里 普工", None, False),
        ("最近有没有招人", None, False),
        ("宿舍离厂近", None, False),
        ("身高1米65", None, False),
        ("200平米", None, False),
    ],
)
def test_how_far(text: str, radius_m: int | None, is_near: bool) -> None:
    query = read(text)
    assert (query.radius_m, query.is_near) == (radius_m, is_near)


def test_without_a_home_district_nothing_is_far() -> None:
    query = read("毕节 普工", home=None)
    assert [place.short_name for place in query.places] == ["毕节"]
