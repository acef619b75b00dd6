"""The settings: `policy.toml`, then the environment (`POLICY_...`), then the options of the command."""

import difflib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from assistant.allowed import need_allowed
from ingest.allowed import allow
from ingest.belongings import CATALOGUE
from ingest.contents import contents
from ingest.errors import PaperError, SettingsError
from ingest.weights import DEFAULT, derived_forms

PREFIX = "POLICY_"
HOME = PREFIX + "HOME"
KEYS = (("model", "model_key"), ("chroma", "chroma_token"))  # addresses, and what is sent there
HERE = Path("policy.toml")
LARGEST = 64_000  # bytes of a file of settings
QUOTES = "quotes"  # the model that is none: answers in the papers' own words


class Settings(BaseModel):
    """What can be set. In `policy.toml` by these names, in the environment as POLICY_LIBRARY and so on."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,  # one of them is a key
        protected_namespaces=(),  # `model` is a word of ours
    )

    library: Path = Field(
        default_factory=lambda: user_data_path("policy", appauthor=False),
        description="The folder of the library. POLICY_HOME sets it too.",
    )
    models: Path = Field(
        default_factory=derived_forms,
        description="Where the encoders' ONNX forms are kept; libraries share it. Unset: the user's cache folder.",
    )
    encoder: str = Field(
        DEFAULT, description="The encoder: all-MiniLM-L6-v2, or the folder of a sentence-transformers model."
    )
    reader: str = Field(
        "policy-reader",
        description="The reader: policy-reader, or the folder of a sentence-transformers CrossEncoder.",
    )
    entailment: Path | None = Field(
        None,
        description="The folder of a sentence-transformers CrossEncoder with an NLI head that also checks what a "
        "language model writes. Unset: none.",
    )
    chroma: str | None = Field(
        None, min_length=1, description="The address of a Chroma server that keeps the vectors. Unset: in the library."
    )
    chroma_token: SecretStr | None = Field(
        None,
        description="What is sent as 'Authorization: Bearer' to the proxy before that server. Put it into the "
        "environment, not into a file.",
    )
    chroma_ca: Path | None = Field(
        None, description="The certificates to check that proxy's against. Unset: those of the system."
    )
    chroma_seconds: float = Field(30, gt=0, description="How long that server may take over a request, in seconds.")
    max_file_mb: float = Field(100, gt=0, description="The largest file or page that is taken in, in megabytes.")
    read_seconds: float = Field(300, gt=0, description="How long reading one file may take, in seconds.")
    read_memory_mb: float = Field(
        # Real papers took up to 130 MB; CSV is the hungriest form, with 20 times its size (40 MB of it took 780).
        2000,
        ge=100,
        description="How much memory reading one file may take, in megabytes.",
    )
    private_addresses: bool = Field(
        False,
        description="Whether an address may send on to machines that are not public, or be a name for this machine.",
    )
    candidates: int = Field(50, ge=5, le=500, description="How many passages each part of the search may offer.")
    passages: int = Field(12, ge=1, le=100, description="How many passages are read for an answer.")

    model: str = Field(
        QUOTES,
        min_length=1,
        description="Who writes the answers: quotes, a language model such as ollama:llama3.2, or the address of a "
        "server that speaks OpenAI's protocol, such as http://127.0.0.1:8080/v1 or http://127.0.0.1:8080/v1#name.",
    )
    model_key: SecretStr | None = Field(
        None,
        description="The key of a server by address, sent to the one named beside it alone. Put it into the "
        "environment, not into a file.",
    )
    model_seconds: float = Field(120, gt=0, description="How long a language model may say nothing, in seconds.")
    model_tokens: int = Field(1000, ge=16, description="How long its reply may be, in word pieces.")
    model_retries: int = Field(2, ge=0, le=10, description="How often it is asked again after a fault that may pass.")
    fall_back: Literal["quotes"] | None = Field(
        None, description="quotes: where the language model fails, answer in the papers' own words and say so."
    )

    @field_validator("library", "models", "entailment", "chroma_ca")
    @classmethod
    def _at_home(cls, folder: Path | None) -> Path | None:
        return folder and folder.expanduser()


def settings_file() -> Path:
    """`policy.toml` of the folder one is in, else of the user's configuration folder; neither need be there."""
    return HERE if HERE.is_file() else user_config_path("policy", appauthor=False) / HERE


def load_settings(**options: Any) -> Settings:
    """The settings, with the options that are not None. Raises SettingsError with the cure."""
    _need_known(options, "the options")
    environment, file = _of_environment(), settings_file()
    layers = [_of_file(file), environment, {name: value for name, value in options.items() if value is not None}]
    given = {name: value for layer in layers for name, value in layer.items()}
    for address, key in KEYS:
        if key in given and not _is_given_for([(layer.get(address), layer.get(key)) for layer in layers]):
            del given[key]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        private = name == "model" or Settings.model_fields[name].annotation == SecretStr | None
        given_as = "what it is" if private else repr(first["input"])
        raise SettingsError(f"the setting {name} can't be {given_as}: {first['msg']}", describe(name)) from None
    _need_no_key(settings)
    return settings


def allow_folder() -> dict[str, Any]:
    """Lets `policy.toml` of the folder one is in count as it is now; returns what it sets.

    Raises SettingsError where there is none, or it can't be read.
    """
    if not HERE.is_file():
        raise SettingsError(f"there is no {HERE} in {Path.cwd()}", "go to the folder that has one")
    data = _read(HERE)
    stated = _parsed(HERE, data)
    _need_known(stated, str(HERE))
    allow(HERE, data)
    return stated


def allow_library(folder: Path) -> None:
    """Lets a library say what is read again. Raises SettingsError where that can't be noted."""
    allow(folder / CATALOGUE)


def shown(name: str, value: Any) -> str:
    """What a file sets, for people: no keys, but which key of the environment goes where."""
    if name in dict(KEYS).values():
        return "a key"
    key = PREFIX + dict(KEYS).get(name, "").upper()
    return f"{value!r} ({key} is sent there)" if os.environ.get(key) else repr(value)


def changed(settings: Settings, **options: Any) -> Settings:
    """The settings with the options that are not None. Raises SettingsError as `load_settings` does."""
    given = {name: value for name, value in options.items() if value is not None}
    for address, key in KEYS:
        if address in given and not _is_given_for([(getattr(settings, address), True), (given[address], None)]):
            given[key] = None
    settings = settings.model_copy(update=given)
    _need_no_key(settings)
    return settings


def handed_on(settings: Settings, names: set[str] | None = None) -> dict[str, str]:
    """The settings, or those of these names, in the environment of another process: wherever they came from, and out of
    its command line, which every user of the machine can read. One that is unset is empty, as a key of this
    environment may be for another host."""
    given = settings.model_dump(include=names)
    return {PREFIX + name.upper(): "" if value is None else str(_open(value)) for name, value in given.items()}


def _open(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _of_environment() -> dict[str, str]:
    """The settings that the environment names. Raises SettingsError where it names one that there is not."""
    given = {}
    for name, value in os.environ.items():
        if not name.startswith(PREFIX) or name == HOME:
            continue
        setting = name.removeprefix(PREFIX).lower()
        if setting not in Settings.model_fields:
            raise _unknown(name, [PREFIX + field.upper() for field in Settings.model_fields], "the environment")
        if value:
            given[setting] = value
    if home := os.environ.get(HOME):
        given.setdefault("library", home)
    return given


def _of_file(file: Path) -> dict[str, Any]:
    """What the file sets. Raises SettingsError for one of a folder that nobody has allowed."""
    if not file.is_file():
        return {}
    data = _read(file)
    stated = _parsed(file, data)
    _need_known(stated, str(file))
    if file == HERE:
        need_allowed(file, data, stated)
    return stated


def _read(file: Path) -> bytes:
    try:
        return contents(os.path.realpath(file), LARGEST)
    except PaperError:
        raise SettingsError(f"{file} is too large for settings", "move it away") from None
    except OSError as error:
        raise _unreadable(file, error) from error


def _parsed(file: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> SettingsError:
    return SettingsError(f"{file} can't be read: {error}", "mend it, or move it away")


def _need_known(stated: Iterable[str], where: str) -> None:
    for name in stated:
        if name not in Settings.model_fields:
            raise _unknown(name, list(Settings.model_fields), where)


def _is_given_for(layers: list[tuple[Any, Any]]) -> bool:
    """Whether a key is for the address that counts; `layers` of both, those that win last.

    It is for the address named in its own layer or the nearest below it. Where none is named there, it is for any.
    """
    owner = max(n for n, (_, key) in enumerate(layers) if key)
    addresses = [_origin(address) for address, _ in layers if address]
    beside = [_origin(address) for address, _ in layers[: owner + 1] if address]
    return not beside or beside[-1] is None or beside[-1] == addresses[-1]


def _origin(address: Any) -> tuple[str, str | None, int | None] | None:
    """Scheme, host and port of what is an address, else None."""
    try:
        parts = urlsplit(str(address).strip())
        return (parts.scheme, parts.hostname, parts.port) if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def holds_key(address: str) -> bool:
    """Whether the address of a server has a password or key in it, as in http://name:password@host."""
    address = address.strip().partition("#")[0]
    return address.lower().startswith(("http://", "https://")) and ("@" in address or "?" in address)


def _need_no_key(settings: Settings) -> None:
    """A model's name is shown with every answer, kept in journals and packs; both are seen in the list of processes."""
    for what, address, key in (
        ("a model's server", settings.model, "MODEL_KEY"),
        ("the Chroma server", settings.chroma, "CHROMA_TOKEN"),
    ):
        if address and holds_key(address):
            raise SettingsError(
                f"the address of {what} may hold no password and no key",
                f"put the key into the environment: {PREFIX}{key}",
            )


def describe(name: str) -> str:
    field = Settings.model_fields.get(name)
    return f"{name}: {field.description}" if field else ""


def _unknown(name: str, known: list[str], where: str) -> SettingsError:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return SettingsError(
        f"unknown setting '{name}' in {where}", f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    )
