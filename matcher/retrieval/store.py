"""
Vectors in files that a crash at any moment leaves usable.

Every batch is a segment, a file that never changes once it is whole; a manifest names
the segments that count and is replaced in one step. What the manifest does not name
never happened, so a killed writer loses its last batch and nothing else.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matcher.errors import StoreError, VectorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SUFFIX: Final = ".segment"
# More files than this are written as one: opening reads each, and checks it.
SEGMENTS_KEPT: Final = 32
_IDS: Final = np.dtype("<i8")
# Half the room; what is rounded away is far below what the encoders differ by.
_VALUES: Final = np.dtype("<f2")
_REMEDY: Final = "clear() begins anew; then all vectors have to be put again."


@dataclass(frozen=True, slots=True)
class Segment:
    """
    A batch of vectors, or of ids that were removed.

    Parameters
    ----------
    name
        Of its file in the store's folder.
    rows
        How many ids it holds.
    removes
        Whether the ids were removed; there are no vectors then.
    digest
        SHA-256 of the file, in hexadecimal.
    """

    name: str
    rows: int
    removes: bool
    digest: str


class VectorStore:
    """
    The vectors of one encoder by id, in a folder; one writer at a time.

    Parameters
    ----------
    folder
        Made when it is not there.
    encoder
        Its name: vectors of another are never handed out.
    dimension
        Length of a vector.
    """

    def __init__(self, folder: Path, encoder: str, dimension: int) -> None:
        if dimension < 1:
            msg = f"Expected dimension >= 1, got {dimension}."
            raise ValueError(msg)
        self._folder = folder
        self._encoder = encoder
        self._dimension = dimension
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        """
        Add vectors, in place of those with the same ids; on the disk on return.

        Raises
        ------
        StoreError
            When the manifest is damaged, or of another encoder.
        VectorError
            When the shapes differ, or a value is NaN or infinite, or so large that it
            would be in sixteen bits.
        ValueError
            When an id stands twice.
        """
        if vectors.shape != (len(ids), self._dimension):
            wanted = (len(ids), self._dimension)
            msg = f"Expected vectors of shape {wanted}, got {vectors.shape}."
            raise VectorError(msg)
        with np.errstate(over="ignore"):
            stored: NDArray[np.float16] = vectors.astype(_VALUES)
        if not np.isfinite(stored).all():
            msg = (
                "A vector to be stored holds NaN or infinity, or a value beyond "
                f"{np.finfo(_VALUES).max:,.0f}, the largest of float16."
            )
            raise VectorError(msg)
        self._append(ids, stored)

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Remove these ids, known or not; raises as above."""
        self._append(ids, None)

    def load(self) -> tuple[NDArray[np.int64], Vectors]:
        """
        Return the ids in ascending order, and their vectors.

        Where a segment is damaged it is left out together with all before it, since it
        may have replaced or removed any of them: what comes back is right, and what is
        missing has to be put again.

        Raises
        ------
        StoreError
            When the manifest is damaged, or of another encoder.
        """
        with self._holding(fcntl.LOCK_SH):
            ids, vectors = self._read(self._manifest())
        order = np.argsort(ids)
        return ids[order], vectors[order].astype(np.float32)

    def clear(self) -> None:
        """Begin anew, whatever is there; the way out of a ``StoreError``."""
        with self._holding(fcntl.LOCK_EX):
            self._commit([])

    def _append(
        self, ids: NDArray[np.int64], vectors: NDArray[np.float16] | None
    ) -> None:
        if len(np.unique(ids)) != len(ids):
            raise ValueError("Expected distinct ids.")
        if not len(ids):
            return
        with self._holding(fcntl.LOCK_EX):
            segments = self._manifest()
            segments.append(self._write(ids, vectors))
            if len(segments) > SEGMENTS_KEPT:
                held, values = self._read(segments)
                segments = [self._write(held, values)] if len(held) else []
            self._commit(segments)

    def _write(
        self, ids: NDArray[np.int64], vectors: NDArray[np.floating] | None
    ) -> Segment:
        content = ids.astype(_IDS).tobytes()
        if vectors is not None:
            content += vectors.astype(_VALUES).tobytes()
        name = f"{secrets.token_hex(8)}{SUFFIX}"
        _write_through(self._folder / name, content)
        digest = hashlib.sha256(content).hexdigest()
        return Segment(name, len(ids), vectors is None, digest)

    def _commit(self, segments: Sequence[Segment]) -> None:
        """Make these the segments that count, then sweep up the others."""
        body = {
            "format": FORMAT,
            "encoder": self._encoder,
            "dimension": self._dimension,
            "segments": [asdict(segment) for segment in segments],
        }
        draft = self._folder / f".{MANIFEST}"
        _write_through(draft, json.dumps(_sealed(body)).encode())
        draft.replace(self._folder / MANIFEST)
        _sync(self._folder)
        kept = {segment.name for segment in segments}
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _manifest(self) -> list[Segment]:
        path = self._folder / MANIFEST
        try:
            body = json.loads(path.read_bytes())
            seal = body.pop("seal")
            if seal != _sealed(body)["seal"] or body["format"] != FORMAT:
                raise ValueError("its seal does not fit")
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            msg = f"{path} is damaged ({error}). {_REMEDY}"
            raise StoreError(msg) from error
        made_by = (body["encoder"], body["dimension"])
        if made_by != (self._encoder, self._dimension):
            msg = (
                f"{path} holds vectors of {made_by[0]} with {made_by[1]} dimensions, "
                f"expected {self._encoder} with {self._dimension}. {_REMEDY}"
            )
            raise StoreError(msg)
        return [Segment(**segment) for segment in body["segments"]]

    def _read(
        self, segments: Sequence[Segment]
    ) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        seen = np.empty(0, dtype=np.int64)
        all_ids, all_vectors = [seen], [np.empty((0, self._dimension), _VALUES)]
        # From the newest: what came later has the last word about an id.
        for segment in reversed(segments):
            content = self._content(segment)
            if content is None:
                break
            ids = np.frombuffer(content, _IDS, segment.rows).astype(np.int64)
            if not segment.removes:
                values = np.frombuffer(content, _VALUES, offset=ids.nbytes)
                new = ~np.isin(ids, seen)
                all_ids.append(ids[new])
                all_vectors.append(values.reshape(len(ids), -1)[new])
            seen = np.union1d(seen, ids)
        return np.concatenate(all_ids), np.concatenate(all_vectors)

    def _content(self, segment: Segment) -> bytes | None:
        """Return what is in a segment's file, None when that is not what was put."""
        try:
            content = (self._folder / segment.name).read_bytes()
        except OSError:
            return None
        whole = hashlib.sha256(content).hexdigest() == segment.digest
        return content if whole else None

    @contextmanager
    def _holding(self, how: int) -> Iterator[None]:
        """Wait for other processes; a killed one gives its lock back by itself."""
        with (self._folder / ".lock").open("a") as lock:
            fcntl.flock(lock, how)
            yield


def _sealed(body: dict[str, Any]) -> dict[str, Any]:
    plain = json.dumps(body, sort_keys=True).encode()
    return {**body, "seal": hashlib.sha256(plain).hexdigest()}


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
