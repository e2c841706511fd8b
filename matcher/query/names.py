"""
The names of places as they sound, around a home district.

Towns at home are written by their sound without more ado; a county far away is only
guessed where the text says that somebody comes from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from matcher.places.place import Level
from matcher.query.sounds import slurred, slurred_letters, sounds_of, usual_sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matcher.places.place import Mention, Place

Sound = tuple[str, ...]

# Words that sound as a town at home does.
_WORDS: Final = frozenset(
    {
        *("同理心", "通力", "将领", "陆续", "把车", "丽丽", "莉莉", "历历", "里里"),
        *(
            "气度",
            "启度",
            "美颜",
            "铜锣",
            "难吗",
            "难嘛",
            "江岭",
            "分户",
            "平网",
            "带新",
            "事城",
            "苏北",
        ),
    }
)
# Characters that hands and eyes take for each other, in names of towns.
_ALIKE: Final = (
    "泽择译释驿怿",
    "坼拆折析柝",
    "墟虚",
    "厍库",
    "菀苑莞宛",
    "陵凌棱菱",
    "黎犁藜",
    "堰偃",
)
_LONGEST_TOWN: Final = 3
# Shorter names in letters are other words, once slurred.
_SHORTEST_SLURRED: Final = 6
# What English translates of a name: Taihu New City.
_ENGLISH_ENDS: Final = {
    "新城": ("newcity", "newtown"),
    "新区": ("newarea", "newdistrict"),
    "湾": ("bay",),
}
# Written in letters these are words: 线, 剪, 乱 or 运动, or English ones.
_LETTERS: Final = frozenset(
    {"xian", "jian", "luan", "yundong", "along", "changed", "china"}
)


class FindsPlaces(Hashable, Protocol):
    """What is asked of a gazetteer."""

    def find_mentions(self, text: str, prefer: str | None = None) -> Sequence[Mention]:
        """Return where a text names places, from left to right."""
        ...

    def place(self, code: str) -> Place:
        """Return the place with a code."""
        ...

    def ancestors(self, code: str) -> Sequence[Place]:
        """Return the places around one, smallest first."""
        ...

    def names_inside(self, code: str) -> Sequence[str]:
        """Return what the places directly inside are called."""
        ...

    def list_places(self, level: Level) -> Iterator[Place]:
        """Yield all places of a level."""
        ...


class SoundingNames:
    """
    Names of places by their sound.

    Attributes
    ----------
    letters
        Pinyin without blanks -> name: the home district, its towns, its neighbours in
        the prefecture, and all prefectures and provinces that nothing else sounds like.
    places
        The names of ``letters``.
    counties
        The same for all counties, by which only an origin is meant.
    around
        County -> the prefectures and provinces around those of its name.
    slurred_letters
        What nobody from there tells apart -> name, of the home district and its towns.
    initials
        First letters -> name, of the home district and its towns.
    """

    def __init__(self, gazetteer: FindsPlaces, home: str | None) -> None:
        around = [] if home is None else list(gazetteer.ancestors(home))
        at_home = [] if home is None else [gazetteer.place(home)]
        towns = [] if home is None else list(gazetteer.names_inside(home))
        at_home_names = [place.short_name for place in at_home]
        at_home_names += [name for name in towns if len(name) <= _LONGEST_TOWN]
        near = list(at_home_names)
        if around:
            near += gazetteer.names_inside(around[0].code)
        large = [
            place
            for level in (Level.PREFECTURE, Level.PROVINCE)
            for place in gazetteer.list_places(level)
        ]
        here = {place.code[:2] for place in around}
        large.sort(key=lambda place: place.code[:2] not in here)
        self.letters = _letters(near, keep_first=True)
        for letters, name in _letters(towns, keep_first=True).items():
            self.letters.setdefault(letters, name)
        for name in towns:
            for letters in _translated(name):
                self.letters.setdefault(letters, name)
        of_province = [place.short_name for place in large if place.code[:2] in here]
        for names, first in (
            ([place.short_name for place in around], True),
            (of_province, True),
            ([place.short_name for place in large], False),
        ):
            for letters, name in _letters(names, keep_first=first).items():
                self.letters.setdefault(letters, name)
        self.places = frozenset(self.letters.values())
        counties = []
        self.around: dict[str, set[str]] = defaultdict(set)
        for place in gazetteer.list_places(Level.COUNTY):
            counties.append(place.short_name)
            self.around[place.short_name].update(
                above.short_name for above in gazetteer.ancestors(place.code)
            )
        self.counties = _letters(counties, keep_first=False)
        self.initials: dict[str, str] = {}
        for name in at_home_names:
            if len(name) == 2 and (sound := usual_sound(name)):
                initials = "".join(syllable[0] for syllable in sound)
                self.initials.setdefault(initials, name)
        self.slurred_letters: dict[str, str] = {}
        for name in at_home_names:
            letters = "".join(usual_sound(name))
            if len(letters) >= _SHORTEST_SLURRED and letters not in _LETTERS:
                self.slurred_letters.setdefault(slurred_letters(letters), name)
        # 震 is seldom read shen: shenze is 盛泽.
        for letters, name in [*self.letters.items()]:
            other = self.slurred_letters.get(slurred_letters(letters), name)
            if name in towns and name != other:
                del self.letters[letters]
        self._names_at_home = tuple(at_home_names)
        self._at_home: dict[Sound, str] = {}
        for name in at_home_names:
            for sound in sounds_of(name):
                self._at_home.setdefault(slurred(sound), name)
        self._far: dict[Sound, set[str]] = defaultdict(set)
        for name in counties:
            for sound in sounds_of(name):
                self._far[sound].add(name)

    def sounding_at_home(self, word: str) -> str | None:
        """Return the name at home that a word sounds like; None when none does."""
        if word in _WORDS:
            return None
        for sound in sounds_of(word):
            name = self._at_home.get(slurred(sound))
            if name == word:
                return None
            if name and (_shares(name, word) or sound in sounds_of(name)):
                return name
        return next(
            (name for name in self._names_at_home if _looks_like(name, word)), None
        )

    def sounding_far(self, word: str) -> str | None:
        """Return the only county that a word sounds and partly looks like."""
        if word in _WORDS:
            return None
        names = {
            name
            for sound in sounds_of(word)
            for name in self._far.get(sound, ())
            if _shares(name, word)
        }
        return names.pop() if len(names) == 1 and word not in names else None


@lru_cache(maxsize=4)
def sounding_names(gazetteer: FindsPlaces, home: str | None) -> SoundingNames:
    """Return the names around a home district; a tenth of a second, once."""
    return SoundingNames(gazetteer, home)


def _letters(names: Iterable[str], *, keep_first: bool) -> dict[str, str]:
    """Return pinyin -> name; of several the first, or none."""
    found: dict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for name in names:
        for sound in sounds_of(name) if len(name) > 1 else ():
            letters = "".join(sound)
            found[letters].add(name)
            first.setdefault(letters, name)
    return {
        letters: name
        for letters, name in first.items()
        if (keep_first or len(found[letters]) == 1) and letters not in _LETTERS
    }


def _translated(name: str) -> Iterator[str]:
    """Yield how English has a name of which it translates the end: taihunewcity."""
    for end, translations in _ENGLISH_ENDS.items():
        if name.endswith(end) and len(name) > len(end):
            for sound in sounds_of(name.removesuffix(end)):
                yield from ("".join(sound) + each for each in translations)


def _looks_like(name: str, word: str) -> bool:
    if len(name) != len(word):
        return False
    apart = [a + b for a, b in zip(name, word, strict=True) if a != b]
    return len(apart) == 1 and any(set(apart[0]) <= set(each) for each in _ALIKE)


def _shares(name: str, word: str) -> bool:
    return any(a == b for a, b in zip(name, word, strict=True))
