"""Free text leads to the present code, and doubt stays doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from matcher.places.gazetteer import Gazetteer

WUJIANG = "320509"

# As people and registers write them; the codes are the ministry's of 2025-12-31.
CASES = {
    # short and in one
    "贵州毕节赫章": "520527",
    "河南固始": "411525",
    "河南信阳固始": "411525",
    "重庆綦江": "500110",
    "上海浦东": "310115",
    "安徽阜阳": "341200",
    "安徽颍上": "341226",
    "四川巴中": "511900",
    "云南镇雄": "530627",
    "湖北麻城": "421181",
    "重庆巫山": "500237",
    "江苏昆山": "320583",
    "甘肃定西通渭": "621121",
    # official, with more behind
    "安徽省阜阳市颍上县": "341226",
    "江苏省苏州市吴江区": "320509",
    "内蒙古自治区赤峰市敖汉旗": "150430",
    "四川省凉山彝族自治州昭觉县": "513431",
    "湖北省仙桃市": "429004",
    "重庆市市辖区綦江区": "500110",
    "北京市北京市朝阳区": "110105",
    "广东省东莞市长安镇": "441900119",
    "河南省固始县胡族铺镇": "411525106",
    # autonomous places without their peoples
    "贵州威宁": "520526",
    "石柱县": "500240",
    "湖北恩施利川": "422802",
    "四川凉山": "513400",
    "凉山州": "513400",
    "广西": "450000",
    "新疆巴州库尔勒": "652801",
    "青海海东互助": "630223",
    "甘肃东乡": "622926",
    "贵州三都": "522732",
    # the same name on several levels, or in several places
    "吉林": "220000",
    "吉林市": "220200",
    "吉林吉林市": "220200",
    "海南": "460000",
    "海南海口": "460100",
    "西安": "610100",
    "大同": "140200",
    "湖北恩施": "422800",
    "恩施市": "422801",
    "南京鼓楼区": "320106",
    "徐州鼓楼": "320302",
    "北京朝阳": "110105",
    "长春朝阳区": "220104",
    "南通通州": "320612",
    "毕节市": "520500",
    # the past
    "吴江市": "320509",
    "江苏吴江市": "320509",
    "吴江市盛泽": "320509103",
    "北京崇文区": "110101",
    "上海闸北": "310106",
    "上海闸北区": "310106",
    "重庆江北区": "500157",
    "毕节地区赫章县": "520527",
    "襄樊市": "420600",
    "安徽六安寿县": "340422",
    "安庆枞阳": "340722",
    "河南省周口市淮阳县": "411603",
    "贵州盘县": "520281",
    "苏州平江区": "320508",
    "吴江芦墟": "320509107",
    "苏州吴江松陵镇": "320509002",
    # spelling
    "吳江區": "320509",
    "江蘇省蘇州市吳江區盛澤鎮": "320509103",
    "安徽省 阜阳市 颍上县": "341226",
    "江苏-苏州-吴江": "320509",
    "江苏省，苏州市，昆山市": "320583",
    "江苏省　苏州市": "320500",
    "中国江苏省苏州市吴江区同里镇": "320509101",
    "籍贯：河南省信阳市固始县": "411525",
    "我是贵州赫章人": "520527",
    # without a county below, or without a parent
    "东莞": "441900",
    "香港": "810000",
    "台湾省": "710000",
    "忠县": "500233",
    "沙县": "350405",
}


@pytest.mark.parametrize(("text", "code"), CASES.items())
def test_a_text_leads_to_the_present_code(
    gazetteer: Gazetteer, text: str, code: str
) -> None:
    resolution = gazetteer.resolve(text)
    assert resolution.place is not None, resolution
    assert resolution.place.code == code
    assert resolution.candidates == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("朝阳区", ["110105", "220104"]),
        ("通州", ["110112", "320612"]),
        ("江西省城区", None),
    ],
)
def test_an_ambiguous_name_is_a_choice(
    gazetteer: Gazetteer, text: str, codes: list[str] | None
) -> None:
    resolution = gazetteer.resolve(text)
    if codes is None:  # no such district there: the province, and the rest
        assert resolution.place is not None
        assert (resolution.place.code, resolution.rest) == ("360000", "城区")
    else:
        assert resolution.place is None
        assert [place.code for place in resolution.candidates] == codes


def test_chaoyang_alone_is_not_guessed(gazetteer: Gazetteer) -> None:
    codes = {place.code for place in gazetteer.resolve("朝阳").candidates}
    assert {"110105", "211300"} <= codes


@pytest.mark.parametrize("text", ["", "  ", "火星", "普工", "大专", "a", "🙂", "12345"])
def test_what_names_no_place_resolves_to_nothing(
    gazetteer: Gazetteer, text: str
) -> None:
    resolution = gazetteer.resolve(text)
    assert resolution.place is None
    assert resolution.candidates == ()
    assert resolution.rest == text.strip()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("安徽省阜阳市颍上县某某镇某某村", "某某镇某某村"),
        ("苏州工业园区", "工业园区"),
        ("江苏省苏州市吴江区盛泽镇 舜湖路1号", "舜湖路1号"),
        ("户籍 河南固始", "户籍"),
        ("河南固始", ""),
    ],
)
def test_what_says_more_than_the_place_is_returned(
    gazetteer: Gazetteer, text: str, rest: str
) -> None:
    assert gazetteer.resolve(text).rest == rest


def test_at_home_a_town_is_known_by_its_short_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("盛泽").place is None
    for text, code in {
        "盛泽": "320509103",
        "桃源": "320509106",
        "江陵": "320509003",
        "芦墟": "320509107",
        "吴江": "320509",
    }.items():
        place = gazetteer.resolve(text, prefer=WUJIANG).place
        assert place is not None
        assert place.code == code


def test_home_does_not_hide_another_place_that_is_named_in_full(
    gazetteer: Gazetteer,
) -> None:
    for text, code in {"湖南桃源": "430725", "荆州江陵": "421024"}.items():
        place = gazetteer.resolve(text, prefer=WUJIANG).place
        assert place is not None
        assert place.code == code


def test_an_unknown_home_is_refused(gazetteer: Gazetteer) -> None:
    with pytest.raises(KeyError):
        gazetteer.resolve("盛泽", prefer="999999")


def test_every_county_is_found_by_its_full_name(gazetteer: Gazetteer) -> None:
    from matcher.places.place import Level

    for place in gazetteer.list_places(Level.COUNTY):
        assert gazetteer.resolve(place.full_name).place == place
