"""Employers, postings and who applied, with sane defaults; each call flushes."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from models import (
    Account,
    Application,
    Employer,
    EmployerStatus,
    Role,
    Seeker,
    Vacancy,
    VacancyStatus,
)
from tests.factories.campaigns import make_places
from webapp.services.offices import STAFF, first_office
from webapp.services.vacancy_posting import Posting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# Half past eight in the evening of the last day of January, in China.
NOW = dt.datetime(2027, 1, 31, 12, 30, tzinfo=dt.UTC)
TODAY = dt.date(2027, 1, 31)

_serial = itertools.count(1)


def make_employer(session: Session, **values: Any) -> Employer:
    """Add an employer whose papers were examined and hold for another four months."""
    make_places(session)
    employer = Employer(
        **{
            "name": f"吴江示例服饰{next(_serial)}公司",
            "place_code": "320509",
            "contact_name": "示例经理",
            "phone": "13800001111",
            "status": EmployerStatus.VERIFIED,
            "verified_until": TODAY + dt.timedelta(days=120),
            **values,
        }
    )
    session.add(employer)
    session.flush()
    return employer


def make_account(session: Session, role: Role, **values: Any) -> Account:
    """Add an account that nobody can sign in with; staff are of the first office."""
    account = Account(
        **{
            "office_id": first_office(session).id if role in STAFF else None,
            "login": f"{role}{next(_serial)}",
            "display_name": "示例人员",
            "password_hash": "-",
            "role": role,
            **values,
        }
    )
    session.add(account)
    session.flush()
    return account


def make_posting(**values: Any) -> Posting:
    """Return what an employer says about a vacancy for ten sewing workers."""
    return Posting(
        **{
            "title": "缝纫工",
            "description": "平车缝制，两班倒，包住，计件工资月结。",
            "headcount": 10,
            "place_code": "320509",
            "address": "盛泽镇舜新路1号",
            "pay_text": "6-8千",
            "valid_until": TODAY + dt.timedelta(days=30),
            **values,
        }
    )


def make_vacancy(session: Session, **values: Any) -> Vacancy:
    """Add a live posting that says all it must."""
    employer = values.pop("employer", None) or make_employer(session)
    vacancy = Vacancy(
        **{
            "employer": employer,
            "title": "缝纫工",
            "description": "平车缝制，两班倒。",
            "headcount": 10,
            "place_code": "320509",
            "address": "盛泽镇舜新路1号",
            "pay_text": "6-8千",
            "status": VacancyStatus.LIVE,
            "valid_until": TODAY + dt.timedelta(days=30),
            **values,
        }
    )
    session.add(vacancy)
    session.flush()
    return vacancy


def make_seeker(session: Session, **values: Any) -> Seeker:
    """Add a person who cannot exist: the region of the ID number is not in use."""
    seeker = Seeker(
        **{
            "name": "示例甲",
            "phone": f"1380000{next(_serial):04d}",
            "id_number": "99999919900101001X",
            "wanted_title": "缝纫工",
            **values,
        }
    )
    session.add(seeker)
    session.flush()
    return seeker


def make_application(session: Session, vacancy: Vacancy, **values: Any) -> Application:
    """Add an application that nobody has looked at."""
    seeker = values.pop("seeker", None) or make_seeker(session)
    application = Application(seeker=seeker, vacancy=vacancy, **values)
    session.add(application)
    session.flush()
    return application
