"""Places are found in free text, and words that look like one are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from matcher.places.gazetteer import Gazetteer

WUJIANG = "320509"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("盛泽 缝纫工 8000以上 包住", {"盛泽": "320509103"}),
        ("平望七都普工", {"平望": "320509102", "七都": "320509104"}),
        ("河南固始人 想去盛泽", {"河南固始": "411525", "盛泽": "320509103"}),
        ("在昆山找工作", {"昆山": "320583"}),
        ("昆山电子厂", {"昆山": "320583"}),
        ("苏州、无锡 叉车", {"苏州": "320500", "无锡": "320200"}),
        ("双休宁波", {"宁波": "330200"}),
        ("吴江区人民医院护士", {"吴江区": "320509"}),
        ("招聘苏州普工", {"苏州": "320500"}),
        ("和平区 天津和平", {"天津和平": "120101"}),
        ("吳江 焊工", {"吳江": "320509"}),
    ],
)
def test_places_are_found_where_they_stand(
    gazetteer: Gazetteer, text: str, found: dict[str, str]
) -> None:
    mentions = gazetteer.find_mentions(text, prefer=WUJIANG)
    resolved = {
        text[mention.start : mention.end]: mention.resolution.place.code
        for mention in mentions
        if mention.resolution.place is not None
    }
    assert resolved == found


@pytest.mark.parametrize(
    "text",
    [
        "普工 大专 夜班 包吃住",
        "和平 东方 平安 合作 振兴",
        "南通家纺 缝纫",
        "沙县小吃店员",
        "三明治制作",
        "薪资阳光透明",
        "双休宁静",
        "学历城镇",
        "资源管理专员",
        "港口装卸",
        "长白班 管吃住",
        "阿里巴巴中文站运营",
        "景泰蓝制作工",
        "海运东方公司",
        "搬运东西",
        "龙门铣床",
        "深汕合作区",
        "销售代表 河东区域",
        "月薪6000-8000 两班倒",
        "",
    ],
)
def test_words_that_look_like_places_are_left_alone(
    gazetteer: Gazetteer, text: str
) -> None:
    assert gazetteer.find_mentions(text, prefer=WUJIANG) == []


def test_an_ambiguous_mention_keeps_its_choice(gazetteer: Gazetteer) -> None:
    (mention,) = gazetteer.find_mentions("鼓楼区 保安")
    assert (mention.start, mention.end) == (0, 3)
    assert len(mention.resolution.candidates) == 4


@given(
    st.text(
        "盛泽吴江区市苏州江苏省鼓楼海南省口 普工包住ＡＢ１２🙂\x00\ud800", max_size=30
    )
)
def test_mentions_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    from tests.matcher.places.conftest import shared_gazetteer

    end = 0
    for mention in shared_gazetteer().find_mentions(text, prefer=WUJIANG):
        assert end <= mention.start < mention.end <= len(text)
        found = mention.resolution
        assert (found.place is None) == (len(found.candidates) > 1)
        end = mention.end
