"""What is typed is kept for whoever typed it, and a form sent twice is one posting."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, PostingDraft, Role, Vacancy
from tests.factories.postings import (
    NOW,
    make_account,
    make_employer,
    make_posting,
    make_vacancy,
)
from webapp.services import posting_drafts, posting_templates, vacancy_posting
from webapp.services.posting_drafts import NotOwnDraftError

if TYPE_CHECKING:
    from sqlalchemy import Engine

KEY = "0123456789abcdef" * 2


@pytest.fixture
def person(session: Session) -> Account:
    return make_account(session, Role.EMPLOYER, employer=make_employer(session))


@pytest.mark.parametrize("is_kept_before", [False, True])
def test_of_two_taps_at_once_one_makes_the_posting(
    fresh_engine: Engine, is_kept_before: bool
) -> None:
    with Session(fresh_engine) as session:
        person = make_account(session, Role.EMPLOYER, employer=make_employer(session))
        if is_kept_before:
            posting_drafts.keep(
                session, KEY, {"title": "缝"}, account=person, vacancy_id=None, now=NOW
            )
        session.commit()
        account_id = person.id
    start, made, failed = threading.Barrier(6), [], []

    def tap() -> None:
        try:
            with Session(fresh_engine) as session:
                start.wait()
                account = session.get_one(Account, account_id)
                draft = posting_drafts.claim(
                    session, KEY, account=account, vacancy_id=None
                )
                if draft.sent_at is None:
                    assert account.employer is not None
                    vacancy = vacancy_posting.create_posting(
                        session, account.employer, make_posting(),
                        account_id=account_id, now=NOW,
                    )  # fmt: skip
                    posting_drafts.mark_sent(session, draft, vacancy.id, NOW)
                session.commit()
                made.append(draft.vacancy_id)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=tap) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with Session(fresh_engine) as session:
        only = session.scalars(select(Vacancy)).one()
        assert set(made) == {only.id}
        assert session.scalars(select(PostingDraft)).one().fields == {}


def test_what_is_typed_is_kept_right_or_wrong_until_it_is_sent(
    session: Session, person: Account
) -> None:
    vacancy = make_vacancy(session, employer=person.employer)

    def keep(title: str) -> None:
        posting_drafts.keep(
            session, KEY, {"title": title, "headcount": "十几个", "address": ""},
            account=person, vacancy_id=vacancy.id, now=NOW,
        )  # fmt: skip

    keep("缝")
    keep("缝纫工" * 3_000)
    draft = posting_drafts.find(session, KEY, person)
    assert draft is not None
    assert draft.fields["headcount"] == "十几个"
    assert len(draft.fields["title"]) == posting_drafts.LONGEST_FIELD
    assert posting_drafts.find_of_vacancy(session, vacancy.id, person) is draft
    posting_drafts.mark_sent(session, draft, vacancy.id, NOW)
    # A last keystroke that comes late.
    keep("缝纫工")
    assert draft.fields == {}
    assert posting_drafts.find(session, KEY, person) is None


def test_nobody_reads_or_writes_anothers_draft(
    session: Session, person: Account
) -> None:
    colleague = make_account(session, Role.EMPLOYER, employer=person.employer)
    posting_drafts.keep(
        session, KEY, {"title": "缝"}, account=person, vacancy_id=None, now=NOW
    )
    assert posting_drafts.find(session, KEY, colleague) is None
    assert list(posting_drafts.list_new(session, colleague)) == []
    posting_drafts.discard(session, KEY, colleague)
    with pytest.raises(NotOwnDraftError):
        posting_drafts.keep(
            session, KEY, {"title": "x"}, account=colleague, vacancy_id=None, now=NOW
        )
    with pytest.raises(NotOwnDraftError):
        posting_drafts.claim(session, KEY, account=colleague, vacancy_id=None)
    assert [draft.key for draft in posting_drafts.list_new(session, person)] == [KEY]


@pytest.mark.parametrize("key", ["", "x" * 32, KEY + "0", "../../etc/passwd"])
def test_a_key_that_is_none_keeps_nothing(
    session: Session, person: Account, key: str
) -> None:
    with pytest.raises(NotOwnDraftError):
        posting_drafts.keep(
            session, key, {"title": "x"}, account=person, vacancy_id=None, now=NOW
        )


def test_old_drafts_and_sent_forms_are_forgotten(
    session: Session, person: Account
) -> None:
    for number, age in enumerate((1, 91)):
        posting_drafts.keep(
            session, f"{number:032x}", {"title": "缝"},
            account=person, vacancy_id=None, now=NOW - dt.timedelta(days=age),
        )  # fmt: skip
    sent = posting_drafts.claim(session, KEY, account=person, vacancy_id=None)
    vacancy = make_vacancy(session, employer=person.employer)
    posting_drafts.mark_sent(session, sent, vacancy.id, NOW - dt.timedelta(days=3))
    posting_drafts.forget_old(session, now=NOW)
    left = session.scalars(select(PostingDraft.key)).all()
    assert left == [f"{0:032x}"]


def test_a_template_of_the_same_name_is_replaced_and_there_are_fifty_at_most(
    session: Session, person: Account
) -> None:
    employer_id = person.employer_id
    assert employer_id is not None
    other = make_employer(session)
    for title in ("缝纫工", "熟练缝纫工"):
        made = posting_templates.save(
            session, employer_id, "常用", {"title": title}, now=NOW
        )
    assert [row.fields for row in posting_templates.list_of(session, employer_id)] == [
        {"title": "熟练缝纫工"}
    ]
    assert posting_templates.find(session, other.id, made.id) is None
    for number in range(posting_templates.MOST - 1):
        posting_templates.save(session, employer_id, f"{number}", {}, now=NOW)
    with pytest.raises(posting_templates.TooManyTemplatesError):
        posting_templates.save(session, employer_id, "one more", {}, now=NOW)
