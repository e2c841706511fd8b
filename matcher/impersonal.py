"""
What a seeker wrote, without what no score may read.

People write "女，28岁，已婚，河南人" among their skills; an encoder would read it and
rank by it. Such clauses are left out before anything is encoded: sex, age, marriage,
ethnicity, home. Work stays: 男装, 女鞋车间, 回族餐厅厨师 are no person's sex or people.
"""

from __future__ import annotations

import re
from typing import Final

# 55 minorities and the Han, as they are written before 族.
_PEOPLES: Final = (
    "汉|蒙古?|回|藏|维吾尔|维|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|"
    "傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|"
    "仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|"
    "独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_PROVINCES: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|"
    "湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古?|广西|西藏|宁夏|"
    "新疆|香港|澳门"
)
_MARRIAGE: Final = "已婚已育|已婚未育|未婚未育|已婚|未婚|离异|离婚|丧偶|单身|已育|未育"
_AGE: Final = (
    r"(?:今年|年龄[:：]?|本人)?"
    r"(?:[1-7]\d|[二三四五六]十[一二三四五六七八九]?)(?:多|来|几)?周?岁(?:左右)?"
)
# A whole clause that says nothing but this.
_CLAUSE: Final = re.compile(
    r"(?:本人|我是?|性别[:：]?|民族[:：]?|婚姻(?:状况)?[:：]?)?"
    rf"(?:[男女](?:性|士|生|孩|的)?(?:{_AGE}|[1-7]\d)?|年龄[:：]?\d\d|\d0后|"
    rf"(?:19|20)?\d\d年(?:出?生|的)|(?:{_PEOPLES})族|{_MARRIAGE}|"
    r"(?:有|没有|无)(?:小孩|孩子)|"
    rf"(?:{_PROVINCES})[^\s]{{0,8}}人|[^\s]{{2,8}}[省市县]人|"
    r"(?:老家|家在|家住|户籍|户口|籍贯|来自)[^\s]{0,15}|[^\s]{2,10}(?:籍|户口))"
)
_SEPARATORS: Final = re.compile(r"([,，。;；、.!！?？()（）\[\]【】/|\s]+)")
_EDGES: Final = " ,，。;；、/|"
# Inside a clause: 28岁缝纫工, 已婚缝纫工; and the sex before a general word for work.
_INSIDE: Final = re.compile(
    rf"[男女]?性?{_AGE}|{_MARRIAGE}|(?<![一-鿿])[男女](?=(?:普|杂|操作|技|学徒)?工)"
)


def impersonal(text: str) -> str:
    """Return the text without sex, age, marriage, ethnicity and home."""
    kept, parts = "", ["", *_SEPARATORS.split(text)]
    for separator, clause in zip(parts[::2], parts[1::2], strict=True):
        left = "" if _CLAUSE.fullmatch(clause) else _INSIDE.sub("", clause)
        kept += separator + left if left else ""
    return kept.strip(_EDGES)
