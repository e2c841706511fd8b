"""Texts as nobody would type them, to find what makes a reader fail."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

# Digits of all scripts, also those that are no decimals: ², ①, ↉.
_NUMERALS: Final = st.characters(categories=["Nd", "Nl", "No"])
_ANY: Final = st.characters(exclude_categories=[])
# What readers look for, so that the odd stands where it is read.
_PIECES: Final = st.sampled_from(
    (
        *(
            "元",
            "块",
            "/",
            "-",
            "到",
            "、",
            ",",
            ".",
            " ",
            "\n",
            "：",
            "\u200b",
            "\ufe0f",
        ),
        *("以上", "月薪", "周薪", "日赚", "时薪", "年薪", "一周", "每天", "小时", "件"),
        *("千", "万", "百", "k", "w", "两", "俩", "十", "零", "〇", "七八千", "一万二"),
        *("岁", "年经验", "公里", "分钟", "名", "人", "招", "号", "路", "车间", "休"),
        *("有效期至", "2027", "报名", "盛泽", "固始", "离", "附近", "骑车", "A", "证"),
        *(
            "班",
            "夜班",
            "两班倒",
            "不",
            "没",
            "学历",
            "初",
            "高",
            "读到",
            "计件",
            "包住",
        ),
        *("急招", "缝纫工", "招聘人数：", "地址：", "【", "】"),
    )
)


def texts(max_size: int = 120) -> st.SearchStrategy[str]:
    """Return texts of any characters, with odd and huge numbers among known words."""
    numbers = st.text(_NUMERALS, min_size=1, max_size=6)
    huge = st.builds(
        lambda digit, count: digit * count, _NUMERALS, st.sampled_from((20, 310, 4400))
    )
    parts = st.one_of(_PIECES, _PIECES, numbers, huge, st.text(_ANY, max_size=4))
    return st.lists(parts, max_size=max_size // 10).map("".join)
