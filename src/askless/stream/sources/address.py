"""Addresses of brokers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from askless.errors import UsageError
from askless.stream.sources.message import Broker

__all__ = ["Address", "address_of"]

_PORTS = {"nats": 4222, "redis": 6379, "rediss": 6379, "kafka": 9092, "tls": 4222}
_EXTRAS = {"kafka": "kafka"}


@dataclass(frozen=True)
class Address:
    """Where a broker is, and what of it is meant.

    Parameters
    ----------
    scheme : str
        "nats", "tls" (NATS too), "redis", "rediss" or "kafka".
    server : str
        Of the broker, with the password if there is one.
    name : str
        For people, without it.
    subject : str
        Subject, stream or topic of the items.
    """

    scheme: str
    server: str
    name: str
    subject: str

    def broker(self, group: str) -> Broker:
        """Its broker, not connected yet.

        Parameters
        ----------
        group : str
            Under this name the broker knows what has been acknowledged.

        Raises
        ------
        UsageError
            If what it needs is not installed.
        """
        try:
            if self.scheme == "kafka":
                from askless.stream.sources.kafka_topics import KafkaTopics

                return KafkaTopics(self.server.removeprefix("kafka://"), self.subject, group)
            if self.scheme in ("redis", "rediss"):
                from askless.stream.sources.redis_streams import RedisStreams

                return RedisStreams(self.server, self.subject, group)
            from askless.stream.sources.nats_jetstream import NatsJetStream

            return NatsJetStream(self.server, self.subject, group)
        except ImportError as error:
            extra = _EXTRAS.get(self.scheme, "stream")
            raise UsageError(
                f"{self.name} needs “{error.name}”, which is not installed.",
                f"Install it with `pip install 'askless[{extra}]'`.",
            ) from None


def address_of(text: str) -> Address | None:
    """The address that a text is; None if it is none.

    Raises
    ------
    UsageError
        If it names no subject, or one with a wildcard, or its scheme is none of those known.

    Examples
    --------
    >>> address_of("nats://me:secret@localhost/items").name, address_of("items.csv")
    ('nats://localhost:4222/items', None)
    """
    parts = urlsplit(text)
    if "://" not in text:
        return None
    if parts.scheme not in _PORTS:
        known = ", ".join(f"{scheme}://" for scheme in _PORTS)
        raise UsageError(
            f"“{parts.scheme}://” is no broker that is known here: there are {known}.",
            "Use one of these, or let another program write the items as lines of JSON into `askless stream run -`.",
        )
    subject = parts.path.strip("/")
    if not parts.netloc or not subject or set(subject) & set("*> /"):
        raise UsageError(
            f"“{text}” names no single subject.", f"Write it behind the server, as in {parts.scheme}://host:port/items."
        )
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise UsageError(f"“{text}” has no usable port.", "Write a whole number up to 65535.") from None
    name = parts.hostname or "localhost"
    host = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return Address(parts.scheme, f"{parts.scheme}://{login}{host}", f"{parts.scheme}://{host}/{subject}", subject)
