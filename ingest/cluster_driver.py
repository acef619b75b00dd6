"""The process that talks to Ray, on behalf of the one that writes to the library.

Ray ends a program that has lost its cluster for a minute, and can't be interrupted while it looks for one. So it runs
in a process that can be ended, as the readers do; `ingest.cluster` calls it.
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
from ingest.worker import end_with_parent, silence_output

PACKAGE = "policy-assistant"
LOCAL = "local"
RETRIES = 3  # how often a paper is retried when its worker died
REACH_SECONDS = 10
FREE_SECONDS = 60  # to wait for the first free core of a cluster
OBJECTS = 500_000_000  # bytes of shared memory of a local Ray; more than one paper for each of many cores needs

_under_way: deque[Any] = deque()
_send: Callable[[dict[str, Any]], Any]


def begin(folder: str) -> None:
    """Runs first in this process, before Ray is imported. `folder` is where a local Ray may keep its files."""
    end_with_parent()
    os.chdir(os.sep)  # Ray's workers look for modules first in the current folder of this process
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if folder:
        os.environ |= {
            "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # on every system: listen on loopback only
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),  # a token that is given is not written to the home folder
            "TMPDIR": folder,
        }
    silence_output()  # Ray logs to both; what matters is returned as an error


def join(address: str, folder: str, form: dict[str, bytes]) -> int:
    """Starts Ray in `folder`, or joins the cluster at the address; returns the number of its cores.

    Raises PolicyError if there is no cluster, none of its cores becomes free, or it runs another version of policy.
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
        kept = [ray.put(form)]  # in a list, Ray passes on the reference; otherwise it would unpack 90 MB for each paper
    except PolicyError:
        raise
    except ray.exceptions.GetTimeoutError as error:
        raise PolicyError(
            f"none of the cluster's cores was free for {FREE_SECONDS} s", "try again later, or without --ray"
        ) from error
    except Exception as error:  # Ray's own, grpc's and plain RuntimeErrors have no other base in common
        raise _no_cluster(address, error) from error
    if theirs != installed():
        raise _other_version(theirs)
    global _send
    _send = partial(ray.remote(num_cpus=1, max_retries=RETRIES)(prepared).remote, installed(), kept)
    return _cores()


def _reach(address: str) -> None:
    """Raises OSError if nothing listens; Ray itself keeps trying for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host:
        with socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS):
            pass


def _cores() -> int:
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _tasks() -> tuple[Callable[[], str], Callable[[str, list[Any], dict[str, Any]], Any]]:
    """What runs on the cluster. Functions inside a function are sent whole: policy may not be installed there.

    `installed` returns the version of policy there; `prepared` returns the prepared paper, or another version.
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
    """Gives a paper to the cluster; returns the current number of its cores."""
    _under_way.append(_send(asdict(parcel)))
    return _cores()


def oldest() -> Prepared | PolicyError:
    """The result of the paper that was sent first. Raises PolicyError if the cluster as a whole fails."""
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
            f"a worker of the cluster failed ({type(error.cause).__name__}: {error.cause})", "add it without --ray"
        )
    except died:
        return PaperError(f"the worker reading it died {RETRIES + 1} times", "add it on its own, without --ray")
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
    return PolicyError("the Ray cluster was lost", "papers already added are kept; run it again to continue")


def _no_cluster(address: str, error: Exception) -> PolicyError:
    said = (str(error).strip() or type(error).__name__).splitlines()[-1]
    if address == LOCAL:
        return PolicyError(f"Ray could not be started here: {said}", "add the papers without --ray")
    return PolicyError(f"could not join a Ray cluster at {address}: {said}", "check that it is running: ray status")


def _other_version(theirs: str) -> PolicyError:
    ours = version(PACKAGE)
    has = f"{PACKAGE} {theirs}" if theirs else f"no {PACKAGE}"
    return PolicyError(
        f"a machine in the cluster has {has}, and this one has {ours}",
        f"on every machine in the cluster: pip install '{PACKAGE}[ray]=={ours}'",
    )
