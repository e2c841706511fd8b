"""Whether somebody can, or must, begin at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.query.understood import SpanKind

if TYPE_CHECKING:
    from matcher.query.reading import Reading

_BEGIN: Final = (
    "到岗|上岗|上班|入职|开工|干活|报到|(?=进厂)|开始|上手|做事|工作|能做|能来|能去|"
    "能走|"
    "能到|能上(?=$|[\\s,，。!！])|过来|来|去(?!哪)|走|面试|做(?!过)|干(?!过)|到"
)
_NOW: Final = re.compile(
    "(?:我|俺)?(?<!不)(?:"
    f"(?:马上|立刻|立马|立即|随时|即刻|即时|尽快|尽早|赶紧|赶快|越快越好)(?:就|都|"
    f"可以?|能够?|想|要|便)*(?:去|来)?(?:{_BEGIN})|"
    f"(?:现在(?!想)|今天|明天|当天|今晚|明早|后天)(?:就|都|便)?(?:可以?|能够?|想|要|去|来|"
    f"就)+(?:去|来)?(?:(?:{_BEGIN})(?:了)?|(?=$|[\\s,，。!！]))|"
    "(?:这[一两几]|[一两1-3][两三]?|近|最近几?)天(?:内|就|之内|以内)*(?:可以?|能够?|"
    "想|要)?"
    "(?:到岗|上岗|上班|入职|开工|(?=进厂))|即日(?:起)?(?!本)|"
    "(?:今天|明天|现在|马上|当天|这周|本周)(?:就)?(?:到岗|上岗|入职|开工|报到|上班)|"
    "(?:今晚|今天|明天|当天|马上)就?(?=(?:能|要|可以?|想)?(?:入住|住))|"
    "尽快|越快越好|"
    "随叫随到|随到随(?:上|干)|随时(?=$|[\\s,，。!！]|都行|有空)|马上(?=$|"
    "[\\s,，。!！]|要)|"
    "(?<![加着应紧焦危火心性子])急(?:找|寻|需|招|聘)(?:[个份])?|急(?:需|找|求|要|着|寻|"
    "于)?(?:找)?(?:份|个)?(?:工作|上班|事做|活|用钱|用工|用人|聘|招|钱)(?![作])|"
    "急急+|十万火急|(?<![不加着应紧焦危火心性子])急(?=$|[\\s,，。!！])|"
    "等(?:着|米)?(?:钱)?(?:用钱|下锅)|等着上班|在线等|"
    "(?<![a-z])(?:asap|immediate(?:ly)?|urgent(?:ly)?|right away|at once|"
    "straight away|"
    "need (?:a |some |any )?(?:work|job) (?:now|today|tomorrow|quick(?:ly)?)|"
    "available (?:right )?(?:now|away|immediately|today)|"
    "(?:can |could )?(?:start|begin)(?:n?ing)? (?:right )?(?:now|today|tomorrow|"
    "this week|immediately|right away|"
    "at once|asap|any ?time))(?![a-z])"
    ")(?:的)?[!！]*"
)
_START: Final = re.compile(
    r"(?:can |could |must |want to )?(?:start(?:ing)?|begin|work) $"
)


def read_start(reading: Reading) -> None:
    """Claim what says that somebody begins at once."""
    for match in reading.find(_NOW):
        start, end = match.span()
        before = _START.search(reading.plain[max(0, start - 20) : start])
        if before and reading.is_free(start - len(before[0]), start):
            start -= len(before[0])
        reading.take(start, end, (SpanKind.START, "now"))
