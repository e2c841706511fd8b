"""
How fast the encoders are, how long they load, and how large their weights are.

Adverts are cut out of the classification's definitions, a query is a name in it.
Rates are also given for a processor without bfloat16: computed in float32, and in a
process of its own with the instructions of AVX2 alone. ``python -m bench encoding``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from matcher.encoder.openvino import FACTS, OpenVinoEncoder, open_encoder
from matcher.encoder.sentence import SentenceEncoder
from matcher.occupations.classification import Classification
from matcher.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.encoder.protocol import Encoder, Vectors

    # From the number of threads.
    Opens = Callable[[int], Encoder]

BUILD = Path(__file__).parents[1] / "build"
JOB, STATIC = BUILD / "encoder" / "e5-job", BUILD / "encoder" / "static"
CHARACTERS = 194
ADVERTS = 128
# The static encoder is done with the others' number before the clock has settled.
STATIC_TIMES = 50
QUERIES = 200
ROUNDS = 7
ALONE = "--avx2"
# The libraries read these when they are loaded.
AVX2 = {
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
}


def main(_data: Path | None = None) -> None:
    """Print the table."""
    busy = os.getloadavg()[0]
    sys.stdout.write(f"The load average before was {busy:.1f}.\n\n")
    sys.stdout.write("| what | figure |\n|---|---|\n")
    threads = torch.get_num_threads()
    _weights()
    _rate("static, 1 thread", SentenceEncoder(STATIC), STATIC_TIMES)
    _rates(threads)
    subprocess.run(
        [sys.executable, "-m", "bench.encoding", ALONE],
        env={**os.environ, **AVX2},
        check=True,
    )
    for name, encoder in (
        ("static", SentenceEncoder(STATIC)),
        ("e5-job, torch", SentenceEncoder(JOB)),
        ("e5-job, the runtime used here", open_encoder(JOB)),
    ):
        _latency(name, encoder)


def without_bfloat16() -> None:
    """Print the rates of a process that was started with AVX2 alone."""
    _rates(torch.get_num_threads(), " of AVX2 alone")


def _rates(threads: int, kind: str = "") -> None:
    engines: dict[str, Opens] = {
        "torch float32": lambda n: SentenceEncoder(JOB, threads=n, reduced=False)
    }
    if not kind:
        engines["torch"] = lambda n: SentenceEncoder(JOB, threads=n)
    if (JOB / FACTS).exists():
        engines["OpenVINO float32"] = partial(_openvino, reduced=False)
        if not kind:
            engines["OpenVINO"] = partial(_openvino, reduced=True)
    for name, opens in engines.items():
        _rate(f"e5-job, {name}, {threads} threads{kind}", opens(threads), 1)


def _openvino(threads: int, *, reduced: bool) -> Encoder:
    return OpenVinoEncoder(JOB, threads=threads, reduced=reduced)


def _rate(name: str, encoder: Encoder, times: int) -> None:
    """Print the best of some rounds: what others do on the machine only slows them."""
    text = "".join(o.definition for o in Classification.load(BUILD / "occupations"))
    starts = range(0, ADVERTS * CHARACTERS, CHARACTERS)
    adverts = [text[start : start + CHARACTERS] for start in starts] * times
    encoder.encode_passages(adverts[:64])
    rates = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        encoder.encode_passages(adverts)
        rates.append(len(adverts) / (time.perf_counter() - began))
    _print(f"adverts of {CHARACTERS} characters: {name}", f"{max(rates):,.0f}/s")


def _latency(name: str, encoder: Encoder) -> None:
    titles = [o.name for o in Classification.load(BUILD / "occupations")][:QUERIES]
    ways: dict[str, Callable[[str], Vectors]] = {
        "as a query": lambda title: encoder.encode_queries([title]),
        "as a question": encoder.encode_question,
    }
    for how, encode in ways.items():
        encode(titles[0])
        seconds = []
        for title in titles:
            began = time.perf_counter()
            encode(title)
            seconds.append(time.perf_counter() - began)
        middle, high = np.percentile(seconds, (50, 95)) * 1000
        _print(
            f"a title {how}, 1 thread: {name}",
            f"p50 {middle:.1f} ms, p95 {high:.1f} ms",
        )


def _weights() -> None:
    files = [path for path in FOLDER.rglob("*") if path.suffix in (".npz", ".txt")]
    size = sum(path.stat().st_size for path in files) / 1e6
    _print("shipped weights", f"{size:.1f} MB")
    engines: dict[str, Opens] = {
        "static": lambda n: SentenceEncoder(STATIC, threads=n),
        "e5-job, torch": lambda n: SentenceEncoder(JOB, threads=n),
        "e5-job, the runtime used here": lambda n: open_encoder(JOB, threads=n),
    }
    # The packages are imported by the first, and all files are read once before.
    SentenceEncoder(STATIC)
    for name, opens in engines.items():
        opens(1)
        began = time.perf_counter()
        opens(1)
        _print(f"loading: {name}", f"{time.perf_counter() - began:.1f} s")


def _print(what: str, figure: str) -> None:
    sys.stdout.write(f"| {what} | {figure} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if ALONE in sys.argv:
        without_bfloat16()
    else:
        main()
