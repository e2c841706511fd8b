"""People who look for work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps
from models.sealed import HasSealed, Sealed, mask_id_number, mask_name, mask_phone
from models.vacancy import Schooling, Shift

if TYPE_CHECKING:
    from models.account import Account
    from models.application import Application
    from models.place import Place


class Seeker(HasSealed, Timestamps, Base):
    """
    A person's profile: what they can do and what they want.

    Sex, age, ethnicity and marriage are not asked, so no ranking can use them.
    """

    __tablename__ = "seeker"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), unique=True
    )
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_index: Mapped[str | None] = mapped_column(String(64), index=True)
    home_place_code: Mapped[str | None] = mapped_column(
        ForeignKey("place.code"), index=True
    )
    wanted_title: Mapped[str] = mapped_column(String(120), default="")
    skills: Mapped[str] = mapped_column(default="")
    wanted_place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    wanted_monthly_cents: Mapped[int | None]
    wanted_shift: Mapped[Shift | None]
    wants_lodging: Mapped[bool] = mapped_column(default=False)
    wants_board: Mapped[bool] = mapped_column(default=False)
    schooling: Mapped[Schooling] = mapped_column(default=Schooling.ANY)
    experience_months: Mapped[int] = mapped_column(default=0)
    certificates: Mapped[list[str]] = mapped_column(default=list)
    available_from: Mapped[dt.date | None]
    is_looking: Mapped[bool] = mapped_column(default=True)
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    name = Sealed(mask_name)
    phone = Sealed(mask_phone)
    id_number = Sealed(mask_id_number)

    account: Mapped[Account | None] = relationship()
    home_place: Mapped[Place | None] = relationship(foreign_keys=[home_place_code])
    wanted_place: Mapped[Place | None] = relationship(foreign_keys=[wanted_place_code])
    applications: Mapped[list[Application]] = relationship(back_populates="seeker")
