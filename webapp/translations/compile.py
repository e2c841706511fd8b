"""Make the files that the service reads; the Traditional texts from the Simplified."""

from __future__ import annotations

import sys
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from opencc import OpenCC

from webapp.translations.catalogue import SOURCE, catalogue_path, read, strings_of

TRADITIONAL = "zh_Hant"
# Characters and the words that differ too: 信息 becomes 資訊.
CONVERSION = "s2twp"


def main() -> None:
    """Compile both languages; English needs no file, it stands in the code."""
    simplified = read()
    converted = traditional(simplified)
    for locale, catalogue in ((SOURCE, simplified), (TRADITIONAL, converted)):
        path = catalogue_path(locale).with_suffix(".mo")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)
    sys.stdout.write(f"Translations: {len(simplified)} texts\n")


def convert(simplified: str) -> str:
    """Return a text in Traditional Chinese."""
    return str(_converter().convert(simplified))


def traditional(simplified: Catalog) -> Catalog:
    """Return the catalogue with every translation converted."""
    made = Catalog(locale=TRADITIONAL, project="zhida")
    for message in simplified:
        if not message.id:
            continue
        strings = tuple(convert(text) for text in strings_of(message))
        string = strings if message.pluralizable else strings[0]
        made.add(message.id, string, flags=message.flags, context=message.context)
    return made


@cache
def _converter() -> OpenCC:
    return OpenCC(CONVERSION)


if __name__ == "__main__":
    main()
