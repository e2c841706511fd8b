"""E-mail by SMTP."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, localtime, parseaddr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from webapp.services.channels.protocol import DeliveryError

if TYPE_CHECKING:
    from webapp.services.channels.protocol import Letter

TIMEOUT_S = 20.0
# scheme -> the usual port
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
# From this answer on, the server says that it will never take the message (RFC 5321).
PERMANENT = 500


class Mail:
    """
    Sends by a mail server.

    Parameters
    ----------
    url
        ``smtp://host:port`` plain, ``smtp+tls://`` with STARTTLS, ``smtps://`` within
        TLS; with ``user:password@`` before the host where it asks for them.
    sender
        What stands in From, such as ``职达 <zhida@example.com>``.

    Raises
    ------
    ValueError
        When the address of the server or the sender cannot be used.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            msg = f"Expected smtp://, smtp+tls:// or smtps:// and a host, got {url!r}."
            raise ValueError(msg)
        if "@" not in parseaddr(sender)[1]:
            msg = f"Expected a sender with an address for e-mail, got {sender!r}."
            raise ValueError(msg)
        self._scheme = parts.scheme
        self._host, self._port = parts.hostname, parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender

    def send(self, letter: Letter) -> None:
        """
        Hand the message to the server.

        Raises
        ------
        DeliveryError
            When the server is not there or does not take it; for good when it refuses
            the address or the message.
        """
        try:
            message = self._message(letter)
            with self._connect() as server:
                server.send_message(message)
        except ValueError as error:
            raise DeliveryError(str(error), is_final=True) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _refused(code, text) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            msg = f"{type(error).__name__}: {error}"
            raise DeliveryError(msg) from error

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = letter.address
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(localtime())
        domain = parseaddr(self._sender)[1].rpartition("@")[2]
        name = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{name}@{domain}>"
        # So that no holiday notice answers (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        # Not every server takes eight bits.
        message.set_content(letter.text, cte="base64")
        return message

    def _connect(self) -> smtplib.SMTP:
        server: smtplib.SMTP
        context = ssl.create_default_context()
        if self._scheme == "smtps":
            server = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)
        try:
            if self._scheme == "smtp+tls":
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
        return server


def _refused(code: int, text: bytes | str) -> DeliveryError:
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    # A wrong password (535) is the office's to mend: the messages wait for it.
    is_final = code >= PERMANENT and code != 535
    return DeliveryError(f"{code} {told}", is_final=is_final)
