"""
Nonsense in every field of every form of the site.

What is refused is refused with a sentence beside its field, what was typed stands there
still, and nothing is stored. What is taken in is text that a person may well write, and
comes back as text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.webapp.nonsense.reading import Page
from webapp.fields import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from tests.webapp.nonsense.reading import Field, Form
    from tests.webapp.nonsense.world import Found, World

TEXTS = {"text", "textarea", "tel", "password"}
NUMBERS = {"number"}
MOMENTS = {"date", "time", "datetime-local"}
TYPED = TEXTS | NUMBERS | MOMENTS
TAPPED = {"select", "radio", "checkbox"}
HIDDEN = {"hidden"}

MARKUP = "<b onclick=x>"
STRANGE = f"{MARKUP}甲</b>' OR 1=1 --\"😀\0"
# What nonsense is written into fields of which kinds, all of a form at once.
WRITTEN: dict[str, tuple[set[str], str]] = {
    "markup, quotes, a picture, NUL": (TEXTS, STRANGE),
    "no number": (NUMBERS, "x1"),
    "below zero": (NUMBERS, "-1"),
    "more than there is": (NUMBERS, "9" * 30),
    "full width": (NUMBERS, "１２３４５６７８９０１２"),
    "no such day": (MOMENTS, "2027-02-30T25:61"),
    "before all days": (MOMENTS, "0000-00-00"),
}
# What nobody can write with the page, only with a program.
FORGED: dict[str, tuple[set[str], str]] = {
    "no such choice": (TAPPED, "nonsense"),
    "no such number": (TAPPED, "9" * 25),
    "markup in what is hidden": (HIDDEN, STRANGE),
    "a long text in what is hidden": (HIDDEN, "x" * 5000),
}
# Forms that store something though they refuse, or take in what was forged: why.
STORED = {
    "public.login_post": "a sign-in that failed is counted",
    "seeker.question_post": "a tap that there is not is left out",
    "dispatcher.start_plan": "a box is ticked whatever it sends",
    "employer.export": "a box is ticked whatever it sends",
    "seeker.save_search": "any words can be searched for",
    "dispatcher.manifest": "what asks for no full list gets the masked one",
}


@pytest.mark.parametrize("what", WRITTEN)
def test_nonsense_that_is_typed_gets_a_sentence_and_is_kept(
    what: str, world: World
) -> None:
    kinds, text = WRITTEN[what]
    wrongs = []
    for found in world.forms:
        names = {each.name for each in _fields(found, kinds)}
        if names:
            wrongs += _typed(world, found, dict.fromkeys(names, text))
    assert wrongs == []


def test_a_million_characters_get_a_sentence_and_are_kept(world: World) -> None:
    wrongs = []
    for found in world.forms:
        for each in _fields(found, TEXTS):
            wrongs += _typed(world, found, {each.name: "x" * 1_000_000}, refused=True)
    assert wrongs == []


@pytest.mark.parametrize("what", FORGED)
def test_nonsense_that_is_forged_stores_nothing(what: str, world: World) -> None:
    kinds, text = FORGED[what]
    wrongs = []
    for found in world.forms:
        names = {each.name for each in _fields(found, kinds)}
        if names:
            answer, is_stored = _send(world, found, dict.fromkeys(names, text))
            if answer.status_code >= 500:
                wrongs.append(f"{found}: {answer.status}")
            if is_stored and found.endpoint not in STORED:
                wrongs.append(f"{found}: stored")
    assert wrongs == []


def test_a_form_without_any_answer_ends_in_a_page(world: World) -> None:
    wrongs = []
    for found in world.forms:
        answer, _ = _send(world, found, dict.fromkeys(found.form.values(), ""))
        if answer.status_code >= 500:
            wrongs.append(f"{found}: {answer.status}")
        answer = world.browser(found.role).post(found.form.action)
        if answer.status_code >= 500:
            wrongs.append(f"{found}, empty: {answer.status}")
        world.put_back()
    assert wrongs == []


def test_ten_megabytes_get_a_sentence(world: World) -> None:
    before = world.version()
    sent = {"name": "x" * 11_000_000, "phone": "1"}
    answer = world.post("clerk", "/bureau/seekers/new", sent)
    assert answer.status_code == 413
    assert "10 MB" in answer.text
    assert world.version() == before


def test_every_form_is_known(world: World) -> None:
    posts = {
        endpoint
        for endpoint, methods in world.app.extensions["permissions"].items()
        if "POST" in methods and not endpoint.startswith("api.")
    }
    assert posts - {found.endpoint for found in world.forms} == set(NOT_FOUND)


# What is posted by no form of the pages that are opened here, and has its own tests.
NOT_FOUND = {
    "public.logout": "it would end the session that the other forms need",
    "bureau.wake_account": "where an account sleeps: a button",
    "bureau.invite_assigned": "where an account has a suggestion: a button",
    "bureau.learn_again": "where learning was stopped: a button",
    "bureau.restore_ranker": "where a ranker was learnt: a button",
    "bureau.keep_posting_apart": "where two postings look the same: a button",
    "bureau.confirm_posting": "where a posting looks stale: a button",
    "dispatcher.adopt_speed": "where a corridor was measured: a button",
    "dispatcher.end_speed": "where a speed was adopted: a button",
    "dispatcher.close_campaign": "where the coaches have arrived: a button",
    "dispatcher.reopen_campaign": "where a campaign is closed: a button",
    "dispatcher.choose_plan": "where there is a second plan: a button",
    "dispatcher.confirm_parties": "where nothing was heard of a party: a button",
    "dispatcher.move_parties": "where others want a day with a campaign: a button",
    "dispatcher.undo_choice": "where a choice was changed: a button",
    "dispatcher.discard_draft": "where a plan is being changed: a button",
    "dispatcher.judge_duplicate": "where two parties are alike: buttons",
    "dispatcher.next_call": "where nobody is on the line: a button",
    "dispatcher.rescue": "where a coach broke down: a button",
    "dispatcher.stop_plan": "while it is planned: a button",
    "dispatcher.take_company_pass_back": "where a company has a link: a button",
    "dispatcher.take_remedy": "where a remedy is offered: a button",
    "employer.decide_party": "where a party waits for its employer: buttons",
    "employer.delete_wording": "where a wording is kept: a button",
    "employer.discard_draft": "where a posting is begun: a button",
    "employer.end_key": "where there is a key: a button",
    "bureau.end_key": "where there is a key: a button",
    "employer.rotate_key": "where there is a key: a button",
    "employer.invite": "where a candidate may be asked: a button",
    "employer.keep_typed": "sent by a script, see test_writing",
    "employer.occupation_choices": "sent by a script, see test_writing",
    "employer.wording_check": "sent by a script, see test_writing",
    "employer.remove_paper": "where a paper lies: a button",
    "employer.remove_person": "where there is a colleague: a button",
    "employer.set_role": "where there is a colleague: a choice",
    "employer.remove_template": "where a template is kept: a button",
    "employer.submit_vacancy": "where a posting is a draft: a button",
    "escort.find": "with a link only, see tests/webapp/escort",
    "escort.firm_order": "with a link only, see tests/webapp/escort",
    "escort.note": "with a link only, see tests/webapp/escort",
    "escort.notes": "with a link only, see tests/webapp/escort",
    "public.confirm_contact": "where a code was sent, see test_contacts",
    "public.forget_contact": "where an address is kept: a button",
    "seeker.withdraw_ride_papers": "where numbers were given: a button",
}


def _fields(found: Found, kinds: set[str]) -> list[Field]:
    """Return the fields of these kinds; the token is another test's."""
    return [
        each
        for each in found.form.fields.values()
        if each.kind in kinds and each.name != "csrf_token"
    ]


def _send(
    world: World, found: Found, nonsense: dict[str, str]
) -> tuple[TestResponse, bool]:
    """Send a form with nonsense in it; return also whether anything was stored."""
    before = world.version()
    answer = world.post(found.role, found.form.action, found.form.values() | nonsense)
    is_stored = world.version() != before
    assert not (answer.location or "").startswith("/login"), found
    if is_stored:
        world.put_back()
    return answer, is_stored


def _typed(
    world: World, found: Found, nonsense: dict[str, str], *, refused: bool = False
) -> Iterator[str]:
    """Send what was typed, and tell what is wrong with the answer."""
    answer, is_stored = _send(world, found, nonsense)
    is_text = next(iter(nonsense.values())) in (STRANGE, "x" * 1_000_000)
    if answer.status_code >= 500:
        yield f"{found}: {answer.status}"
    elif answer.status_code < 400:
        # A form may bring a page or a file, or lead to one; it has taken the text in.
        is_taken = is_stored or answer.status_code == 200
        if not is_taken:
            yield f"{found}: {answer.status}, and nothing stored"
        elif refused or not is_text:
            yield f"{found}: took {sorted(nonsense)}"
        elif answer.mimetype == "text/html" and MARKUP in answer.text:
            yield f"{found}: shows markup as it is"
    elif is_stored and found.endpoint not in STORED:
        yield f"{found}: {answer.status}, but stored"
    else:
        form = _again(world, found, page := Page(answer.text))
        if form is None:
            yield f"{found}: {answer.status}, and not the form again"
        else:
            for wrong in _shown_again(form, page, nonsense, each=not is_text):
                yield f"{found}: {wrong}"


def _again(world: World, found: Found, page: Page) -> Form | None:
    """Return the same form on the page that was answered."""
    path = re.split("[?#]", found.form.action)[0]
    for form in page.posts:
        action = re.split("[?#]", form.action)[0]
        if action in ("", path) and form.fields.keys() == found.form.fields.keys():
            return form
    return None


def _shown_again(
    form: Form, page: Page, nonsense: dict[str, str], *, each: bool
) -> Iterator[str]:
    """Tell what is wrong with a form that came back; ``each`` field must be."""
    marked = [one for one in form.fields.values() if one.is_wrong]
    if not marked:
        yield "no field is marked"
    for one in marked:
        if not re.search(
            "[\u4e00-\u9fff]", "".join(page.texts[id_] for id_ in one.told)
        ):
            yield f"{one.name} has no sentence"
    for name, text in nonsense.items():
        one = form.fields[name]
        if each and not one.is_wrong:
            yield f"{name} is not marked"
        if one.kind != "password" and _bare(one.values[0]) != _bare(text):
            yield f"{name} is lost, now {one.values[0][:40]!r}"


def _bare(text: str) -> str:
    """Return text without what fields tidy away: blanks, dashes, the case."""
    return re.sub(r"[\W_]", "", tidy(text)).casefold()
