"""
Whether an advert speaks of work that is barred to those under 18.

The words are those of 未成年工特殊保护规定 (劳部发〔1994〕498号), article 3, as adverts
write them: dust, poison, heights, cold water, heat, cold, the heaviest loads, mines,
felling, radiation, fire and explosives, diving, hammers and drills, boilers. An advert
that is silent may still be barred: the employer must know, and the seeker is not asked
to be of age here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS: Final = re.compile(
    "粉尘|接尘|有毒|毒害|高处作业|高空作业|登高|外墙清洗|脚手架|架子工|冷水作业|"
    "高温作业|高温车间|耐高温|低温作业|冷冻车间|冷库|重体力|搬运重物|负重|"
    "井下|采石|爆破|矿工|伐木|放射|辐射|射线探伤|易燃|易爆|危险化学品|危化|烟花|"
    "化学灼伤|熔炼|炉前|铸造浇注|潜水|涵洞|高原作业|凿岩|风镐|气镐|电锤|铆钉机|"
    "锅炉|司炉|噪声危害|职业病危害"
)
# 无粉尘, 不接触有毒物质, 没有高温作业: what is said not to be is not.
_DENIED: Final = re.compile(
    r"(?:无|没有|不含|不用|不需要?|不涉及|不接触|不会?有?|非|免)"
    r"[^，,。；;！!?？\n]{0,4}$"
)


def find_hazards(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans that name such work, without those that deny it."""
    plain = fold(text)
    for found in _WORDS.finditer(plain):
        if not _DENIED.search(plain, 0, found.start()):
            yield found.span()


def is_hazardous(*texts: str) -> bool:
    """Return whether one of an advert's texts names such work."""
    return any(next(find_hazards(text), None) is not None for text in texts)
