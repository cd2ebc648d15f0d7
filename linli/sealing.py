"""Personal data at rest: AES-SIV, the key's id in the value, so that keys can be changed; and its mask on screens."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from linli.errors import Invalid


class Sealer:
    """Seals texts under a key derived from the installation's secret (at least 32 bytes).

    AES-SIV (RFC 5297) is deterministic: equal texts in one `context` seal alike, so a sealed column can be searched.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise Invalid(
                "secret_too_short",
                "The secret has fewer than 32 bytes; set LINLI_SECRET_FILE to a file of 64 random bytes.",
                "密钥不足32字节，请用 LINLI_SECRET_FILE 指定64字节随机密钥文件。",
            )
        self._cipher = AESSIV(derive(secret, "sealing", 64))
        self._marking = derive(secret, "marking", 64)
        self.key_id = derive(secret, "key-id", 4).hex()

    def seal(self, text: str, context: str) -> str:
        """The text as it may be stored: `key id.ciphertext`."""
        sealed = self._cipher.encrypt(text.encode(), [context.encode()])
        return f"{self.key_id}.{base64.urlsafe_b64encode(sealed).decode()}"

    def mark(self, text: str, context: str) -> str:
        """32 hexadecimal digits by which equal texts in one `context` are known to be equal, and the text by nobody."""
        return hmac.new(self._marking, f"{context}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]

    def open(self, sealed: str, context: str) -> str:
        """The text again; raises `Invalid` when the value was changed, or sealed under another key or context."""
        key_id, _, value = sealed.partition(".")
        try:
            if key_id != self.key_id:
                raise InvalidTag
            return self._cipher.decrypt(base64.urlsafe_b64decode(value), [context.encode()]).decode()
        except (InvalidTag, ValueError) as error:
            raise Invalid(
                "cannot_unseal", f"A sealed value cannot be opened with key {self.key_id}.", "无法解密该数据。"
            ) from error


class KeyRing:
    """Several secrets, the first of which seals; what the others sealed before is still opened and found.

    A value's key id says which one sealed it. Raises `Invalid` as `Sealer` does.
    """

    def __init__(self, *secrets: bytes) -> None:
        self._sealers = [Sealer(one) for one in secrets]

    def seal(self, text: str, context: str) -> str:
        """The text as it may be stored, under the key in use."""
        return self._sealers[0].seal(text, context)

    def seals(self, text: str, context: str) -> tuple[str, ...]:
        """The text as each of the keys would have sealed it: what a search for equal values looks for."""
        return tuple(one.seal(text, context) for one in self._sealers)

    def open(self, sealed: str, context: str) -> str:
        """The text again; raises `Invalid` when none of the keys sealed it, or it was changed."""
        key_id = sealed.partition(".")[0]
        found = next((one for one in self._sealers if one.key_id == key_id), self._sealers[0])
        return found.open(sealed, context)


def derive(secret: bytes, purpose: str, length: int) -> bytes:
    """`length` (at most 64) bytes for one purpose from the installation's secret."""
    return hmac.new(secret, purpose.encode(), hashlib.sha512).digest()[:length]


def masked_phone(phone: str) -> str:
    """The telephone number with all but its first three and last two digits hidden."""
    return phone[:3] + "*" * max(len(phone) - 5, 3) + phone[-2:] if len(phone) > 6 else "*" * len(phone)


def masked_name(name: str) -> str:
    """The name with all but its first character hidden."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def masked_email(email: str) -> str:
    """The e-mail address with all of its name but the first character hidden."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"
