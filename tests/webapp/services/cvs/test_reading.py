"""The text of a CV is read; what is no CV is told apart, and harms nobody."""

from __future__ import annotations

import pytest

from tests.webapp.services.cvs.files import CHINESE, blank_pdf, packed, pdf, word
from webapp.services.cvs.reading import (
    LARGEST_BYTES,
    LARGEST_UNPACKED_BYTES,
    MOST_CHARACTERS,
    BrokenError,
    CvError,
    EncryptedError,
    NoTextError,
    OtherKindError,
    TooLargeError,
    read_text,
)

ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def test_word_is_read_a_line_a_paragraph() -> None:
    assert tuple(read_text(word()).splitlines()) == CHINESE


def test_a_pdf_is_read() -> None:
    text = read_text(pdf(("Position: Welder", "Phone: 13800007788")))
    assert "Position: Welder" in text
    assert "13800007788" in text


def test_no_more_is_read_than_a_cv_has() -> None:
    assert len(read_text(word(("普工" * 200,) * 200))) == MOST_CHARACTERS


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", OtherKindError),
        (b"GIF89a", OtherKindError),
        (b"\xd0\xcf\x11\xe0 an old .doc", OtherKindError),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            EncryptedError,
        ),
        (packed({"xl/workbook.xml": b"<x/>"}), OtherKindError),
        (packed({"word/document.xml": b"<w:document"}), BrokenError),
        (b"PK\x03\x04 and nothing else", BrokenError),
        (word()[:-40], BrokenError),
        (word(before=ENTITIES), BrokenError),
        (word(("", "  ")), NoTextError),
        (b"%PDF-1.7 and nothing else", BrokenError),
        (blank_pdf(), NoTextError),
        (blank_pdf("geheim"), EncryptedError),
        (b"%PDF-" + b" " * LARGEST_BYTES, TooLargeError),
    ],
)
def test_what_cannot_be_read_is_told_apart(
    content: bytes, error: type[CvError]
) -> None:
    with pytest.raises(error):
        read_text(content)


def test_a_file_that_unpacks_without_end_is_not_unpacked() -> None:
    bomb = packed({"word/document.xml": b" " * (4 * LARGEST_UNPACKED_BYTES)})
    assert len(bomb) < LARGEST_BYTES
    with pytest.raises(TooLargeError):
        read_text(bomb)
