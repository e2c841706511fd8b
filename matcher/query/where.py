"""Where the work shall be and where not, how far, and where somebody comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from matcher.location import distance_between_m
from matcher.query.amounts import amount_at
from matcher.query.understood import SpanKind
from matcher.types import Location

if TYPE_CHECKING:
    from matcher.places.place import Mention, Place
    from matcher.query.names import FindsPlaces
    from matcher.query.reading import Reading

# What "near a town" means to someone who has no car: an hour on an electric scooter.
NEARBY_M: Final = 15_000
# How far somebody gets in a minute, door to door; who names no means has a scooter.
_METRES_A_MINUTE: Final = (
    (80, "走路?|步行|徒步|走|walk|on foot"),
    (200, "(?<!电动)(?<!电)自行车|单车|脚踏车|bike|cycling|bicycle"),
    (450, "开车|汽车|自驾|公交|地铁|打车|车程|driv|car|bus|metro|subway"),
)
_SCOOTER_M: Final = 300
# Further than this nobody looks for work who does not say so; people come from there.
_FAR_M: Final = 200_000

_NOT: Final = (
    "(?:不(?:想|愿意?|要|考虑|能|是|再)?|别|拒绝|排除|离开)(?:再|安排|分到?)?(?:去|"
    "到|在|回|来)?|"
    "(?<![a-z])(?:not|never|no|avoid(?:ing)?|except|excluding|other than|anywhere but|"
    "but not|(?:do|wo|would)n['’]?t(?: want| like)?)(?: interested| keen| willing)?"
    "(?: to)?(?: go| work| working| commute)?(?: in| to| for| on| at)?"
)
_AVOIDED_BEFORE: Final = re.compile(
    f"(?:除了?|除开|除去|(?<!从)(?:{_NOT}))(?:在|去)? ?$"
)
# 夜班不要 盛泽: that belongs to what stands before.
_REFUSED_BEFORE: Final = re.compile("(?:班|倒|计件|[厂活的])(?:都|也|就|我)*$")
_AVOIDED_AFTER: Final = re.compile(
    "(?:镇|街道|那边|那里|区)?(?:的|太远了?)?(?:以外|之外|除外|外(?![地包卖省贸])|"
    "(?:就|都|也)?"
    "(?:不(?:想|愿意?)?(?:去|要|考虑|行)|免谈|就算了|别)|"
    # Words of pinyin are written apart: shengze bu qu.
    " (?:就|都|也)?不(?:想|要)?(?:去|考虑)(?=$|[,，。;；]))(?:的|都(?:行|可以))?"
)
# 除了盛泽还可以去平望: there, too.
_ALSO: Final = re.compile(".{0,3}(?:还|也)(?:想|可以|能|行|有|去|考虑)")
_ALL_OTHERS: Final = re.compile(
    "(?:以外|之外|外)?(?:都|哪里都|哪儿都|其他都|别的都)?(?:可以|行)?"
)
_ORIGIN_BEFORE: Final = re.compile(
    r"(?:(?:我|俺)?(?:的)?(?:老家(?:在|是)?|家(?:在|住|是)|户口(?:在|是)|户籍(?:在|"
    r"是)?|籍贯(?:是)?)|"
    r"来自|(?:我|俺|我们|本人|俺们)(?:们)?(?:都)?是|从|(?:i'?m |i am |"
    r"(?:i )?come |(?:i'?m |i am )?coming )?(?<!distance )(?<!away )(?<!far )"
    r"(?<!km )(?<!minutes )from|(?<![a-z])(?:i was )?born in) ?$"
)
_ORIGIN_AFTER: Final = re.compile(
    " ?(?:那边|那里|农村|乡下|山区)?(?:的)?(?:人(?![事力资员工才民社])|老乡|(?<! )老家|"
    "老家(?=$|[^\\w]|的)|(?:过)?来的?(?![回])|过来|"
    "(?:坐车|开车|坐火车)?(?:出发|过去)|户口|户籍|籍(?!贯)|本地人| native)"
)
_POSSESSIVE: Final = re.compile(
    r"(?:那边|那里)?的(?=$|[^\w]|[0-9]|夫妻|两口子|小伙|大姐|妇女)"
)
_PLACE_BEFORE: Final = re.compile(
    # 明天能来 固始老乡: what stands before the blank is another clause.
    "(?:(?:想|要|打算|准备)?(?:在|去|到|来|回)(?:$|(?<![能再以][去来])(?= $))|离|距离?|"
    "(?<![a-z])(?:in|at|to)) ?$"
)
_PLACE_AFTER: Final = re.compile(
    "(?:高新区|开发区|经开区|那一?带|这一?带|一带|那边|这边|那里|这里|那儿|镇上|街上|"
    "地区|境内|"
    "当地|本地(?!人)|市区|城里)"
)
# Where somebody is now: there is the work, too, unless another place is wanted.
_NOW_BEFORE: Final = re.compile(
    "(?:现在|目前|现|暂|人)(?:住)?(?:在)?$|(?<!包)(?<!管)(?<!能)(?<!要)住(?:在)?$"
)
# 我在固始 想去吴江: where somebody is who wants to go elsewhere.
_HERE_BEFORE: Final = re.compile(
    r"(?:^|(?<=[^\w]))(?:我|俺|咱|本人)?们?(?:都|还)?(?:在|(?<=[我俺咱人们])住) ?$"
)
_WORK_AFTER: Final = re.compile(
    "(?:那边|这边|那里)?(?:打工|上班|工作|干活|做[工事]|务工|进厂|找(?:工作|活|事|厂|个))"
)
# 有到固始的班车吗: a coach leads home, the work is where it comes from.
_COACH: Final = (
    "(?:(?:直达|接送|返乡|返程|免费|长途)*(?:的)?"
    "(?:班车|大巴车?|客车|专车|包车|直达车|直通车|接送车|巴士|顺风车)|的车(?!间))"
)
_COACH_BEFORE: Final = re.compile(
    "(?:(?:有没有|有无|是否有|有|求|找|问下?|想要?|要|坐|乘)*(?:直达|返回|到|去|回|往|发往|"
    f"开往)|(?:有没有|有无|是否有|有)?{_COACH}(?:能|可以|会)?(?:直达|到|去|回|往)|"
    "(?:any |is there a |a )?(?:bus|coach|shuttle)(?:es)? (?:back )?to) ?$"
)
_COACH_WORDS: Final = re.compile(f"{_COACH}|(?:bus|coach|shuttle)(?:es)? (?:back )?to")
_COACH_AFTER: Final = re.compile(
    f"(?:县城?|那边|老家|市区)?(?:的)?{_COACH}(?:有没有|有|没有|没)?(?:吗|么|嘛|不)?[?？]?|"
    "(?:吗|么|嘛|不)?(?=[?？]|$|[^\\w])"
)
_HOME_BEFORE: Final = re.compile("家(?:在|住|是)(?:在)?$")
_WANTED_BEFORE: Final = re.compile(
    "(?:想|要|打算|准备|换|搬)(?:(?:换|搬|调|回)?(?:去|到|在|来|往)|[换搬调回])$"
)
# The way leads there, the work is somewhere else.
_ROUTE_BEFORE: Final = re.compile("(?:跑|发往|开往|发货到|送货到|运到|拉到) ?$")
_ROUTE_AFTER: Final = re.compile("专线|方向|线路")
# Dishes and owners, wherever they are from.
_MANNER_AFTER: Final = re.compile(
    "(?:的)?(?:火锅|菜(?!场|市)|小吃|面馆|烩面|炒面|胡辣汤|热干面|肠粉|凉皮|泡馍|"
    "料理|口音|方言|"
    "话(?!务)|米粉|米线|拉面|小面|烧烤|麻辣|口味|风味|"
    "饭店|餐馆|老板|特产|大厨)"
)
# Where somebody has been.
_PAST_BEFORE: Final = re.compile(
    "(?<![a-z])(?:(?:back|return(?:ed|ing)?) from|worked (?:in|at)) $"
)
_PAST_AFTER: Final = re.compile(
    "(?:那边|这边|那里)?(?:刚|才)?(?:回来(?!上班)|(?:打|上|做|干|待|呆|工作|打工|上班)过)"
)
_JOINED: Final = re.compile(
    "(?:镇|街道|区)?(?:和|与|跟|或者?|还是|、|,|，|/|以及| or | and )*"
)
# Far away, and yet where people go to work; from everywhere else far away they come.
_DESTINATIONS: Final = ("11", "12", "31", "44", "3502", "3702", "2102")

_UNITS_M: Final = {
    "公里": 1_000,
    "千米": 1_000,
    "km": 1_000,
    "里": 500,
    "米": 1,
    "m": 1,
    "kilometers": 1_000,
    "kilometres": 1_000,
    "mile": 1_609,
    "miles": 1_609,
}
_UNIT: Final = re.compile(
    r"\s?(公里|千米|kilomet(?:er|re)s|km|miles?|米(?![\d一二三四五六七八九])|里|"
    r"m)(?![a-z²])路?"
)
_PAIR: Final = re.compile(
    "(?:[一二两三四五六七八](?=[二两三四五六七八九](?:公里|千米|里)))?"
    "(?P<most>[二两三四五六七八九十])(?:[来几多])?(?=公里|千米|里)"
)
_RADIUS_BEFORE: Final = re.compile(
    "(?:方圆|半径|附近|周边|周围|距离?|离家?|不超过|最多|顶多|(?:路程|车程)?(?:在)?|within|"
    "less than|under|"
    "max(?:imum)?|up to| )*$"
)
_SAYS_WITHIN: Final = re.compile(
    "方圆|半径|附近|周边|周围|不超过|最多|顶多|距|离|within|less than|under|max|up to"
)
_RADIUS_AFTER: Final = re.compile(
    r"\s?(?:左右)?(?:的)?(?:以内|之内|范围内?|内(?!蒙)|radius|附近|around|away|max|"
    r"at most|or less|of(?= )|from(?= ))|\s?左右"
)
# Where somebody says "near" elsewhere, a figure that stands alone says how near; a
# smaller one is the length of something.
_ALONE: Final = re.compile(r"(?=$|[^\w]|的)")
_LEAST_M: Final = 100
_BLANKS: Final = " ,，、。;；"
_NEAR_BEFORE: Final = re.compile(
    "(?:(?:最好|想|别|不要|不想|不能)?(?:离|距离?|靠近|挨着|邻近|靠着?|临近)|(?<![a-z])(?:near(?:by)?|"
    "close (?:by |to)|next to|beside|not (?:too )?far from|"
    "(?:in )?(?:the )?vicinity of|around)"
    "(?: to)?) ?$"
)
_NEAR_AFTER: Final = re.compile(
    r" ?(?:镇|街道|区|市)?(?:(?:的)?(?:附近|周边|周围|旁边|边上|跟前|左近|邻近|隔壁|"
    r"nearby)|"
    "(?:比较|稍微|要|最好|更|最|尽量|越)?(?:近(?:点|一点|些|一些)?|不(?:太|要太|"
    "能太)?远|越好))(?:的|儿)?"
)
_TOO_FAR: Final = re.compile("(?:镇|街道|区|市)?(?:太|那么|很)远(?:的|了)?")
_NEAR: Final = re.compile(
    r"离(?:我|俺)?(?:家|住处|屋里|住的地方|宿舍|学校|这里?|孩子学校)?(?:比较|最|"
    r"更)?(?:要)?近(?:的|点|一点|些)*|"
    r"(?:不要|别|不想|不能|不愿意?)(?:跑|去)?(?:得|的)?(?:太|那么)?远(?:的)?(?!程)|"
    r"不(?:太)?远(?:的)?(?=$|[ ,，])|(?:靠近|挨着|邻近|临近)[^ ,，。]{1,6}|"
    r"离(?:我|俺)?家不(?:太|要太)?远|(?:不要|别|不想|不能)离(?:我)?家?太远|家门口|"
    r"就近|近家(?:的)?(?=$|[^\w])|(?:我家|我|家|学校|这|住处)?(?:附近|周边|旁边|周围|边上)(?:的)?|"
    r"(?<![最将])近(?:一点|点|些|便)(?:的)?|上班近|越近越好|"
    r"离(?!厂|公司|单位)[^ ,，。]{1,8}?(?:比较|最|更)?(?:近|不远)(?:的|点|些|一点)*|"
    r"(?<![a-z])(?:(?:near|close to|next to|around|not (?:too )?far from) (?:me|home|"
    r"here|where i(?:['’]?m| am| live| stay)(?: living| staying| now)?|"
    r"(?:my|our) (?:home|house|place|flat|apartment|dorm|area|"
    r"(?:kids?['’]?s? )?school))|"
    r"near ?by|close ?by|not (?:too )?far(?: away)?|(?:in|around) (?:my|the|this) "
    r"(?:area|neighbou?rhood))(?![a-z])"
)


_MEANS: Final = (
    "(?:骑|坐|乘|开)?(?:个|着)?(?:我的)?(?:小?电动?[瓶自]?[行]?车|电驴|小电驴|电摩|"
    "摩托车?|"
    "自行车|单车|脚踏车|公交车?|地铁|班车|厂车)|骑车|开车|走路|步行|打车|路程|车程|"
    "(?:上班|路上|来回|单程)"
)
# 骑车二十分钟, 车程半小时以内, within 30 minutes by bike: how far, said in time.
_MINUTES: Final = (
    r"(?:(?P<half>半)个?(?:小时|钟头)|(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
    r"(?:来|几|多)?(?P<unit>分钟?|个?小时|个?钟头)(?P<more>半)?)"
)
_TRAVEL: Final = re.compile(
    rf"(?P<means>{_MEANS})(?:也|都|就|大概|大约|最多|顶多|不超过|不要超过|控制|在|能|"
    rf"要)*"
    rf"(?:{_MINUTES}(?:左右|以内|之内|内)?(?:的)?(?:路程|车程|路)?(?:能|可以?|就|就能)?"
    r"(?:到|走到|骑到|以内)?(?:家|厂|的)?|(?:就|也)?(?:能|可以?)(?:走|骑|"
    r"开)?到(?:的)?)|"
    rf"{_MINUTES.replace('?P<', '?P<a')}(?:左右|以内|之内|内|的)*"
    r"(?P<ameans>车程|路程|步行|骑行|脚程)(?:以内|之内|内|的)*|"
    r"(?P<walk>(?:in |within )?walking distance)|"
    r"(?:within |under |max |less than )?(?P<minutes>\d{1,3})[ -]?min(?:ute)?s?"
    r"(?: away)?(?: by| on)? (?P<by>bike|bicycle|foot|walk(?:ing)?|car|bus|scooter|"
    r"e-?bike|metro|subway|drive|driving|commute)"
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """
    Places that a text names.

    Parameters
    ----------
    places, choice, avoided, origin
        As in ``Query``.
    radius_m
        None when no distance is said.
    is_near
        Whether it was said without a figure.
    """

    places: tuple[Place, ...]
    choice: tuple[Place, ...]
    avoided: tuple[Place, ...]
    origin: Place | None
    radius_m: int | None
    is_near: bool


def read_whereabouts(
    reading: Reading, gazetteer: FindsPlaces, home: str | None
) -> Whereabouts:
    """Claim what a text says of places and distances."""
    return _Reader(reading, gazetteer, home).read()


class _Reader:
    def __init__(
        self, reading: Reading, gazetteer: FindsPlaces, home: str | None
    ) -> None:
        self.reading = reading
        self.plain = reading.plain
        self.gazetteer = gazetteer
        self.home = gazetteer.place(home) if home else None
        self.mentions = list(gazetteer.find_mentions(self.plain, home))
        self.found: dict[SpanKind, list[Place]] = {
            kind: [] for kind in (SpanKind.PLACE, SpanKind.AVOIDED, SpanKind.ORIGIN)
        }
        self.choice: tuple[Place, ...] = ()
        self.radius: tuple[int, bool] | None = None

    def read(self) -> Whereabouts:
        self.read_places()
        self.read_figures()
        self.read_travel()
        self.read_near()
        if self.radius and self.radius[1]:
            self.read_figures(is_near=True)
        metres, is_near = self.radius or (None, False)
        origins = self.found[SpanKind.ORIGIN]
        return Whereabouts(
            tuple(dict.fromkeys(self.found[SpanKind.PLACE])),
            self.choice,
            tuple(dict.fromkeys(self.found[SpanKind.AVOIDED])),
            origins[0] if origins else None,
            metres,
            is_near,
        )

    def read_places(self) -> None:
        kinds: list[SpanKind | None] = []
        past = 0
        for mention in self.mentions:
            kinds.append(self.kind(mention, past))
            # 盛泽不去 汾湖可以, 固始老家 盛泽: what is said belongs to the first.
            after = _AVOIDED_AFTER.match(self.plain, mention.end) or (
                _ORIGIN_AFTER.match(self.plain, mention.end)
            )
            past = after.end() if after else mention.end
        for number, (one, other) in enumerate(pairwise(self.mentions)):
            # 除了盛泽和平望, 盛泽和平望都不去: one word for both.
            if _JOINED.fullmatch(self.plain, one.end, other.start):
                each = {kinds[number], kinds[number + 1]}
                if SpanKind.AVOIDED in each and SpanKind.ORIGIN not in each:
                    kinds[number] = kinds[number + 1] = SpanKind.AVOIDED
        works_somewhere = SpanKind.PLACE in kinds
        for mention, kind in zip(self.mentions, kinds, strict=True):
            if self.is_beside_the_point(mention):
                continue
            self.take(mention, kind or self.unmarked(mention, works_somewhere))

    def is_beside_the_point(self, mention: Mention) -> bool:
        """Return whether a name says neither where to work nor where one is from."""
        before, after = self.plain[: mention.start], self.plain[mention.end :]
        if self.coach(mention):
            return False
        if _ROUTE_BEFORE.search(before) or _ROUTE_AFTER.match(after):
            return True
        # 上海回来, worked in Shanghai: that was before.
        if not self.is_local(mention) and (
            _PAST_BEFORE.search(before) or _PAST_AFTER.match(after)
        ):
            return True
        if _MANNER_AFTER.match(after) and not _PLACE_BEFORE.search(before):
            return True
        return (
            bool(_NOW_BEFORE.search(before) or _HERE_BEFORE.search(before))
            and self.wants_elsewhere(mention)
            and not self.is_far(mention)
        )

    def wants_elsewhere(self, mention: Mention) -> bool:
        """Return whether somebody wants to work at another place than this one."""
        return any(
            _WANTED_BEFORE.search(self.plain[: other.start])
            or (
                self.plain[: other.start].endswith(("去", "到", "来"))
                and _WORK_AFTER.match(self.plain, other.end)
            )
            for other in self.mentions
            if other is not mention
        )

    def coach(self, mention: Mention) -> tuple[int, int] | None:
        """Return the piece that asks for a coach to a place far away, or None."""
        if not self.is_far(mention):
            return None
        before = _COACH_BEFORE.search(self.plain[: mention.start])
        after = _COACH_AFTER.match(self.plain, mention.end)
        if not before or not after:
            return None
        if not (_COACH_WORDS.search(before[0]) or _COACH_WORDS.search(after[0])):
            return None
        start = before.start()
        if not self.reading.is_free(start, mention.start):
            start = mention.start
        return start, after.end()

    def kind(self, mention: Mention, past: int) -> SpanKind | None:
        """
        Return what the words around a name say of it; None when they say nothing.

        Parameters
        ----------
        past
            Where the words begin that do not belong to the name before.
        """
        before = self.plain[past : mention.start]
        after = self.plain[mention.end :]
        # 明天能去 固始老乡, 倒班的不考虑 固始人: a clause of its own.
        is_apart = before.endswith(" ") and after[:1] != " " and self.is_far(mention)
        if is_apart and _ORIGIN_AFTER.match(after):
            return SpanKind.ORIGIN
        avoided = _AVOIDED_BEFORE.search(before)
        if (
            avoided
            and not (before.endswith(("除了 ", "除了")) and _ALSO.match(after))
            and not (
                avoided[0].endswith(" ")
                and _REFUSED_BEFORE.search(before[: avoided.start()])
            )
        ):
            return SpanKind.AVOIDED
        if _AVOIDED_AFTER.match(after):
            return SpanKind.AVOIDED
        if self.coach(mention):
            return SpanKind.ORIGIN
        if _HERE_BEFORE.search(before) and self.wants_elsewhere(mention):
            return SpanKind.ORIGIN
        if _NOW_BEFORE.search(before) or _HOME_BEFORE.search(before):
            return SpanKind.PLACE if self.is_local(mention) else SpanKind.ORIGIN
        from_there = bool(_ORIGIN_BEFORE.search(before))
        there = _PLACE_BEFORE.search(before) or _NEAR_BEFORE.search(before)
        if there and not from_there:
            return SpanKind.PLACE
        if from_there or _ORIGIN_AFTER.match(after):
            return SpanKind.ORIGIN
        if _POSSESSIVE.match(after) and self.is_far(mention):
            return SpanKind.ORIGIN
        return None if self.is_far(mention) else SpanKind.PLACE

    def unmarked(self, mention: Mention, works_somewhere: bool) -> SpanKind:
        """Return what a name far away means with nothing beside it."""
        goes_there = not works_somewhere and any(
            place.code.startswith(_DESTINATIONS) or place.code[2:] == "0100"
            for place in _meanings(mention)
        )
        return SpanKind.PLACE if goes_there else SpanKind.ORIGIN

    def is_local(self, mention: Mention) -> bool:
        """Return whether one of a name's meanings lies in the home prefecture."""
        home = self.home
        return home is None or any(
            place.code[:4] == home.code[:4] for place in _meanings(mention)
        )

    def is_far(self, mention: Mention) -> bool:
        """Return whether a name lies so far away that few look for work there."""
        if self.home is None:
            return False
        meanings = _meanings(mention)
        return bool(meanings) and all(map(self.is_far_place, meanings))

    def is_far_place(self, place: Place) -> bool:
        home = self.home
        if home is None or place.code[:2] == home.code[:2]:
            return False
        # Most townships have no coordinates; the county around them has.
        for each in (place, *self.gazetteer.ancestors(place.code)):
            metres = distance_between_m(_location(home), _location(each))
            if metres is not None:
                return metres > _FAR_M
        return True

    def take(self, mention: Mention, kind: SpanKind) -> None:
        meanings = _meanings(mention)
        if not meanings:
            return
        start, end = self.widened(mention, kind)
        near = self.near(start, mention, kind)
        if near:
            start, end = near
        codes = "|".join(place.code for place in meanings)
        said = [(kind, codes)]
        if near:
            said.append((SpanKind.RADIUS, str(NEARBY_M)))
        if not self.reading.take(start, end, *said):
            return
        if near:
            self.radius = self.radius or (NEARBY_M, True)
        if mention.resolution.place:
            self.found[kind].append(mention.resolution.place)
        elif kind is SpanKind.PLACE:
            self.choice = self.choice or meanings

    def widened(self, mention: Mention, kind: SpanKind) -> tuple[int, int]:
        """Return a name with the words around it that say what it is."""
        if kind is SpanKind.ORIGIN and (coach := self.coach(mention)):
            return coach
        before = {
            SpanKind.PLACE: _PLACE_BEFORE,
            SpanKind.AVOIDED: _AVOIDED_BEFORE,
            SpanKind.ORIGIN: _ORIGIN_BEFORE,
        }[kind].search(self.plain[: mention.start])
        if kind is SpanKind.ORIGIN and not before:
            before = _HERE_BEFORE.search(self.plain[: mention.start])
        patterns = {
            SpanKind.PLACE: (_PLACE_AFTER,),
            SpanKind.AVOIDED: (_AVOIDED_AFTER, _ALL_OTHERS),
            SpanKind.ORIGIN: (_ORIGIN_AFTER, _POSSESSIVE),
        }[kind]
        start = before.start() if before else mention.start
        end = mention.end
        for pattern in patterns:
            if (after := pattern.match(self.plain, end)) and after[0]:
                end = after.end()
                break
        if not self.reading.is_free(start, mention.start):
            start = mention.start
        return start, end

    def near(
        self, start: int, mention: Mention, kind: SpanKind
    ) -> tuple[int, int] | None:
        """Return the piece that says to be near a place; None when nothing does."""
        if kind is not SpanKind.PLACE:
            return None
        before = _NEAR_BEFORE.search(self.plain[: mention.start])
        after = _NEAR_AFTER.match(self.plain, mention.end)
        if before and before[0].startswith(("别", "不")):
            # 别离桃源太远
            after = _TOO_FAR.match(self.plain, mention.end)
        if not after and not (
            before and not before[0].startswith(("离", "距", "别", "不"))
        ):
            return None
        # 附近10公里: the figure says how near.
        if after and _figure(self.plain, after.end()):
            return None
        return (
            before.start() if before else start,
            after.end() if after else mention.end,
        )

    def read_figures(self, is_near: bool = False) -> None:
        """
        Claim distances in figures.

        Parameters
        ----------
        is_near
            Whether a distance without a figure is known to be meant.
        """
        for at, char in enumerate(self.plain):
            if not (char.isdecimal() or char in "一二两三四五六七八九十") or (
                at and (self.plain[at - 1].isdecimal() or self.plain[at - 1] == ".")
            ):
                continue
            found = _figure(self.plain, at)
            if found is None:
                continue
            metres, end = found
            before = _RADIUS_BEFORE.search(self.plain[:at])
            start = before.start() if before else at
            after = _RADIUS_AFTER.match(self.plain, end)
            beside_place = not self.reading.is_free(*self.last_word(start))
            if is_near:
                is_meant = (
                    metres >= _LEAST_M
                    and not self.plain[:at][-1:].strip(_BLANKS)
                    and bool(_ALONE.match(self.plain, end))
                )
            else:
                said = _SAYS_WITHIN.search(self.plain, start, at)
                is_meant = bool(after or beside_place or said)
            if not is_meant:
                continue
            end = after.end() if after else end
            if not self.reading.is_free(start, at):
                start = at
            if self.reading.take(start, end, (SpanKind.RADIUS, str(metres))):
                self.radius = (
                    (metres, False)
                    if not self.radius or self.radius[1]
                    else self.radius
                )

    def last_word(self, start: int) -> tuple[int, int]:
        """Return the last character before a position that is no blank."""
        end = len(self.plain[:start].rstrip())
        return max(0, end - 1), end

    def read_travel(self) -> None:
        for match in self.reading.find(_TRAVEL):
            metres = _travelled_m(match)
            if self.reading.take(*match.span(), (SpanKind.RADIUS, str(metres))):
                self.radius = self.radius or (metres, True)

    def read_near(self) -> None:
        for match in self.reading.find(_NEAR):
            self.reading.take(*match.span(), (SpanKind.RADIUS, str(NEARBY_M)))
            self.radius = self.radius or (NEARBY_M, True)


def _meanings(mention: Mention) -> tuple[Place, ...]:
    found = mention.resolution
    return (found.place,) if found.place else found.candidates


def _figure(text: str, at: int) -> tuple[int, int] | None:
    """Return (metres, end) of the distance at a position; None when there is none."""
    while at < len(text) and text[at] == " ":
        at += 1
    if pair := _PAIR.match(text, at):
        # 两三公里: as far as three; 十来里: about ten.
        unit = _UNIT.match(text, pair.end())
        most = amount_at(pair["most"], 0)
        number = most.low if most else 0.0
    else:
        amount = amount_at(text, at)
        if amount is None or amount.is_money:
            return None
        unit = _UNIT.match(text, amount.end)
        number = amount.high or amount.low
    if unit is None:
        return None
    metres = number * _UNITS_M[unit[1]]
    return (round(metres), unit.end()) if 0 < metres <= 500_000 else None


def _travelled_m(match: re.Match[str]) -> int:
    """Return how far a time of travel leads; as far as "near" where none is said."""
    said = match.groupdict()
    means = said["means"] or said["ameans"] or said["by"] or said["walk"] or ""
    speed = next(
        (metres for metres, words in _METRES_A_MINUTE if re.search(words, means)),
        _SCOOTER_M,
    )
    number = said["n"] or said["an"] or said["minutes"]
    if said["half"] or said["ahalf"]:
        minutes = 30.0
    elif number is None:
        return 2_000 if speed == _METRES_A_MINUTE[0][0] else NEARBY_M
    else:
        amount = amount_at(number, 0)
        minutes = amount.low if amount else 30.0
        unit = said["unit"] or said["aunit"] or ""
        if "小时" in unit or "钟头" in unit:
            minutes = 60 * minutes + (30 if said["more"] or said["amore"] else 0)
    return min(round(minutes * speed), 100_000)


def _location(place: Place) -> Location:
    return Location(place.code, place.lat, place.lon)
