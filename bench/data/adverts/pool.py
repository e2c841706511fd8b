"""
Merge runs into the pairs that a judge reads: ``pool.py POOL RUN...``.

The best documents of every run go in, each pair once and in an order that says
nothing of which run found it or where; queries keep their order.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.evaluation.trec import read_run

if TYPE_CHECKING:
    from matcher.evaluation.trec import Run

DEPTH: Final = 10
SEED: Final = 20


def pooled(runs: list[Run], depth: int = DEPTH) -> list[tuple[str, str]]:
    """Return pairs of query and document, shuffled within each query."""
    rng = random.Random(SEED)
    found: dict[str, set[str]] = {}
    for run in runs:
        for query, ranked in run.items():
            found.setdefault(query, set()).update(doc for doc, _ in ranked[:depth])
    pairs = []
    for query in sorted(found):
        documents = sorted(found[query])
        rng.shuffle(documents)
        pairs += [(query, document) for document in documents]
    return pairs


def main(out: Path, runs: list[Path]) -> None:
    """Write the pool of the runs, tab-separated."""
    pairs = pooled([read_run(path) for path in runs])
    lines = "".join(f"{query}\t{document}\n" for query, document in pairs)
    out.write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
