"""
Builds the two encoders of the field from the shipped weights, offline.

``python -m matcher.encoder.adapted --base build/encoder/e5-small --out build/encoder``
writes ``e5-job``, multilingual-e5-small with what training changed, and ``static``, the
student; both are ordinary sentence-transformers folders. Beside the first stand its
converted network and that of few layers for questions.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from matcher.encoder import quantised, static
from matcher.encoder.conversion import (
    convert,
    convert_for_lines,
    convert_for_questions,
)
from matcher.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

STAMP: Final = "1"
# What was taught to imitate the first on short questions, and what reads lines of
# adverts on top of it.
QUESTIONS: Final = "questions.npz"
LINES: Final = "lines.npz"


def main(arguments: list[str] | None = None) -> None:
    """Build both folders, unless those there are from the same weights."""
    parser = argparse.ArgumentParser(description="Build the encoders of the field.")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    change, words = options.weights / "e5-job.npz", options.weights / "static"
    beside = options.weights / QUESTIONS, options.weights / LINES
    base_stamp = (options.base / "stamp.json").read_text()
    _build(
        options.out / "e5-job",
        [STAMP, base_stamp, *map(_digest, (change, *beside))],
        lambda folder: _write_all(options.base, change, *beside, folder),
    )
    _build(
        options.out / "static",
        [STAMP, *(_digest(path) for path in sorted(words.iterdir()))],
        lambda folder: static.write_folder(static.read(words), folder),
    )


def write_adapted(base: Path, change: Path, folder: Path) -> None:
    """Write the base encoder with the change added to it, in float16."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    encoder = SentenceTransformer(str(base), device="cpu").float()
    module: Any = encoder[0]
    parameters = dict(module.model.named_parameters())
    for name, values in quantised.read(change).items():
        parameters[name].data += parameters[name].new_tensor(values)
    encoder.half().save(str(folder), create_model_card=False)


def _write_all(
    base: Path, change: Path, questions: Path, lines: Path, folder: Path
) -> None:
    write_adapted(base, change, folder)
    if not convert(folder):
        sys.stdout.write("      e5-job: without OpenVINO, torch computes\n")
        return
    for weights, write, lost in (
        (questions, convert_for_questions, "a question takes longer"),
        (lines, convert_for_lines, "the wording check has its grammar alone"),
    ):
        if not weights.exists() or not write(folder, weights):
            sys.stdout.write(
                f"      e5-job: {weights.name} is missing or was taught by another "
                f"encoder, so {lost}; make weights makes it anew\n"
            )


def _build(folder: Path, made_from: list[str], write: Callable[[Path], None]) -> None:
    stamp = folder / "stamp.json"
    if stamp.exists() and json.loads(stamp.read_text()) == made_from:
        sys.stdout.write(f"      {folder.name}: up to date\n")
        return
    # An encoder is named after its folder, so the draft's is called the same.
    draft = folder.parent / "draft" / folder.name
    shutil.rmtree(draft, ignore_errors=True)
    write(draft)
    (draft / "stamp.json").write_text(json.dumps(made_from))
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    draft.parent.rmdir()
    sys.stdout.write(f"      {folder.name}: built\n")


def _digest(path: Path) -> str:
    """Return a file's digest, the empty one's where there is none."""
    raw = path.read_bytes() if path.exists() else b""
    return hashlib.sha256(raw).hexdigest()


if __name__ == "__main__":
    main()
