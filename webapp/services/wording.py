"""
Words that a posting may not use; found for a clerk to judge, never judged here.

The five-ministry notice of January 2026 forbids wording that discriminates by
ethnicity, race, sex or religion, and limits on registered residence or region; art. 43
of the law on women's rights forbids asking for marriage and children. Age is in none.
"""

from __future__ import annotations

import re

_ONLY = r"(?:仅限|只限|限|仅招|只招|只收|只要|要求)\s*"
_NONE = r"(?:不招|不收|不要|谢绝|拒绝|不接受)\s*"
_SEX = r"(?:男|女)(?:性|士|生|工|的)?"
_REGION = (
    r"(?:外地|本地|外省|本省|河南|安徽|贵州|云南|四川|湖北|湖南|江西|山东|东北|新疆|"
    r"西藏|青海|甘肃|宁夏|广西|陕西|山西|河北|苏北|苏州|吴江)"
)

PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # "限男10名" is meant, "男女不限" and "不限男女" are not.
        rf"(?<!不){_ONLY}{_SEX}(?!女|男)",
        rf"{_NONE}{_SEX}",
        r"(?:男|女)(?:性|士|生|工)?优先",
        rf"{_ONLY}{_REGION}(?:户口|户籍|人|籍)",
        rf"{_NONE}{_REGION}(?:户口|户籍|人|籍)?",
        rf"{_REGION}(?:户口|户籍|籍)(?:优先)?",
        rf"(?<!不){_ONLY}(?:汉族|少数民族|回族|维吾尔族|藏族)",
        rf"{_NONE}(?:汉族|少数民族|回族|维吾尔族|藏族|黑人)",
        r"(?:少数民族|维吾尔族|回族|藏族)(?:勿扰|除外|免谈)",
        rf"(?:{_NONE}|无)(?:信教|宗教信仰|有宗教信仰)(?:者|的|人员)?",
        r"(?:已婚已育|未婚未育|未婚|已婚|已育)(?:者|的)?(?:优先)?",
    )
)


def find_wordings(text: str) -> list[str]:
    """
    Return the phrases that may be unlawful, in order of appearance, each once.

    >>> find_wordings("限女性，本地户口优先；男女不限")
    ['限女性', '本地户口优先']
    """
    found = sorted(
        (match.start(), -match.end(), match.group().strip())
        for pattern in PATTERNS
        for match in pattern.finditer(text)
    )
    phrases: list[str] = []
    end = 0
    for _start, minus_end, phrase in found:
        # A phrase inside another says nothing more.
        if -minus_end > end:
            end = -minus_end
            if phrase not in phrases:
                phrases.append(phrase)
    return phrases
