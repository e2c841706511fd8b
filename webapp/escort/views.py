"""The escort's page: who gets on where, and what the coach does; also offline."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import BoardingMeans
from webapp.database import reading
from webapp.escort.blueprint import COOKIE, bp, own_pass, secret
from webapp.escort.data import coach_data
from webapp.escort.notes import MOST, read
from webapp.extensions import csrf, db
from webapp.forms import Form
from webapp.pages import static_url
from webapp.services.boarding import passes
from webapp.services.boarding.coach import read_coach
from webapp.services.boarding.noting import Refusal, take_in
from webapp.services.boarding.offline import find_party, offline_check
from webapp.services.rules import LOCAL_TIME
from webapp.services.tickets.signing import PREFIX

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import EscortPass

DARK = "board_dark"
# By the clock where the coach drives; the switch on the page says otherwise.
NIGHT_FROM, NIGHT_TO = 18, 7
FILES = (
    "css/board.css",
    "js/board.js",
    "logo.svg",
    "vendor/qr/decode.js",
    "vendor/qr/index.js",
)

REFUSED = {
    Refusal.NOT_ON_TRIP: _l("This person is not on this coach. Call the office."),
    Refusal.NO_SUCH_STOP: _l("The coach does not make this stop. Load the page anew."),
    Refusal.NOT_UNDERSTOOD: _l("This could not be noted. Please try once more."),
    Refusal.NO_SEAT: _l("There is no free seat any more."),
}


@bp.get("/in/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Open an escort's link: the telephone keeps it for the day."""
    now = dt.datetime.now(dt.UTC)
    given = passes.find_escort(db.session, token, secret(), now=now)
    response = redirect(url_for(".coach", trip_id=given.trip_id))
    response.set_cookie(
        COOKIE,
        token,
        path=url_for(".coach", trip_id=given.trip_id),
        expires=given.expires_at,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.get("/<int:trip_id>")
def coach(trip_id: int) -> ResponseReturnValue:
    """Show the people of a coach by stop, and what is to be noted."""
    given = own_pass(trip_id)
    now = dt.datetime.now(dt.UTC)
    asked = request.args.get("dark")
    chosen = asked if asked in ("0", "1") else request.cookies.get(DARK)
    hour = now.astimezone(LOCAL_TIME).hour
    is_night = hour >= NIGHT_FROM or hour < NIGHT_TO
    page = render_template(
        "escort/coach.html",
        given=given,
        trip=given.trip,
        here_id=trip_id,
        coach=_data(given, now),
        texts=texts(),
        is_dark=chosen == "1" if chosen in ("0", "1") else is_night,
        night=(NIGHT_FROM, NIGHT_TO),
        page_id=secrets.token_hex(8),
    )
    response = Response(page)
    if asked in ("0", "1"):
        response.set_cookie(DARK, asked, path="/board", samesite="Lax")
    return response


@bp.post("/<int:trip_id>/notes")
def notes(trip_id: int) -> ResponseReturnValue:
    """Take in what a telephone has kept; answer with a receipt each, and the coach."""
    # Another site's form cannot send this type, and its script not our cookie.
    if request.mimetype != "application/json":
        abort(400)
    given = own_pass(trip_id)
    body = request.get_json(silent=True)
    sent = body.get("notes") if isinstance(body, dict) else None
    if not isinstance(sent, list) or len(sent) > MOST:
        abort(400)
    now = dt.datetime.now(dt.UTC)
    understood = [note for each in sent if (note := read(each, now)) is not None]
    receipts = {}
    if understood:
        taken = take_in(db.session, given.trip, understood, escort=given, now=now)
        receipts = {receipt.client_id: receipt.refusal for receipt in taken}
        # The coach is the same after it and not read a second time, but for its seats.
        db.session.expire_on_commit = False
        db.session.commit()
        db.session.expire(given.trip, ["seats_taken"])
    ids = [each.get("id") for each in sent if isinstance(each, dict)]
    with reading():
        # What is stored is stored; the next telephone need not wait for the answer.
        coach = _data(given, now)
    return {
        "receipts": [
            {"id": id_, "refused": str(REFUSED[why]) if why else ""}
            for id_ in ids
            if isinstance(id_, str)
            for why in [receipts.get(id_, Refusal.NOT_UNDERSTOOD)]
        ],
        "coach": coach,
    }


csrf.exempt(notes)


@bp.post("/<int:trip_id>/note")
def note(trip_id: int) -> ResponseReturnValue:
    """Take in one note of the page itself, where no script runs."""
    given = own_pass(trip_id)
    if not Form().validate():
        abort(400)
    now = dt.datetime.now(dt.UTC)
    fields: dict[str, Any] = {
        name: value.strip() for name, value in request.form.items() if value.strip()
    }
    fields["id"] = _note_id(fields)
    understood = read(fields, now)
    if understood is None:
        flash(_("This could not be noted. Please look at what you typed."), "wrong")
    else:
        (receipt,) = take_in(
            db.session, given.trip, [understood], escort=given, now=now
        )
        db.session.commit()
        if receipt.refusal:
            flash(REFUSED[receipt.refusal], "wrong")
    anchor = f"party-{fields['party']}" if fields.get("place") else None
    return redirect(url_for(".coach", trip_id=trip_id, _anchor=anchor))


@bp.post("/<int:trip_id>/find")
def find(trip_id: int) -> ResponseReturnValue:
    """Let a party on by its six digits, or by the text of its ticket's code."""
    given = own_pass(trip_id)
    if not Form().validate():
        abort(400)
    now = dt.datetime.now(dt.UTC)
    text = request.form.get("code", "").strip()
    is_ticket = text.startswith(f"{PREFIX}.")
    party_id = find_party(offline_check(db.session, given.trip, secret()), text)
    if party_id is None:
        flash(
            _("This ticket is for another coach.")
            if is_ticket
            else _("No seat on this coach has this code."),
            "wrong",
        )
        return redirect(url_for(".coach", trip_id=trip_id))
    known = read_coach(db.session, given.trip).people
    means = BoardingMeans.QR if is_ticket else BoardingMeans.CODE
    understood = [
        read(
            {
                "id": secrets.token_hex(8),
                "what": "aboard",
                "party": person.party_id,
                "place": person.place,
                "means": means,
            },
            now,
        )
        for person in known
        if person.party_id == party_id and not person.is_aboard
    ]
    take_in(
        db.session,
        given.trip,
        [each for each in understood if each is not None],
        escort=given,
        now=now,
    )
    db.session.commit()
    return redirect(url_for(".coach", trip_id=trip_id, _anchor=f"party-{party_id}"))


@bp.get("/sw.js")
def worker() -> Response:
    """Return the script that keeps the page where there is no signal."""
    files = [static_url(name) for name in FILES]
    script = render_template("escort/sw.js", files=json.dumps(files))
    return Response(script, mimetype="text/javascript")


def texts() -> dict[str, str]:
    """Return what the page's script says, in the reader's language."""
    return {
        "sent": _("All is sent"),
        "unsent": _("%(n)s not sent yet", n="{n}"),
        "offline": _("No signal: go on, it is kept here"),
        "unknown": _("No seat on this coach has this code."),
        "other": _("This ticket is for another coach."),
        "twice": _("Is aboard already: %(name)s", name="{name}"),
        "welcome": _("Aboard: %(name)s, seat %(seat)s", name="{name}", seat="{seat}"),
        "group": _("%(name)s and others, %(n)s people", name="{name}", n="{n}"),
        "full": _("There is no free seat any more."),
        "ask": _("Ask each of them, then tap."),
        "camera": _("The camera cannot be used here. Type the six digits."),
        "over": _("This link has ended. Call the office."),
        "again": _("Please open the link once more. What you noted is kept here."),
        "dark": _("Dark"),
        "light": _("Light"),
        "pending": _("not sent yet"),
        "digits": _("Type six digits."),
        "aboard": _("aboard"),
        "absent": _("not here"),
        "unwell": _("not well"),
        "fever": _("fever"),
        "hot": _(
            "%(name)s has %(degrees)s °C: keep them apart, and call the office.",
            name="{name}",
            degrees="{degrees}",
        ),
    }


def _data(given: EscortPass, now: dt.datetime) -> dict[str, Any]:
    check = offline_check(db.session, given.trip, secret())
    return coach_data(read_coach(db.session, given.trip), check, given, now)


def _note_id(fields: dict[str, Any]) -> str:
    """Return an id of a form's button: tapped twice on one page, it is one note."""
    asked = [fields.get(name, "") for name in ("page", "party", "place", "what")]
    return "-".join([asked[0], asked[1], asked[2], asked[3][:3]])[:36]
