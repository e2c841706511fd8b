"""Short messages by a gateway that takes JSON over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from webapp.services.channels.protocol import DeliveryError

if TYPE_CHECKING:
    from webapp.services.channels.protocol import Letter

TIMEOUT_S = 15.0
# Refusals that pass: too slow, too early, too many.
PASSING = {408, 425, 429}


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Follow nothing: a message goes where the office said, or nowhere."""


class Gateway:
    """
    Posts ``{"id", "to", "text"}`` and signs it.

    ``X-Zhida-Time`` holds seconds since 1970, ``X-Zhida-Signature`` is ``sha256=`` and
    the HMAC-SHA-256 of ``time.body`` with the shared secret in hexadecimal. Any answer
    from 200 to 299 takes the message; ``id`` is the same for every try.

    Raises
    ------
    ValueError
        When the address is not http or https, or there is no secret.
    """

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            msg = f"Expected http:// or https:// and a host, got {url!r}."
            raise ValueError(msg)
        if not secret:
            msg = "A gateway needs ZHIDA_SMS_SECRET, which signs what it is sent."
            raise ValueError(msg)
        self._url, self._secret = url, secret
        self._opener = build_opener(_NoRedirect, ProxyHandler({}))

    def send(self, letter: Letter) -> None:
        """
        Post the message.

        Raises
        ------
        DeliveryError
            When the gateway is not there or does not take it; for good when it says
            that the message itself is wrong.
        """
        body = json.dumps(
            {"id": letter.key, "to": letter.address, "text": letter.text},
            ensure_ascii=False,
        ).encode()
        sent_at = str(int(time.time()))
        request = Request(
            self._url,
            data=body,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "X-Zhida-Time": sent_at,
                "X-Zhida-Signature": f"sha256={sign(self._secret, sent_at, body)}",
            },
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                answer.read(1024)
        except HTTPError as error:
            error.close()
            is_final = 400 <= error.code < 500 and error.code not in PASSING
            msg = f"the gateway answered {error.code}"
            raise DeliveryError(msg, is_final=is_final) from error
        except (OSError, HTTPException) as error:
            msg = f"{type(error).__name__}: {error}"
            raise DeliveryError(msg) from error


def sign(secret: str, sent_at: str, body: bytes) -> str:
    """Return the signature that the gateway compares."""
    message = sent_at.encode() + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
