"""An HTTP endpoint as the laboratory."""

from __future__ import annotations

import base64
import contextlib
import http.client
import re
import socket
from typing import Any, final
from urllib.parse import quote, unquote, urlsplit

from askless.errors import UsageError
from askless.synthesis.laboratory.answers import answer_in, item_json, shortened
from askless.synthesis.laboratory.laboratory import Laboratory
from askless.synthesis.laboratory.trial import Failure, Trial

__all__ = ["Endpoint"]

MOST = 1 << 20
"""Bytes of a reply that are read."""
_KEPT = "%/?:@!$&'()*+,;=~[]"
"""Characters of a path or a query that are sent as they are; % because it may be quoted already."""
_NOWHERE = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
"""What no host has in its name."""


@final
class Endpoint(Laboratory):
    """An address that takes an item by POST as JSON, and replies with the answer.

    The reply is JSON: the answer itself, or ``{"answer": ...}``. Redirections are not followed.

    Parameters
    ----------
    url : str
        http:// or https://. A name and a password before the host (``http://ann:secret@host/``) are sent as basic
        authentication, with ``%40`` for a @ in them. What an address cannot hold as it is in its path is quoted.

    Raises
    ------
    UsageError
        If it names no host, or one that cannot be.

    Examples
    --------
    >>> Endpoint("http://ann:secret@localhost:8080/measure").name
    'http://localhost:8080/measure'
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host, self._port = parts.hostname or "", parts.port
            host.encode("idna")  # as it is looked up
            url.encode()
        except ValueError:  # a port that is no number, or half a character, for instance
            host = ""
        if not host or _NOWHERE.search(host):
            raise UsageError(f"“{url}” is no address of an endpoint.", "Write it as http://HOST:PORT/PATH.")
        self._secure = parts.scheme.lower() == "https"
        self._host = host
        self._path = quote(parts.path or "/", _KEPT) + (f"?{quote(parts.query, _KEPT)}" if parts.query else "")
        self._head = {"Content-Type": "application/json", "Accept": "application/json"}
        if parts.username is not None:
            who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._head["Authorization"] = f"Basic {base64.b64encode(who.encode()).decode()}"
        self.name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"  # no password in a report

    def evaluate(self, item: Any, trial: Trial) -> Any:
        """What the endpoint replies."""
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        # The time-out of each step only keeps a forgotten thread from waiting for ever.
        connection = kind(self._host, self._port, timeout=3600)
        trial.on_cancel(lambda: _hang_up(connection))
        try:
            connection.request("POST", self._path, item_json(item).encode(), self._head)
            with connection.getresponse() as reply:
                body = reply.read(MOST + 1)
                # A part of a number is a number: what was cut off is no answer. http.client keeps count of what is
                # still to come of a declared length, and says nothing when it does not.
                missing = reply.length if len(body) <= MOST else None
        except http.client.IncompleteRead:  # in the middle of a reply that comes in chunks
            raise self._cut_off() from None
        except (OSError, http.client.HTTPException, AttributeError, ValueError) as error:
            # AttributeError and ValueError: what http.client does when its socket is closed under it
            said = shortened(str(error)) or type(error).__name__
            raise Failure(f"{self.name} could not be reached: {said}.", "endpoint out of reach") from None
        finally:
            trial.on_cancel(None)
            connection.close()
        if 300 <= reply.status < 400:
            where = reply.getheader("Location", "elsewhere")
            raise Failure(
                f"{self.name} sends on to {shortened(where)}. Name that address with --evaluate.",
                f"reply {reply.status}",
            )
        text = body[:MOST].decode("utf-8", "replace")
        if not 200 <= reply.status < 300:
            said = f"{self.name} replied {reply.status} {shortened(reply.reason)}: {shortened(text)}"
            raise Failure(said.rstrip(": "), f"reply {reply.status}")
        if len(body) > MOST:
            raise Failure(
                f"{self.name} replied with more than {MOST >> 20} MiB. An answer is a label or a number.",
                "reply that is too long",
            )
        if missing:
            raise self._cut_off()
        if not text.strip():
            raise Failure(f"{self.name} replied {reply.status} with nothing in it.", "empty reply")
        return answer_in(text)

    def _cut_off(self) -> Failure:
        """Less has come than was to come."""
        return Failure(f"{self.name} hung up in the middle of its reply.", "reply that was cut off")


def _hang_up(connection: http.client.HTTPConnection) -> None:
    """Wake the thread that waits in it."""
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
