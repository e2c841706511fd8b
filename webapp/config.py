"""
The settings of an instance, read once from ``ZHIDA_*`` variables.

Every field is documented in docs/settings.md; a test fails when one is not.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.sealed import Keyring

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting cannot be used; the message says which, and what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Where things are and how the instance behaves.

    Parameters
    ----------
    database_url
        An SQLAlchemy URL; SQLite in ``var_dir`` when empty.
    build_dir
        The assets that ``make install`` builds: places, roads, encoder.
    var_dir
        What belongs to this instance: the database, the secrets, manifests.
    secret_key
        Signs cookies and forms; made and kept in ``var_dir`` when empty.
    pii_keys
        ``id:base64,id:base64`` of 32 bytes each; the last seals, all open. Made and
        kept in ``var_dir`` when empty.
    pii_index_key
        Base64 of 32 bytes for the blind index; as above.
    encoder
        Folder or name of a sentence-transformers model; the built one when empty.
        ``hashing`` is the small one for tests.
    encoder_threads
        Threads the encoder may use in a process.
    travel
        ``roads``, ``great_circle`` or ``osrm``.
    osrm_url
        Base address of an OSRM server, for ``osrm``.
    home_district
        The code of the district whose towns are meant when a town is named alone.
    phone
        The telephone number shown on every page.
    https
        True behind HTTPS: cookies are sent over it alone.
    site_url
        The address of this service, for links in messages.
    mail
        ``file``, ``console``, or the address of a mail server.
    mail_from
        The sender of e-mail.
    sms
        ``file``, ``console``, or the address of a gateway for short messages.
    sms_secret
        Signs what is posted to the gateway.
    pages_dir
        Where the processes of a service share the pages they have made; None: nowhere.
    report_days
        Within how many days a report of a vacancy is to be decided.
    """

    database_url: str = ""
    build_dir: Path = ROOT / "build"
    var_dir: Path = ROOT / "var"
    secret_key: str = ""
    pii_keys: str = ""
    pii_index_key: str = ""
    encoder: str = ""
    encoder_threads: int = 1
    travel: str = "roads"
    osrm_url: str = ""
    home_district: str = "320509"
    phone: str = "0512-12333"
    https: bool = False
    site_url: str = "http://localhost:8000"
    mail: str = "file"
    mail_from: str = "职达 <zhida@localhost>"
    sms: str = "file"
    sms_secret: str = ""
    pages_dir: Path | None = None
    report_days: int = 5

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """
        Return the settings of this process.

        Raises
        ------
        SettingsError
            When a ``ZHIDA_*`` variable is unknown or cannot be read as its kind.
        """
        environ = os.environ if environ is None else environ
        known = {f"ZHIDA_{field.name.upper()}": field for field in fields(cls)}
        given = {name: value for name, value in environ.items() if name in known}
        unknown = sorted(
            name for name in environ if name.startswith("ZHIDA_") and name not in known
        )
        if unknown:
            msg = f"Unknown setting {unknown[0]}; the settings are in docs/settings.md."
            raise SettingsError(msg)
        return cls(
            **{known[name].name: _read(name, value) for name, value in given.items()}
        )

    @property
    def url(self) -> str:
        """Return the database's URL, with the driver this product uses."""
        if not self.database_url:
            return f"sqlite:///{self.var_dir / 'zhida.sqlite'}"
        for plain in ("postgres://", "postgresql://"):
            if self.database_url.startswith(plain):
                return self.database_url.replace(plain, "postgresql+psycopg://", 1)
        return self.database_url

    def signing_key(self) -> str:
        """Return the key that signs cookies and forms."""
        return self.secret_key or self._kept("secret_key")

    def keyring(self) -> Keyring:
        """
        Return the keys for personal data.

        Raises
        ------
        SettingsError
            When a key is not base64 of 32 bytes.
        """
        written = self.pii_keys or f"k1:{self._kept('pii_key')}"
        try:
            pairs = (pair.split(":", 1) for pair in written.split(","))
            return Keyring(
                keys={name: base64.b64decode(key) for name, key in pairs},
                index_key=base64.b64decode(
                    self.pii_index_key or self._kept("pii_index_key")
                ),
            )
        except ValueError as error:
            msg = (
                "ZHIDA_PII_KEYS must be id:base64[,id:base64] and ZHIDA_PII_INDEX_KEY "
                f"base64, each of 32 bytes: {error}"
            )
            raise SettingsError(msg) from error

    def _kept(self, name: str) -> str:
        """Return a secret of this instance; the first call makes it."""
        path = self.var_dir / "secrets" / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside and linked into place: two processes that start together
        # agree on one secret, and a killed one leaves no half-written file.
        if not path.exists():
            draft = path.with_name(f".{name}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()


def _read(name: str, value: str) -> Any:
    if name.endswith("_DIR"):
        return Path(value).resolve()
    if name == "ZHIDA_HTTPS":
        if value.lower() not in {"0", "1", "true", "false"}:
            msg = f"{name} must be 0 or 1, got {value!r}."
            raise SettingsError(msg)
        return value.lower() in {"1", "true"}
    if name in {"ZHIDA_ENCODER_THREADS", "ZHIDA_REPORT_DAYS"}:
        if not value.isdecimal() or int(value) < 1:
            msg = f"{name} must be a whole number of at least 1, got {value!r}."
            raise SettingsError(msg)
        return int(value)
    if name == "ZHIDA_TRAVEL" and value not in {"roads", "great_circle", "osrm"}:
        msg = f"{name} must be roads, great_circle or osrm, got {value!r}."
        raise SettingsError(msg)
    return value
