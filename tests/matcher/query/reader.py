"""Queries read as in Wujiang."""

from __future__ import annotations

from matcher.query import Query, SpanKind, understand
from tests.matcher.places.conftest import shared_gazetteer

WUJIANG = "320509"


def read(text: str, home: str | None = WUJIANG) -> Query:
    return understand(text, shared_gazetteer(), home)


def values(query: Query, kind: SpanKind) -> list[str]:
    return [span.value for span in query.spans if span.kind is kind]
