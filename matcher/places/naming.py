"""How people shorten the official names of places."""

from __future__ import annotations

import re
from typing import Final

_TOWNSHIP_SUFFIX: Final = re.compile("(街道|民族乡|民族苏木|镇|乡|苏木)$")
_SUFFIX: Final = re.compile(
    "(特别行政区|自治区|自治州|自治县|自治旗|地区"
    "|(?<=神农架)林区|(?<=六枝)特区|(?<=滨海|沈北|浦东|两江)新区|[省市县区旗盟])$"
)


def short_names(name: str, peoples: frozenset[str]) -> list[str]:
    """
    Return what a province, prefecture or county is called without its suffix.

    Parameters
    ----------
    name
        The official name, such as 石柱土家族自治县.
    peoples
        The names of the 56 peoples with 族, which autonomous places carry and daily
        speech leaves out.

    Returns
    -------
    list[str]
        Shortest last; empty when one character would be left (忠县, 城区).
    """
    stem = _SUFFIX.sub("", name)
    if "自治" in name[len(stem) :]:
        stem = _without_peoples(stem, peoples)
    names = [stem] if 2 <= len(stem) < len(name) else []
    if name.endswith("自治州"):
        names.insert(0, stem + "州")
    if name == "内蒙古自治区":
        names.append("内蒙")
    return names


def _without_peoples(stem: str, peoples: frozenset[str]) -> str:
    """Return a name without the peoples at its end; one people alone stays (东乡)."""
    # Without 族 only in long names (巴音郭楞蒙古): 长白 and 西藏 name no people.
    bare = {people.removesuffix("族") for people in peoples}
    endings = {*peoples, "各族", *(people for people in bare if len(people) > 1)}
    while True:
        found = [ending for ending in endings if stem.endswith(ending)]
        if not found:
            return stem
        ending = max(found, key=len)
        rest = stem.removesuffix(ending)
        if len(rest) < 2:
            return stem if rest else stem.removesuffix("族")
        stem = rest


def short_township_name(name: str) -> str | None:
    """Return a township's name without its suffix, None when too little is left."""
    stem = _TOWNSHIP_SUFFIX.sub("", name)
    return stem if 2 <= len(stem) < len(name) else None


def former_names(name: str, stem: str) -> list[str]:
    """Return what a county may have been called before it became a city or district."""
    return [stem + suffix for suffix in "县市区" if stem + suffix != name]
