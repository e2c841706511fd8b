"""Every text of the code has its translation, and each says the same in all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from webapp.translations.catalogue import extract, read, strings_of, untranslated
from webapp.translations.compile import traditional

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

_BLANKS = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def in_code() -> Catalog:
    return extract()


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_every_text_of_the_code_is_in_the_catalogue(in_code: Catalog) -> None:
    known = {ids(message)[0] for message in read()}
    missing = [ids(m)[0] for m in in_code if m.id and ids(m)[0] not in known]
    assert missing == [], "python -m webapp.translations.update"


def test_every_text_is_translated() -> None:
    assert list(untranslated(read())) == []


def test_a_translation_fills_the_same_blanks() -> None:
    for message in read():
        if message.id:
            wanted = sorted(_BLANKS.findall(ids(message)[-1]))
            for string in strings_of(message):
                assert sorted(_BLANKS.findall(string)) == wanted, message.id


def test_traditional_chinese_is_made_of_the_simplified() -> None:
    converted = traditional(read())
    assert len(converted) == len(read())
    assert converted["Sign out"].string == "退出登入"
