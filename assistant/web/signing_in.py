"""Who may open the page: names and hashed passwords in a file, asked for by HTTP's basic scheme."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import UsersFileError

_COST, _BLOCK, _LANES = 2**14, 8, 1
"""scrypt's N, r and p: 16 MiB and some 50 ms for each guess (RFC 7914)."""
_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Secret:
    """A password as it is kept: its scrypt hash and the salt of that, 32 and 16 bytes."""

    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str) -> "Secret":
        """The secret of a password, under a salt of its own."""
        salt = secrets.token_bytes(16)
        return cls(salt, _scrypt(password, salt))

    def is_of(self, password: str) -> bool:
        """Whether this is the secret of `password`; takes as long either way."""
        return hmac.compare_digest(_scrypt(password, self.salt), self.digest)


@dataclass(frozen=True, slots=True)
class Users:
    """Those who may sign in."""

    known: Mapping[str, Secret]
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _seen: OrderedDict[bytes, None] = field(default_factory=OrderedDict, repr=False)

    def admit(self, authorization: str | None) -> bool:
        """Whether a request's `Authorization` header names one of them with the right password.

        A browser sends the header with every request of the page. What was found right once is
        remembered under a key of this process, as scrypt would take its time each time.
        """
        named = _basic(authorization)
        if named is None:
            return False
        name, password = named
        mark = hmac.digest(self._key, f"{name}\0{password}".encode(), "sha256")
        if mark in self._seen:
            return True
        # A name that is not known takes as long as one that is.
        secret = self.known.get(name, _NOBODY)
        if not secret.is_of(password) or name not in self.known:
            return False
        self._seen[mark] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True


def read_users(path: Path) -> Users:
    """The users in a file of lines `name:scrypt:salt:hash`, salt and hash in hexadecimal.

    Raises UsersFileError, with the line where there is one, when it cannot be read or holds none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsersFileError("users_unreadable", file=path, reason=reason) from error
    found: dict[str, Secret] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, scheme, salt, digest = line.strip().split(":")
            secret = Secret(bytes.fromhex(salt), bytes.fromhex(digest))
        except ValueError as error:
            raise UsersFileError("users_line", file=path, line=number) from error
        if scheme != "scrypt" or not name or len(secret.digest) != 32:
            raise UsersFileError("users_line", file=path, line=number)
        found[name] = secret
    if not found:
        raise UsersFileError("users_none", file=path)
    return Users(found)


def user_line(name: str, password: str) -> str:
    """The line of a users file that admits `name` with `password`.

    Raises UsersFileError when the name cannot be written so, or the password is too short.
    """
    if not name or not name.isprintable() or set(name) & set(":# "):
        raise UsersFileError("user_name", name=name)
    if len(password) < 8:
        raise UsersFileError("user_password")
    secret = Secret.of(password)
    return f"{name}:scrypt:{secret.salt.hex()}:{secret.digest.hex()}"


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)


_NOBODY = Secret(bytes(16), bytes(32))


def _basic(authorization: str | None) -> tuple[str, str] | None:
    """Name and password of a header of HTTP's basic scheme (RFC 7617)."""
    if authorization is None or authorization[:6].lower() != "basic ":
        return None
    try:
        named = base64.b64decode(authorization[6:].strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, colon, password = named.partition(":")
    return (name, password) if colon else None
