"""A vacancy as schema.org's JobPosting, for search engines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from models import PayPeriod, Schooling
from webapp.services.search_engine import ZONE

if TYPE_CHECKING:
    from matcher.occupations.classification import Classification
    from matcher.places.gazetteer import Gazetteer
    from models import Vacancy

UNITS: Final = {
    PayPeriod.MONTH: "MONTH",
    PayPeriod.DAY: "DAY",
    PayPeriod.WEEK: "WEEK",
    PayPeriod.HOUR: "HOUR",
    PayPeriod.YEAR: "YEAR",
}
# The categories are those that search engines know; below them nothing is asked for.
CREDENTIALS: Final = {
    Schooling.SENIOR: "high school",
    Schooling.COLLEGE: "associate degree",
    Schooling.BACHELOR: "bachelor degree",
    Schooling.MASTER: "postgraduate degree",
}


def job_posting(
    vacancy: Vacancy,
    address: str,
    gazetteer: Gazetteer,
    classification: Classification,
) -> dict[str, Any]:
    """
    Return a JobPosting (https://schema.org/JobPosting); what is not known is left out.

    Parameters
    ----------
    address
        Of the vacancy's page, with the host.
    """
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": vacancy.title,
        "description": vacancy.description or vacancy.title,
        "identifier": {
            "@type": "PropertyValue",
            "name": vacancy.employer.name,
            "value": str(vacancy.id),
        },
        "url": address,
        "datePosted": _posted(vacancy).isoformat(),
        "validThrough": _last_moment(vacancy.valid_until).isoformat(),
        "hiringOrganization": _organization(vacancy),
        "jobLocation": _place(vacancy, gazetteer),
        "baseSalary": _salary(vacancy),
        "totalJobOpenings": vacancy.headcount,
        "occupationalCategory": _occupation(vacancy, classification),
        "educationRequirements": _credential(vacancy),
        "experienceRequirements": _experience(vacancy),
        "qualifications": "、".join(vacancy.certificates),
        "jobBenefits": "、".join(_benefits(vacancy)),
        "directApply": True,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _posted(vacancy: Vacancy) -> dt.datetime:
    return (vacancy.published_at or vacancy.created_at).astimezone(ZONE)


def _last_moment(day: dt.date) -> dt.datetime:
    """Return the end of the last day, in China."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), ZONE)


def _organization(vacancy: Vacancy) -> dict[str, Any]:
    employer = vacancy.employer
    told = {"@type": "Organization", "name": employer.name}
    if employer.credit_code:
        told["taxID"] = employer.credit_code
    return told


def _place(vacancy: Vacancy, gazetteer: Gazetteer) -> dict[str, Any]:
    around = [place.name for place in gazetteer.ancestors(vacancy.place_code)]
    address = {
        "@type": "PostalAddress",
        "addressCountry": "CN",
        "addressRegion": around[-1] if around else vacancy.place.name,
        "addressLocality": "".join([*around[-2::-1], vacancy.place.name]),
        "streetAddress": vacancy.site.address if vacancy.site else vacancy.address,
    }
    told: dict[str, Any] = {
        "@type": "Place",
        "address": {name: value for name, value in address.items() if value},
    }
    if vacancy.site is not None:
        told["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": vacancy.site.lat,
            "longitude": vacancy.site.lon,
        }
    return told


def _salary(vacancy: Vacancy) -> dict[str, Any] | None:
    """Return the pay as it is stated; of piece rates what they come to in a month."""
    unit = UNITS.get(vacancy.pay_period) if vacancy.pay_period else None
    low, high = vacancy.pay_min_cents, vacancy.pay_max_cents
    if unit is None:
        unit, low, high = "MONTH", vacancy.monthly_min_cents, vacancy.monthly_max_cents
    if vacancy.is_negotiable or (low is None and high is None):
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": unit}
    if low is not None and low == high:
        value["value"] = low / 100
    else:
        ends = {"minValue": low, "maxValue": high}
        value |= {name: end / 100 for name, end in ends.items() if end is not None}
    return {"@type": "MonetaryAmount", "currency": "CNY", "value": value}


def _occupation(vacancy: Vacancy, classification: Classification) -> str:
    found = classification.find(vacancy.occupation_code or "")
    return f"{found.code} {found.name}" if found else ""


def _credential(vacancy: Vacancy) -> Any:
    category = CREDENTIALS.get(vacancy.schooling)
    if category is None:
        return "no requirements"
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": category,
    }


def _experience(vacancy: Vacancy) -> Any:
    if not vacancy.experience_months:
        return "no requirements"
    return {
        "@type": "OccupationalExperienceRequirements",
        "monthsOfExperience": vacancy.experience_months,
    }


def _benefits(vacancy: Vacancy) -> list[str]:
    """Return in the words of adverts what is given beside the pay."""
    given = {"包吃": vacancy.has_board, "包住": vacancy.has_lodging}
    given["五险"] = vacancy.has_insurance
    return [word for word, is_given in given.items() if is_given]
