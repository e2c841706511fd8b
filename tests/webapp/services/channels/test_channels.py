from __future__ import annotations

import email
import email.policy
import hashlib
import hmac
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models import Channel
from tests.webapp.services.channels.servers import gateway_server, mail_server
from webapp.config import SettingsError
from webapp.services.channels.build import open_channels
from webapp.services.channels.console import Console
from webapp.services.channels.folder import Folder
from webapp.services.channels.mail import Mail
from webapp.services.channels.protocol import DeliveryError, Letter
from webapp.services.channels.sms import Gateway

if TYPE_CHECKING:
    from pathlib import Path

    from webapp.config import Settings

LETTER = Letter(
    "notice-1", "zhao@example.com", "职达通知", "示例服饰想录用您。\n.\nhttp://x/me"
)
SMS = replace(LETTER, address="13800000003")
SENDER = "职达 <zhida@example.com>"


def test_mail_arrives_whole_with_one_name_for_every_try() -> None:
    with mail_server() as server:
        mail = Mail(f"smtp://127.0.0.1:{server.port}", SENDER)
        mail.send(LETTER)
        mail.send(LETTER)
    first, second = (
        email.message_from_string(text, policy=email.policy.default)
        for text in server.taken
    )
    assert first["To"] == "zhao@example.com"
    assert first["Subject"] == "职达通知"
    assert str(first["From"]).startswith("职达 ")
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"
    text = first.get_content()
    assert "想录用您。" in text
    assert "http://x/me" in text


def test_an_address_that_the_server_refuses_is_not_tried_again() -> None:
    with mail_server() as server:
        server.refusals = {"no@": "550 no such person", "later@": "450 box is full"}
        mail = Mail(f"smtp://127.0.0.1:{server.port}", SENDER)
        with pytest.raises(DeliveryError, match="550 no such person") as never:
            mail.send(replace(LETTER, address="no@example.com"))
        with pytest.raises(DeliveryError, match="450 box is full") as later:
            mail.send(replace(LETTER, address="later@example.com"))
    assert (never.value.is_final, later.value.is_final) == (True, False)


def test_a_mail_server_that_is_away_is_tried_again() -> None:
    with mail_server() as server:
        port = server.port
    with pytest.raises(DeliveryError) as error:
        Mail(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)
    assert not error.value.is_final


def test_an_address_cannot_smuggle_a_header_in() -> None:
    with mail_server() as server:
        mail = Mail(f"smtp://127.0.0.1:{server.port}", SENDER)
        with pytest.raises(DeliveryError) as error:
            mail.send(replace(LETTER, address="a@example.com\nBcc: b@example.com"))
    assert error.value.is_final
    assert server.taken == []


def test_a_short_message_is_signed() -> None:
    with gateway_server() as server:
        Gateway(server.url, "secret").send(SMS)
    ((headers, body),) = server.taken
    assert json.loads(body) == {"id": SMS.key, "to": SMS.address, "text": SMS.text}
    signed = headers["X-Zhida-Time"].encode() + b"." + body
    expected = hmac.new(b"secret", signed, hashlib.sha256).hexdigest()
    assert headers["X-Zhida-Signature"] == f"sha256={expected}"


@pytest.mark.parametrize(
    ("status", "is_final"),
    [(400, True), (404, True), (429, False), (500, False), (503, False)],
)
def test_what_the_gateway_will_never_take_is_not_tried_again(
    status: int, is_final: bool
) -> None:
    with gateway_server() as server:
        server.status = status
        with pytest.raises(DeliveryError, match=str(status)) as error:
            Gateway(server.url, "secret").send(SMS)
    assert error.value.is_final is is_final


def test_a_message_is_not_carried_to_another_address() -> None:
    with gateway_server() as server, gateway_server() as other:
        server.status, server.headers = 307, {"Location": other.url}
        with pytest.raises(DeliveryError, match="307"):
            Gateway(server.url, "secret").send(SMS)
    assert other.taken == []


def test_a_file_is_written_for_each_message(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "outbox")
    folder.send(LETTER)
    folder.send(LETTER)
    folder.send(replace(LETTER, key="notice-2"))
    files = sorted((tmp_path / "outbox").iterdir())
    assert len(files) == 2
    assert "示例服饰想录用您。" in files[0].read_text()
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("")
    with pytest.raises(DeliveryError) as error:
        Folder(tmp_path / "outbox").send(LETTER)
    assert not error.value.is_final


def test_the_console_shows_no_whole_number() -> None:
    out = io.StringIO()
    Console(out).send(SMS)
    assert "138****0003" in out.getvalue()
    assert "13800000003" not in out.getvalue()


def test_the_settings_choose_the_ways_out(settings: Settings) -> None:
    usual = open_channels(settings)
    assert {type(sender) for sender in usual.values()} == {Folder}
    chosen = open_channels(
        replace(
            settings,
            sms="https://sms.example.com/send",
            sms_secret="s",
            mail="smtp+tls://office:p%40ss@mail.example.com",
        )
    )
    assert type(chosen[Channel.SMS]) is Gateway
    assert type(chosen[Channel.EMAIL]) is Mail


@pytest.mark.parametrize(
    "wrong",
    [
        {"sms": "ftp://example.com", "sms_secret": "s"},
        {"sms": "https://example.com"},
        {"mail": "mail.example.com"},
        {"mail": "smtp://mail.example.com", "mail_from": "nobody"},
    ],
)
def test_a_setting_that_is_no_way_out_is_refused(
    settings: Settings, wrong: dict[str, str]
) -> None:
    with pytest.raises(SettingsError, match="ZHIDA_"):
        open_channels(replace(settings, **wrong))  # type: ignore[arg-type]
