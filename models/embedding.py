"""Encoded texts, so that nothing is encoded twice."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Embedding(Base):
    """
    The vector of one text by one encoder.

    Keyed by what was encoded and not by the row it came from: a changed text or a
    changed encoder is simply a key that is not here yet.
    """

    __tablename__ = "embedding"

    encoder: Mapped[str] = mapped_column(String(80), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """Little-endian float16, L2-normalised."""
