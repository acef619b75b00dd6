"""The process that speaks with Ray, on behalf of the one that writes to the library.

Ray ends the program that uses it when its cluster is lost for a minute, and can't be interrupted while it looks for
one. So it runs in a process that may be ended, as the readers do; what it does is called from `ingest.cluster`.
"""

import os
import secrets
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ingest.cluster_worker import Parcel
from ingest.errors import PaperError, PolicyError
from ingest.prepare import Prepared
from ingest.worker import say_nothing, stay_with_parent

PACKAGE = "policy-assistant"
LOCAL = "local"
RETRIES = 3  # how often a paper is tried again when the worker that had it died
REACH_SECONDS = 10
FREE_SECONDS = 60  # until the first core of a cluster is free
OBJECTS = 500_000_000  # bytes of shared memory of a local Ray; more than a paper under way on each of many cores needs

_under_way: deque[Any] = deque()
_send: Callable[[dict[str, Any]], Any]


def begin(folder: str) -> None:
    """The first thing in this process, before Ray is imported. `folder` is where a local Ray may leave its files."""
    stay_with_parent()
    os.chdir(os.sep)  # Ray has its workers look for modules first in the folder where this process stands
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if folder:
        os.environ |= {
            "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # on every system: listen on loopback alone
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),  # given, it is not written to the home folder
            "TMPDIR": folder,
        }
    say_nothing()  # Ray's logs go to both; what matters comes back as an error


def join(address: str, folder: str, form: dict[str, bytes]) -> int:
    """Starts Ray in `folder`, or joins the cluster at the address; returns how many cores it has.

    Raises PolicyError where there is none, where none of its cores gets free, or where it has another version of us.
    """
    import ray

    plain: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    try:
        if address == LOCAL:
            inside = f"{folder}/ray"  # Ray opens its folder to everybody
            ray.init(LOCAL, include_dashboard=False, object_store_memory=OBJECTS, _temp_dir=inside, **plain)
        else:
            _reach(address)
            ray.init(address, **plain)
        installed, prepared = _tasks()
        theirs = ray.get(ray.remote(num_cpus=1)(installed).remote(), timeout=FREE_SECONDS)
        kept = [ray.put(form)]  # in a list Ray hands on the reference; else it would unpack 90 MB for each paper
    except PolicyError:
        raise
    except ray.exceptions.GetTimeoutError as error:
        raise PolicyError(
            f"none of the cluster's cores was free for {FREE_SECONDS} s", "try later, or without --ray"
        ) from error
    except Exception as error:  # Ray's own, grpc's and plain RuntimeErrors share no base but this one
        raise _no_cluster(address, error) from error
    if theirs != installed():
        raise _other_version(theirs)
    global _send
    _send = partial(ray.remote(num_cpus=1, max_retries=RETRIES)(prepared).remote, installed(), kept)
    return _cores()


def _reach(address: str) -> None:
    """Raises OSError where nothing listens; Ray itself tries for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host:
        with socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS):
            pass


def _cores() -> int:
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _tasks() -> tuple[Callable[[], str], Callable[[str, list[Any], dict[str, Any]], Any]]:
    """What is run on the cluster. Functions within a function are sent whole: where they run we may not be installed.

    `installed` tells the version of us that is; `prepared` the paper made ready, or another version.
    """
    package = PACKAGE

    def installed() -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return ""

    def prepared(ours: str, form: list[Any], sent: dict[str, Any]) -> Any:
        if (theirs := installed()) != ours:
            return theirs
        import ray

        from ingest import cluster_worker

        return cluster_worker.prepared(cluster_worker.parcel_of(sent), lambda: ray.get(form[0]))

    return installed, prepared


def send(parcel: Parcel) -> int:
    """Gives a paper to the cluster; returns how many cores that has by now."""
    _under_way.append(_send(asdict(parcel)))
    return _cores()


def oldest() -> Prepared | PolicyError:
    """What became of the paper that was sent first. Raises PolicyError where the cluster as a whole fails."""
    import ray

    died = (
        ray.exceptions.WorkerCrashedError,
        ray.exceptions.OutOfMemoryError,
        ray.exceptions.NodeDiedError,
        ray.exceptions.ObjectLostError,
    )
    try:
        result = ray.get(_under_way.popleft())
    except ray.exceptions.RayTaskError as error:
        return PaperError(
            f"a worker of the cluster failed ({type(error.cause).__name__}: {error.cause})", "take it in without --ray"
        )
    except died:
        return PaperError(f"the worker that had it died, {RETRIES + 1} times over", "take it in alone, without --ray")
    except Exception as error:
        raise lost() from error
    if isinstance(result, str):
        raise _other_version(result)
    return result


def leave() -> None:
    """Ends a local Ray, or leaves the cluster."""
    import ray

    ray.shutdown()


def lost() -> PolicyError:
    return PolicyError("the Ray cluster was lost", "what was taken in stays; run it again, it goes on from there")


def _no_cluster(address: str, error: Exception) -> PolicyError:
    said = (str(error).strip() or type(error).__name__).splitlines()[-1]
    if address == LOCAL:
        return PolicyError(f"Ray can't be started here: {said}", "take the papers in without --ray")
    return PolicyError(f"no Ray cluster can be joined at {address}: {said}", "see that it runs: ray status")


def _other_version(theirs: str) -> PolicyError:
    ours = version(PACKAGE)
    has = f"{PACKAGE} {theirs}" if theirs else f"no {PACKAGE}"
    return PolicyError(
        f"a machine of the cluster has {has}, here it is {ours}",
        f"on every machine of the cluster: pip install '{PACKAGE}[ray]=={ours}'",
    )
