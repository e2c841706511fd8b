"""What the schemas of all parts are made of."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from webapp.fields import tidy
from webapp.problems import type_of

LARGEST = 2**31 - 1
MOST_YUAN = 1_000_000
# When a posting was last changed, in the examples.
AT = "2027-02-01T01:30:00Z"


def storable(text: str) -> str:
    """Return a text that a database can store, without control characters."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        msg = "holds half a character"
        raise ValueError(msg)
    return tidy(text)


def example(**values: Any) -> ConfigDict:
    """Return the configuration of what is sent, with an example for the document."""
    return ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [values]}
    )


Short = Annotated[str, StringConstraints(max_length=80), AfterValidator(storable)]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(storable)]
# How long each may be says the form of the page that reads it too.
Words = Annotated[str, StringConstraints(max_length=5000), AfterValidator(storable)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")]
Group = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z-]{1,16}$")]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Yuan = Annotated[int, Field(ge=0, le=MOST_YUAN)]
Page = Annotated[int, Field(ge=1, le=1000)]
ChangedAt = Annotated[
    AwareDatetime,
    Field(description="As it was shown; an old one is answered with stale."),
]


class In(BaseModel):
    """What is sent; a field that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class Paging(In):
    """Which page, from 1."""

    page: Page = 1


class Paged(Out):
    """A page of a list: how many there are in all, and how many pages."""

    total: int
    page: int
    pages: int


class FieldError(Out):
    """Where, a word that stays the same, and a sentence in the reader's language."""

    field: str
    code: str
    message: str


class Problem(Out):
    """RFC 9457; ``kind`` and ``type`` never change."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "type": type_of("invalid"),
                    "title": "有些内容不对",
                    "detail": "什么都没有保存，请看每一项旁边的说明。",
                    "status": 422,
                    "kind": "invalid",
                    "errors": [
                        {
                            "field": "phone",
                            "code": "value",
                            "message": "应为11位。",
                        }
                    ],
                }
            ]
        },
    )

    type: str
    title: str
    detail: str
    status: int
    kind: str
    errors: list[FieldError] = []


class Move(In):
    """One step of what was shown at a time."""

    model_config = example(changed_at=AT)

    changed_at: ChangedAt


class Label(Out):
    """A word of this API, and what people call it."""

    word: str
    label: str


class Named(Out):
    """A code and what it is called."""

    code: str
    name: str


def pages_of(total: int, size: int) -> int:
    """Return how many pages there are, at least one."""
    return max(1, -(-total // size))
