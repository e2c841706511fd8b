"""
Chinese clauses about relatives: 我老公在东莞上班, 孩子跟奶奶, 嫁到江苏十年了.

They go from their first word to where somebody says what they want or can do
themselves: 想找白班 is left of 孩子大了想找白班. A relative of whom nothing is told is
a word like others: 一起进厂 is left of 和老公一起进厂, and 老婆饼 stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.impersonal.cut import Cut

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS: Final = r",。;、.!?()\[\]【】/|\s"
_START: Final = rf"(?:^|(?<=[{_MARKS}]))"
_END: Final = rf"(?=$|[{_MARKS}])"
# Where the one who writes goes on about themselves; 帮我带孩子 is still about another.
_ON: Final = (
    r"(?=(?<![帮给替陪跟和对让叫等随为用要由靠催逼劝嫌管养带接怪说])[我俺咱](?!家|妈|爸|老)|"
    r"(?<![不让没])想|找|求|(?<!不)能(?!自理|帮)|(?<!不)会(?![计议员场帮])|可以|希望|"
    r"打算|准备|应聘|所以|因此|[做干开学]过|揾|(?<![认见知])识)"
)
_REST: Final = rf"[^{_MARKS}]*?(?:{_END}|{_ON})(?:所以|因此)?"
_ONE: Final = (
    "老公|老婆|丈夫|妻子|媳妇儿?|爱人|对象|先生|太太|男朋友|女朋友|男友|女友|老伴|"
    "孩子他?[爸妈爹娘]?们?|小孩子?们?|细路仔?|仔女|娃娃?|宝宝|双胞胎|儿子|女儿|闺女|"
    "儿女|子女|爸妈|爹妈|爹娘|父母亲?|爸爸?|妈妈?|老爸|老妈|老豆|老娘|父亲|母亲|公公|"
    "婆婆|公婆|岳父母?|岳母|丈母娘|老丈人|爷爷|奶奶|外公|外婆|姥姥|姥爷|老人家?|"
    "家人|家里人|家属|哥哥|姐姐|弟弟|妹妹|孙子|孙女|外孙女?|儿媳妇?|女婿|前夫|前妻|"
    "(?<=我)(?:[哥弟姐妹嫂叔舅姨姑伯]|表[哥姐弟妹]|堂[哥姐弟妹])[夫子]?"
)
# 孩子上学方便的厂 is a wish, and 老人在家做饭的保姆 a trade.
_WISHED: Final = (
    "(?:上学|入学|读书|入托|上幼儿园)(?:方便|近|优先|补贴|容易|的地方|政策)"
)
_TRADE: Final = "(?:保姆|阿姨|护理|陪护|护工|老师|教师|配音|家教|辅导|[店厂员师嫂])"
# How a sentence about somebody goes on.
_TELLS: Final = (
    r"[在是系喺也都刚还帮跟和去来不没冇有病已上读从给住怀常走于现长成结离断由归交留养"
    r"需失被退放太很比就正快马因催返患查犯欠闹每总又再才却反让叫说劝逼得嫌]|"
    r"一(?![起块同道])|下[岗班学个]|生(?!日|产|活|鲜)|要(?!找)|[能会]帮|[做干开](?!过|的)|"
    r"当(?!归)|今[年天]|[去前明]年|身体|年[龄纪轻]|打工|上班|工作|务农|过世|毕业|大学|[初高]中|小学(?!老师)|中专|职高|研究生|"
    r"支持|同意|最近|出[去来门国]|外出|瘫|残|腿|高考|中考|考[上大]|嫁|娶|"
    rf"[大小](?:了|咗|点|些)?(?:$|[{_MARKS}我俺想要能可会])|"
    r"[一二两三四五六七八九十\d]+(?:个多?月|周?岁)"
)
_RELATIVE: Final = re.compile(
    rf"{_START}(?:因为?|由于|现在|目前)?(?P<mine>[我俺咱]们?|本人|自己)?"
    r"(?:的|家里?的?|屋里)?(?:(?:[一二两三俩1-3]|几)?个|[大小])?"
    rf"(?:{_ONE})(?:[和跟与]?(?:{_ONE}))?(?!{_WISHED})"
    rf"(?(mine)|(?![^{_MARKS}是当]*{_TRADE}{_END}))(?={_TELLS}){_REST}"
)
_WITH: Final = re.compile(
    rf"{_START}(?:我|我是)?(?:(?:跟?随着?|跟着?|陪着?)[我俺]?(?:{_ONE})|"
    r"带着?[我俺]?(?:老婆|老公|媳妇|丈夫|妻子|家属|家人|全家|父母|爸妈)"
    rf"[和跟]?(?:{_ONE})?)(?:一起|一块儿?)?(?:过?来|到|在|去|定居|搬){_REST}"
)
_MARRIED: Final = re.compile(
    rf"{_START}(?:我|俺|本人)?[是系]?(?:从[^{_MARKS}]{{2,8}}?)?[远外新刚已]?嫁"
    rf"(?=到|过?来|至|去|进|入|给|在|了|的|人|$){_REST}"
)


def find_clauses(plain: str) -> Iterator[Cut]:
    """Yield the clauses about relatives of a folded text."""
    for clause in (_RELATIVE, _WITH, _MARRIED):
        for match in clause.finditer(plain):
            yield Cut(*match.span())
