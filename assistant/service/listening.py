"""Where a server listens: on this machine alone, unless a proxy with TLS stands in front of it."""

import ipaddress
import socket
from urllib.parse import urlsplit

from ingest.errors import PolicyError

WHY_NOT = (
    "anyone who can reach that address can try to read the papers and the conversations, and it is not encrypted; "
    "leave out --host, or put a proxy with TLS and a login in front, and give its address: --expose https://..."
)


def address_of(host: str, port: int, exposed: str | None, command: str) -> str:
    """Where people reach a server that listens on `host` and `port`: there, or at `exposed`, the address of a proxy.

    Raises PolicyError for a host that other machines can reach without a proxy, for an address that can't be one, and
    for a port that is not available. `command` names the server to people: 'policy serve'.
    """
    if not exposed:
        need_loopback(host, command)
    public = _public(exposed) if exposed else f"http://{f'[{host}]' if ':' in host else host}:{port}"
    _need_port(host, port)
    return public


def need_loopback(host: str, command: str) -> None:
    """Raises PolicyError, with the reason, for an address that other machines can reach."""
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise PolicyError(f"{command} does not listen on {host}", WHY_NOT)


def _public(url: str) -> str:
    """The address as browsers send it: in lower case, without the default port."""
    try:
        site = urlsplit(url)
        usual = {"http": ":80", "https": ":443"}[site.scheme]
        if not site.hostname or "@" in site.netloc or site.query or site.fragment:
            raise ValueError
    except (ValueError, KeyError):
        raise PolicyError(
            "the address given to --expose can't be used",
            "give a scheme and a host, and no password: --expose https://papers.example.org",
        ) from None
    return f"{site.scheme}://{site.netloc.lower().removesuffix(usual)}{site.path.rstrip('/')}"


def _need_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise PolicyError(
            f"policy can't listen on {host}:{port}: {error.strerror}", "choose another port: --port"
        ) from error
