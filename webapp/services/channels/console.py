"""Messages on the standard output, for who tries the service out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.sealed import mask_phone

if TYPE_CHECKING:
    from typing import TextIO

    from webapp.services.channels.protocol import Letter


class Console:
    """Writes each message; the address masked, since logs are kept and copied."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def send(self, letter: Letter) -> None:
        """Write the message."""
        address = mask_phone(letter.address)
        self._out.write(f"To {address}: {letter.subject}\n{letter.text}\n\n")
        self._out.flush()
