"""A company: registered, examined, its people and keys; its own riders."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from models import (
    ArrivalStatus,
    CampaignStatus,
    EmployerRole,
    PaperKind,
    PartyStatus,
    Scope,
)
from webapp.api.schemas.base import AT, Id, In, Line, Move, Out, Short, example
from webapp.services.employers import Examination
from webapp.services.manifests import Form


class Registration(In):
    """A company that is new here, and who signs in for it first."""

    model_config = example(
        name="吴江示例纺织有限公司",
        credit_code="91320509MA1MXXXX2N",
        display_name="示例经理",
        phone="13800001111",
        login="shili",
        password="五月里的大雨伞7",
    )

    name: Line
    credit_code: Short
    display_name: Short
    phone: Short
    login: Short
    password: Line


class Joining(In):
    """An invitation's token, and who joins."""

    model_config = example(
        token="abc",
        display_name="示例同事",
        login="tongshi",
        password="五月里的大雨伞7",
    )

    token: Line
    display_name: Short
    login: Short
    password: Line


class InvitationToken(In):
    """An invitation's token."""

    model_config = example(token="abc")

    token: Line


class InvitedTo(Out):
    """What an invitation is for."""

    employer: str
    name: str
    role: EmployerRole
    expires_at: dt.datetime


class Company(Out):
    """The company, and how the examination of its papers stands."""

    id: int
    name: str
    credit_code: str | None
    contact_name: str
    place_code: str | None
    examination: Examination
    verified_until: dt.date | None
    refused_because: str
    my_role: EmployerRole


class PaperIn(In):
    """What a paper is; the file is the part ``file``: PDF, JPG or PNG, at most 5 MB."""

    kind: PaperKind


class Paper(Out):
    """A paper that the company sent."""

    id: int
    kind: PaperKind
    filename: str
    content_type: str
    size: int
    sent_at: dt.datetime


class Papers(Out):
    """The papers, the latest first; at most twelve."""

    papers: list[Paper]


class Colleague(Out):
    """Who may sign in for the company."""

    id: int
    login: str
    name: str
    role: EmployerRole


class TeamInvitation(Out):
    """An open invitation."""

    id: int
    name: str
    role: EmployerRole
    expires_at: dt.datetime


class Team(Out):
    """The company's people, and who was asked in."""

    people: list[Colleague]
    invitations: list[TeamInvitation]


class InviteIn(In):
    """Whom an invitation is for, and what they may do."""

    model_config = example(name="示例同事", role="member")

    name: Short
    role: EmployerRole


class Invited(Out):
    """An invitation; its token is shown this once."""

    invitation: TeamInvitation
    token: str
    web: str


class RoleIn(In):
    """What a person may do."""

    model_config = example(role="owner")

    role: EmployerRole


class KeyIn(In):
    """A new key: what it is for, and what it may do."""

    model_config = example(name="招聘系统", scopes=["postings"])

    name: Short
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=8)]


class Key(Out):
    """A key; only its first characters are known."""

    id: int
    name: str
    start: str
    scopes: list[Scope]
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_on: dt.date | None


class Keys(Out):
    """The company's valid keys, the latest first; at most twenty."""

    keys: list[Key]


class NewKey(Out):
    """A key, and its text, which is shown this once."""

    key: Key
    text: str


class RiderCampaign(Out):
    """
    A campaign with which the company's people may ride.

    ``service_date`` is its first day, ``last_date`` its last.
    """

    id: int
    name: str
    service_date: dt.date
    last_date: dt.date
    status: CampaignStatus
    riders: int
    confirmed: int
    takes_rosters: bool


class RiderCampaigns(Out):
    """The days to come, and those that carry the company's people."""

    campaigns: list[RiderCampaign]


class OwnRider(Out):
    """
    One person, masked: the seat, and what was seen at the gate.

    ``number`` is the person's place in the party, from 1; without a name "" is told.
    """

    number: int
    masked_name: str
    masked_phone: str
    seat: int | None
    arrival: ArrivalStatus | None
    noted_at: dt.datetime | None
    stayed_away: bool


class OwnParty(Out):
    """
    A party; ``departs_at`` once its trip is published.

    ``is_own_wish``: its people asked themselves, and answer for themselves.
    """

    id: int
    label: str
    size: int
    status: PartyStatus
    pickup: str
    gate: str
    is_own_wish: bool
    coach: int | None
    departs_at: dt.datetime | None
    riders: list[OwnRider]
    unnamed: int
    changed_at: dt.datetime


class OwnParties(Out):
    """The company's parties of a day, in order of entry."""

    campaign: RiderCampaign
    parties: list[OwnParty]


class PartyAnswer(Move):
    """Whether a party of the roster comes."""

    model_config = example(status="confirmed", changed_at=AT)

    status: PartyStatus


class ArrivalIn(In):
    """Arrived or not; null takes the note back."""

    model_config = example(status="arrived")

    status: ArrivalStatus | None


class ArrivedIn(In):
    """Which parties have arrived, whole."""

    model_config = example(parties=[1])

    parties: Annotated[list[Id], Field(min_length=1, max_length=200)]


class Arrived(Out):
    """How many people were ticked off now."""

    people: int


class ArrivalsIn(In):
    """As a workbook or a PDF."""

    model_config = example(form="xlsx")

    form: Form
