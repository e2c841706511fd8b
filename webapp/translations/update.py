"""Gather the texts of the code into the catalogue; what is gone from it is dropped."""

from __future__ import annotations

import sys

from webapp.translations.catalogue import extract, read, untranslated, write


def main() -> None:
    """Merge, and tell which texts wait for their translation."""
    catalogue = read()
    catalogue.update(
        extract(),
        no_fuzzy_matching=True,
        update_header_comment=False,
        update_creation_date=False,
    )
    write(catalogue)
    waiting = list(untranslated(catalogue))
    for text in waiting:
        sys.stdout.write(f"  {text}\n")
    sys.stdout.write(f"{len(catalogue)} texts, {len(waiting)} not translated\n")


if __name__ == "__main__":
    main()
