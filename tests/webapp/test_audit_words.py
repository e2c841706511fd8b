"""What the details of events are called, for an auditor."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale

from models import (
    ApplicationStatus,
    AuditEvent,
    CampaignStatus,
    EmployerStatus,
    InvitationStatus,
    PartyStatus,
    RankerStatus,
    ReportStatus,
    VacancyStatus,
)
from webapp.audit_words import FIELDS, STATES, details_of
from webapp.services.fleets import Price
from webapp.services.seekers import ANSWERED_COLUMNS
from webapp.services.vacancy_posting import Posting

if TYPE_CHECKING:
    from enum import StrEnum

    from flask import Flask

AT = dt.datetime(2026, 1, 31, 0, 30, tzinfo=dt.UTC).isoformat()


@pytest.mark.parametrize(
    ("action", "subject", "detail", "said"),
    [
        (
            "vacancy.publish",
            "vacancy",
            {"from": VacancyStatus.REVIEW, "to": VacancyStatus.LIVE},
            {"zh_Hans": ["审核中", "展示中"], "en": ["In review", "Shown"]},
        ),
        (
            "interview.set",
            "application",
            {"starts_at": AT},
            {"zh_Hans": ["2026/1/31 08:30"], "zh_Hant": ["2026/1/31 上午8:30"]},
        ),
        (
            "employer.verify",
            "employer",
            {"from": "pending", "until": "2026-07-31"},
            {"en": ["Waits for examination", "Jul 31, 2026"]},
        ),
        (
            "coach.change",
            "operator",
            {"from": str(Price(150_000, 350, None)), "to": str(Price(160_000, 400, 3))},
            {
                "en": [
                    "1,500 yuan a day and 3.5 a kilometre",
                    "1,600 yuan a day and 4 a kilometre, 3 coaches",
                ]
            },
        ),
        (
            "campaign.change",
            "campaign",
            {"before": {"name": "春运", "rules": {"occupancy": 0.5}}},
            {
                "en": [
                    "Name of the campaign: 春运; Seats that may be filled: 50 per cent"
                ]
            },
        ),
        (
            "reveal",
            "rider",
            {"fields": ["name", "phone"], "reason": "电话核对", "trips": [4, 20260131]},
            {"en": ["Name, Telephone", "电话核对", "4, 20260131"]},
        ),
        (
            "denied",
            None,
            {"endpoint": "bureau.audit", "method": "GET"},
            {
                "en": ["/bureau/audit (only for: Auditor)", "Open it"],
                "zh_Hans": ["/bureau/audit（限审计员）", "打开"],
            },
        ),
        (
            "denied",
            None,
            {"endpoint": "dispatcher.of_another_time", "method": "POST"},
            {"en": ["dispatcher.of_another_time", "Change something"]},
        ),
        (
            "denied",
            None,
            {"endpoint": "dispatcher.day", "method": "GET"},
            {"en": ["/dispatch/days/… (only for: Clerk, Dispatcher)", "Open it"]},
        ),
        ("party.status", "party", {"from": None, "to": "of_another_time"},
         {"en": ["–", "of_another_time"]}),
    ],
)  # fmt: skip
def test_values_are_said_in_words(
    action: str,
    subject: str | None,
    detail: dict[str, Any],
    said: dict[str, list[str]],
    kept_app: Flask,
) -> None:
    event = AuditEvent(action=action, subject_type=subject, detail=detail)
    for language, words in said.items():
        with kept_app.test_request_context(), force_locale(language):
            assert [value for _, value in details_of(event)] == words


@pytest.mark.parametrize(
    ("subject", "states"),
    [
        ("application", ApplicationStatus),
        ("campaign", CampaignStatus),
        ("employer", EmployerStatus),
        ("invitation", InvitationStatus),
        ("party", PartyStatus),
        ("ranker_version", RankerStatus),
        ("report", ReportStatus),
        ("vacancy", VacancyStatus),
    ],
)
def test_every_state_has_words(subject: str, states: type[StrEnum]) -> None:
    assert set(STATES[subject]) >= set(states)


def test_every_field_that_is_filled_in_has_words() -> None:
    assert set(FIELDS) >= ANSWERED_COLUMNS | set(Posting.__dataclass_fields__)
