"""The text of a CV: PDF, or Word from 2007 on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final
from xml.parsers import expat

LARGEST_BYTES: Final = 5 * 1024 * 1024
# Of the document inside a Word file, which is packed.
LARGEST_UNPACKED_BYTES: Final = 8 * 1024 * 1024
MOST_CHARACTERS: Final = 20_000
PDF_S: Final = 20.0
PDF_PROGRAM: Final = Path(__file__).with_name("pdf.py")
WORD_TEXT: Final = "word/document.xml"
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_BREAKS: Final = {"p": "\n", "br": "\n", "tab": "\t", "tc": "\t"}


class CvError(Exception):
    """
    No text can be had from the file.

    CvError
    ├── TooLargeError
    ├── OtherKindError
    ├── EncryptedError
    ├── BrokenError
    └── NoTextError
    """


class TooLargeError(CvError):
    """The file, or what it unpacks to, is larger than is read."""


class OtherKindError(CvError):
    """The file is neither PDF nor Word's .docx."""


class EncryptedError(CvError):
    """A password is needed to open the file."""


class BrokenError(CvError):
    """The file says it is PDF or Word, and cannot be read as that."""


class NoTextError(CvError):
    """The file holds pictures of text, or nothing."""


def read_text(content: bytes) -> str:
    """
    Return the text of a file, at most its first 20,000 characters.

    The kind is told by what is in the file, never by its name.

    Raises
    ------
    CvError
        One of its children.
    """
    if len(content) > LARGEST_BYTES:
        msg = f"Expected at most {LARGEST_BYTES} bytes, got {len(content)}."
        raise TooLargeError(msg)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        text = _pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        text = _word(content)
    else:
        # An encrypted .docx is no zip, but the container of the old Office files.
        is_old = content.startswith(b"\xd0\xcf\x11\xe0")
        if is_old and "EncryptedPackage".encode("utf-16-le") in content:
            msg = "The Word file is encrypted."
            raise EncryptedError(msg)
        msg = "Neither PDF nor .docx."
        raise OtherKindError(msg)
    text = "".join(c for c in text if c in "\n\t" or (c.isprintable() and c != "\0"))
    if not text.strip():
        msg = "There is no text in the file."
        raise NoTextError(msg)
    return text


def _pdf(content: bytes) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PDF_PROGRAM)],
            input=content,
            capture_output=True,
            timeout=PDF_S,
            check=True,
        )
        told = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        # Over its limits, which a CV never is.
        msg = "The PDF cannot be read."
        raise BrokenError(msg) from error
    if told["outcome"] == "encrypted":
        msg = "The PDF is encrypted."
        raise EncryptedError(msg)
    if told["outcome"] != "text":
        msg = "The PDF cannot be read."
        raise BrokenError(msg)
    return str(told["text"])


def _word(content: bytes) -> str:
    broken = BrokenError("The Word file cannot be read.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if WORD_TEXT not in packed.namelist():
                msg = "A packed file, but not of Word."
                raise OtherKindError(msg)
            with packed.open(WORD_TEXT) as file:
                # What the header says of the size may be a lie.
                document = file.read(LARGEST_UNPACKED_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise broken from error
    except (EOFError, ValueError) as error:
        raise broken from error
    if len(document) > LARGEST_UNPACKED_BYTES:
        msg = f"Expected at most {LARGEST_UNPACKED_BYTES} bytes unpacked."
        raise TooLargeError(msg)
    try:
        return _Text().read(document)
    except (expat.ExpatError, _DeclarationError) as error:
        raise broken from error


class _DeclarationError(Exception):
    """Word declares no document type; entities in one could grow without end."""


class _Text:
    """The words of a Word document, a line a paragraph."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._is_text = False

    def read(self, document: bytes) -> str:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(document, True)
        return "".join(self._parts)[:MOST_CHARACTERS]

    def _refuse(self, *_: object) -> None:
        raise _DeclarationError

    def _start(self, name: str, _attributes: object) -> None:
        self._is_text = name == f"{_WORD}t"
        if name in (f"{_WORD}br", f"{_WORD}tab"):
            self._add(_BREAKS[name.removeprefix(_WORD)])

    def _end(self, name: str) -> None:
        self._is_text = False
        if name in (f"{_WORD}p", f"{_WORD}tc"):
            self._add(_BREAKS[name.removeprefix(_WORD)])

    def _characters(self, text: str) -> None:
        if self._is_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._length <= MOST_CHARACTERS:
            self._parts.append(text)
            self._length += len(text)
