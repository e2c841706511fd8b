"""The ways out that the settings name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from models import Channel
from webapp.config import SettingsError
from webapp.services.channels.console import Console
from webapp.services.channels.folder import Folder
from webapp.services.channels.mail import Mail
from webapp.services.channels.sms import Gateway

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from webapp.config import Settings
    from webapp.services.channels.protocol import Sender


def open_channels(settings: Settings) -> Mapping[Channel, Sender]:
    """
    Return who sends what.

    Raises
    ------
    SettingsError
        When a setting names no way out.
    """
    return {
        Channel.SMS: _named(
            settings, "SMS", settings.sms, lambda url: Gateway(url, settings.sms_secret)
        ),
        Channel.EMAIL: _named(
            settings, "MAIL", settings.mail, lambda url: Mail(url, settings.mail_from)
        ),
    }


def _named(
    settings: Settings, setting: str, value: str, remote: Callable[[str], Sender]
) -> Sender:
    if value == "console":
        return Console(sys.stdout)
    if value == "file":
        return Folder(settings.var_dir / "outbox" / setting.lower())
    try:
        return remote(value)
    except ValueError as error:
        msg = f"ZHIDA_{setting} must be file, console or an address. {error}"
        raise SettingsError(msg) from error
