"""What a person typed into the search box, read span by span."""

from matcher.query.names import FindsPlaces
from matcher.query.understand import understand
from matcher.query.understood import Query, Span, SpanKind

__all__ = ["FindsPlaces", "Query", "Span", "SpanKind", "understand"]
