"""The declarative base: constraint names are fixed so that migrations can drop them."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.types import UtcDateTime

LOCAL_TIME = ZoneInfo("Asia/Shanghai")


def _values(enumeration: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in enumeration]


class Base(DeclarativeBase):
    """Every table inherits from this."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime(),
        # The value is stored, not the member's name, and as text: adding a member
        # needs no migration on either database.
        enum.StrEnum: Enum(
            enum.StrEnum, native_enum=False, length=24, values_callable=_values
        ),
        # None is no value: the column's default stands for it.
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[list[int]]: JSON(none_as_null=True),
    }


class Timestamps:
    """When a row was made and last changed; set by the database session's clock."""

    created_at: Mapped[dt.datetime] = mapped_column(
        default=lambda: dt.datetime.now(dt.UTC)
    )
    updated_at: Mapped[dt.datetime] = mapped_column(
        default=lambda: dt.datetime.now(dt.UTC),
        onupdate=lambda: dt.datetime.now(dt.UTC),
        index=True,
    )
