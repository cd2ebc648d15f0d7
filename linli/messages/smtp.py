"""Messages by e-mail, over SMTP."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from linli.messages.channels import PATIENCE, NotSent, Outgoing

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""The schemes of an SMTP URL: plain, STARTTLS before anything else is said, TLS from the first byte."""


class SmtpChannel:
    """Hands e-mails to the server at `url`, `smtps://user@host:port`; the certificate must be right for the host."""

    def __init__(
        self,
        url: str,
        sender: str,
        password: str = "",
        *,
        patience: float = PATIENCE,
        context: ssl.SSLContext | None = None,
    ) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = password
        self._sender = sender
        self._domain = sender.rpartition("@")[2]
        self._patience = patience
        self._context = context or ssl.create_default_context()

    def send(self, message: Outgoing) -> None:
        """As `Channel.send`. Refused for good (5xx) is final, "not now" (4xx) and silence are not."""
        mail = self._mail(message)
        try:
            with self._server() as server:
                server.send_message(mail, self._sender, [message.address])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("smtp_not_supported") from None
        except ssl.SSLError:
            raise NotSent("tls") from None
        except (OSError, smtplib.SMTPException) as error:
            silent = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
            raise NotSent("timeout" if silent else "unreachable") from None

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """A session with the server. What goes wrong at its end is of no account: the e-mail was taken over."""
        server = self._connect()
        try:
            if self._scheme == "smtp+tls":
                server.starttls(context=self._context)
            if self._user:
                server.login(self._user, self._password)
            yield server
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            return smtplib.SMTP_SSL(self._host, self._port, self._domain, timeout=self._patience, context=self._context)
        return smtplib.SMTP(self._host, self._port, self._domain, timeout=self._patience)

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = message.address
        mail["Subject"] = message.title
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.id}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        mail["Content-Language"] = message.language.value
        return mail


def _refused(code: int) -> NotSent:
    """535 (wrong password) and its like are ours to mend, not the recipient's: worth another try."""
    return NotSent(f"smtp_{code}", final=500 <= code < 600 and code not in (530, 534, 535, 538))
