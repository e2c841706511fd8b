"""Vectors in files: nothing wrong comes back, whatever happened to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import StoreError, VectorError
from matcher.retrieval.store import MANIFEST, SEGMENTS_KEPT, VectorStore

DIMENSION = 4
ROOT = Path(__file__).parents[3]
# Every batch is three ids with the batch's number in all places.
WRITER = """
import sys
from pathlib import Path
import numpy as np
from matcher.retrieval.store import VectorStore
store = VectorStore(Path(sys.argv[1]), "e", 4)
print("ready", flush=True)
for batch in range(2_000):
    ids = np.arange(3) + 3 * (batch % 5)
    store.put(ids, np.full((3, 4), batch, np.float32))
    print(batch, flush=True)
"""


def opened(folder: Path, encoder: str = "e") -> VectorStore:
    return VectorStore(folder, encoder, DIMENSION)


def put(store: VectorStore, *ids: int, value: float = 1) -> None:
    vectors = np.full((len(ids), DIMENSION), value, dtype=np.float32)
    store.put(np.array(ids, dtype=np.int64), vectors)


def contents(store: VectorStore) -> dict[int, float]:
    ids, vectors = store.load()
    return {int(id_): float(row[0]) for id_, row in zip(ids, vectors, strict=True)}


def newest_segment(folder: Path) -> Path:
    return max(folder.glob("*.segment"), key=lambda path: path.stat().st_mtime_ns)


operations = st.lists(
    st.tuples(
        st.sampled_from(["put", "remove", "open"]),
        st.sets(st.integers(0, 9), min_size=1, max_size=4),
    ),
    max_size=60,
)


@settings(max_examples=15, deadline=None)
@given(operations)
def test_a_store_holds_what_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, set[int]]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store, expected = opened(folder), dict[int, float]()
    for number, (what, ids) in enumerate(steps):
        if what == "put":
            put(store, *ids, value=number)
            expected |= dict.fromkeys(ids, float(number))
        elif what == "remove":
            store.remove(np.array(sorted(ids)))
            expected = {id_: at for id_, at in expected.items() if id_ not in ids}
        else:
            store = opened(folder)
    assert contents(opened(folder)) == expected


def test_many_batches_become_one_file(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for number in range(SEGMENTS_KEPT + 1):
        put(store, number, value=number)
    assert len(list(tmp_path.glob("*.segment"))) == 1
    assert contents(store) == {n: float(n) for n in range(SEGMENTS_KEPT + 1)}


def test_what_a_killed_writer_had_finished_is_there(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    for number, delay_s in enumerate(rng.uniform(0.0, 0.12, size=6)):
        folder = tmp_path / str(number)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)],
            stdout=subprocess.PIPE, cwd=ROOT, text=True,
        )  # fmt: skip
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(delay_s)
        os.kill(writer.pid, signal.SIGKILL)
        told = [int(line) for line in writer.stdout.read().split()]
        writer.stdout.close()
        writer.wait()
        found = contents(opened(folder))
        for id_, batch in found.items():
            assert batch % 5 == id_ // 3
        if told:
            # The batch after the last one told may or may not have been finished.
            assert max(found.values()) in {told[-1], told[-1] + 1}
        put(opened(folder), 99, value=99)
        assert contents(opened(folder)) == found | {99: 99.0}


@pytest.mark.parametrize("kept", [0, 0.5])
def test_a_segment_cut_short_hides_what_it_may_have_replaced(
    tmp_path: Path, kept: float
) -> None:
    store = opened(tmp_path)
    put(store, 1, 2, value=1)
    put(store, 2, value=2)
    damaged = newest_segment(tmp_path)
    put(store, 3, value=3)
    os.truncate(damaged, int(kept * damaged.stat().st_size))
    assert contents(store) == {3: 3.0}
    put(store, 1, 2, value=4)
    assert contents(store) == {1: 4.0, 2: 4.0, 3: 3.0}


def test_a_changed_bit_is_noticed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    put(store, 1)
    path = newest_segment(tmp_path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert contents(store) == {}


def test_a_manifest_cut_short_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    store = opened(tmp_path)
    put(store, 1)
    os.truncate(tmp_path / MANIFEST, 40)
    with pytest.raises(StoreError, match=r"damaged .*clear\(\) begins anew"):
        store.load()
    store.clear()
    assert contents(store) == {}


def test_vectors_of_another_encoder_are_refused(tmp_path: Path) -> None:
    put(opened(tmp_path), 1)
    for other in (opened(tmp_path, "f"), VectorStore(tmp_path, "e", DIMENSION + 1)):
        with pytest.raises(StoreError, match=r"expected .*clear\(\) begins anew"):
            other.load()


def test_what_is_no_vector_is_refused(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(VectorError, match="NaN"):
        put(store, 1, value=np.nan)
    with pytest.raises(VectorError, match=r"beyond 65,504"):
        put(store, 1, value=65_520)
    with pytest.raises(VectorError, match="shape"):
        store.put(np.array([1]), np.zeros((1, DIMENSION - 1), np.float32))
    with pytest.raises(ValueError, match="distinct"):
        put(store, 1, 1)
    assert contents(store) == {}
    put(store, 1, value=65_504)
    assert contents(store) == {1: 65_504}
