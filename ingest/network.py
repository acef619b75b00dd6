"""The machines that a fetch may connect to, and how long it may take in total.

An address leads where the user said, and where that server redirects. The first is the user's own choice, and may be
any machine, such as one in the office. The second is a stranger's choice: through somebody with access, it could fetch
pages from that office, from this machine or from a cloud's own services. So each name is looked up once, the result is
checked, and the connection goes to exactly that: a name can't mean another machine a moment later.

What a name given by the user stands for is also a stranger's choice, if a stranger owns the name. If it has public
addresses, only those are used; and it never means this machine, unless it says so.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from ingest.errors import PaperError

# Services that clouds offer to the machines in them. Azure's has an ordinary public address, most others are
# link-local.
CLOUD = {ipaddress.ip_address(each) for each in ("168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254")}
# Ranges with an IPv4 address in the last 32 bits.
WRAPPING = [ipaddress.ip_network(each) for each in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")]
# Not public either, though Python learned of some of them late: what network translators use for themselves, and
# the numbers of segment routing.
PRIVATE = [ipaddress.ip_network(each) for each in ("64:ff9b:1::/48", "::ffff:0:0:0/96", "5f00::/16")]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_private(address: Address) -> bool:
    """Whether an address belongs to this machine, its network or its cloud, or to no machine at all.

    An IPv6 address that only wraps an IPv4 one is judged by that.
    """
    if any(is_private(inner) for inner in _wrapped(address)):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return False
        if address.is_site_local or any(address in network for network in PRIVATE):
            return True
    return not address.is_global or address.is_multicast or address in CLOUD


def is_here(address: Address) -> bool:
    """Whether it leads to this machine, to something linked to it directly, or to its cloud's services."""
    if any(is_here(inner) for inner in _wrapped(address)):
        return True
    return address.is_loopback or address.is_unspecified or address.is_link_local or address in CLOUD


def _wrapped(address: Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in WRAPPING):
        wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in wrapped if inner is not None]


class Network(httpcore.SyncBackend):
    """Connects, and limits everything sent over its connections to `seconds` from now.

    `named` is the host that the user named, which may be private; None allows all hosts.
    """

    def __init__(self, seconds: float, named: str | None):
        self._end = time.monotonic() + seconds
        self._named = named
        self._known: dict[str, list[Address]] = {}

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        fault: Exception = httpcore.ConnectError(f"no machine has the name {host}")
        for address in self._addresses(host):
            try:
                stream = super().connect_tcp(
                    str(address), port, left(self._end, timeout), local_address, socket_options
                )
                return _Stream(stream, self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault

    def _addresses(self, host: str) -> list[Address]:
        if host not in self._known:
            self._known[host] = self._allowed(host, _looked_up(host))
        return self._known[host]

    def _allowed(self, host: str, found: list[Address]) -> list[Address]:
        if self._named is None:
            return found
        if host == self._named:
            return _meant(host, found)
        if any(is_private(address) for address in found):
            raise PaperError(
                f"the server redirects to {host}, which is not a public address",
                "name the page itself, or use --private-addresses if you trust that server",
            )
        return found


def _meant(host: str, found: list[Address]) -> list[Address]:
    """What the user means by a host: exactly what a number or 'localhost' says, the public addresses of a name, or
    what an office uses the name for."""
    if _is_literal(host):
        return found
    meant = [address for address in found if not is_private(address)] or [each for each in found if not is_here(each)]
    if not meant:
        raise PaperError(
            f"the name {host} stands for this machine or one linked to it directly",
            "write localhost or its number instead, or use --private-addresses if you trust that name",
        )
    return meant


def _is_literal(host: str) -> bool:
    """Whether a host is written as a number or as localhost, so that nobody else decides what it means."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")
    return True


class _Stream(httpcore.NetworkStream):
    """A connection that ends in time, even if a little more keeps coming."""

    def __init__(self, stream: httpcore.NetworkStream, end: float):
        self._stream = stream
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._stream.read(max_bytes, left(self._end, timeout))
        except httpcore.ReadTimeout:
            left(self._end, timeout)  # it may be the total time that ran out
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, left(self._end, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left(self._end, timeout)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def left(end: float, timeout: float | None) -> float:
    """The seconds that one step may take. Raises PaperError when none are left."""
    remaining = end - time.monotonic()
    if remaining <= 0:
        raise PaperError("the server took too long to send it", "save it as a file and add the file")
    return remaining if timeout is None else min(timeout, remaining)


def _looked_up(host: str) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no machine has the name {host}") from error
    return list(dict.fromkeys(ipaddress.ip_address(place[0]) for *_, place in found))
