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


ID_DIGITS = 18
OF_AGE = 18


class _IdNumber(Sealed):
    """An ID number; of its birthday only what the law protects is kept beside it."""

    def __set__(self, row: HasSealed, text: str | None) -> None:
        super().__set__(row, text)
        today = dt.datetime.now(dt.UTC).date()
        row.minor_until = minor_until(text, today)  # type: ignore[attr-defined]


class Seeker(HasSealed, Timestamps, Base):
    """
    A person's profile: what they can do and what they want.

    Sex, age, ethnicity and marriage are not asked, so no ranking can use them.
    ``minor_until`` is the eighteenth birthday of a person who was younger when the ID
    number was given, and empty for everybody else: the law bars those under 16 from
    all work and those under 18 from some.
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
    refuses_nights: Mapped[bool] = mapped_column(default=False)
    reach_m: Mapped[int | None]
    wants_lodging: Mapped[bool] = mapped_column(default=False)
    wants_board: Mapped[bool] = mapped_column(default=False)
    schooling: Mapped[Schooling] = mapped_column(default=Schooling.ANY)
    experience_months: Mapped[int] = mapped_column(default=0)
    certificates: Mapped[list[str]] = mapped_column(default=list)
    available_from: Mapped[dt.date | None]
    companions: Mapped[int | None]
    """How many of the family come along; None when that was not said."""
    answered: Mapped[list[str]] = mapped_column(default=list)
    """Which questions were answered, also with "any will do"."""
    minor_until: Mapped[dt.date | None]
    is_looking: Mapped[bool] = mapped_column(default=True)
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    erased_at: Mapped[dt.datetime | None]
    """When the person deleted the account: what is left names nobody."""

    name = Sealed(mask_name)
    phone = Sealed(mask_phone)
    id_number = _IdNumber(mask_id_number)

    account: Mapped[Account | None] = relationship()
    home_place: Mapped[Place | None] = relationship(foreign_keys=[home_place_code])
    wanted_place: Mapped[Place | None] = relationship(foreign_keys=[wanted_place_code])
    applications: Mapped[list[Application]] = relationship(back_populates="seeker")


def minor_until(id_number: str | None, today: dt.date) -> dt.date | None:
    """
    Return the eighteenth birthday if it is still to come.

    Digits 7 to 14 of a number of 18 are the birthday (GB 11643-1999); the older ones of
    15 were all given before 2000. None when there is no such day.
    """
    if id_number is None or len(id_number) != ID_DIGITS:
        return None
    try:
        born_on = dt.datetime.strptime(id_number[6:14], "%Y%m%d").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    # Who was born on 29 February comes of age on 1 March.
    day = (born_on.month, born_on.day)
    month, day_of_month = (3, 1) if day == (2, 29) else day
    eighteenth = dt.date(born_on.year + OF_AGE, month, day_of_month)
    return eighteenth if eighteenth > today else None
