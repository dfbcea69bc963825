"""The connection to the mail server, which knows at each moment whether a mail may have arrived."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

FINAL_ANSWER = 300  # seconds that the server may take over a whole mail
TAKEN, GO_AHEAD, REFUSED = 250, 354, 400


class Session(smtplib.SMTP):
    """`taking` from the server's 354, after which the text goes out, until it says what became of it."""

    taking = False
    sock: Any
    timeout: float

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib's. An answer that is none leaves it uncertain."""
        code, words = super().getreply()
        if code == TAKEN or REFUSED <= code < 600:
            self.taking = False
            self.sock.settimeout(self.timeout)
        elif self.taking:
            self.close()  # else the answer to another command would stand for this one
            raise smtplib.SMTPServerDisconnected("The answer cannot be read.")
        elif code == GO_AHEAD:
            self.taking = True
            self.sock.settimeout(FINAL_ANSWER)
        return code, words


class TlsSession(Session, smtplib.SMTP_SSL):
    """The same through TLS from the first byte on."""


class Backend(EmailBackend):
    """Django's, with such a connection."""

    connection: Session | None

    @property
    def connection_class(self) -> type[Session]:
        return TlsSession if self.use_ssl else Session

    @property
    def may_have_arrived(self) -> bool:
        """Whether the mail that was handed over last may have arrived, though no answer says so."""
        return self.connection is not None and self.connection.taking
