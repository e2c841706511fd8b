"""
Merge runs into the pairs that a judge reads: ``python -m bench.data.adverts.pool``.

The best documents of every run go in, each pair once and in an order that says
nothing of which run found it or where; queries keep their order.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.evaluation.trec import read_judgements, read_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matcher.evaluation.trec import Judgements, Run

DEPTH: Final = 10
SEED: Final = 20


def pooled(
    runs: Iterable[Run], judged: Judgements, depth: int = DEPTH
) -> list[tuple[str, str]]:
    """Return pairs of query and document not judged yet, shuffled in each query."""
    rng = random.Random(SEED)
    found: dict[str, set[str]] = {}
    for run in runs:
        for query, ranked in run.items():
            found.setdefault(query, set()).update(doc for doc, _ in ranked[:depth])
    pairs = []
    for query in sorted(found):
        documents = sorted(found[query] - judged.get(query, {}).keys())
        rng.shuffle(documents)
        pairs += [(query, document) for document in documents]
    return pairs


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pool of the runs, tab-separated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--depth", type=int, default=DEPTH)
    parser.add_argument("--judged", type=Path, help="qrels whose pairs stay out")
    given = parser.parse_args(arguments)
    judged = read_judgements(given.judged) if given.judged else {}
    pairs = pooled([read_run(path) for path in given.runs], judged, given.depth)
    lines = "".join(f"{query}\t{document}\n" for query, document in pairs)
    given.pool.write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
