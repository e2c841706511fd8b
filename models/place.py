"""Administrative places of China, as the gazetteer has them."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base


class PlaceLevel(enum.StrEnum):
    """How large a place is."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    STATION = "station"
    """A railway station, which is in no gazetteer; see ``webapp.services.trains``."""


class Place(Base):
    """
    A province, prefecture, county, township or station that rows here refer to.

    The gazetteer's files hold all of China; a place becomes a row when the first row
    needs it (``webapp.services.places.ensure_place``), with its ancestors.
    """

    __tablename__ = "place"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    full_name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[PlaceLevel]
    parent_code: Mapped[str | None] = mapped_column(
        ForeignKey("place.code"), index=True
    )
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    parent: Mapped[Place | None] = relationship(remote_side=[code])
