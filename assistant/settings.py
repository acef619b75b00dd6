"""The settings: from `policy.toml`, then the environment (`POLICY_...`), then the command's options."""

import difflib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from assistant.settings_trust import need_allowed
from ingest.errors import PaperError, SettingsError
from ingest.owned_files import CATALOGUE
from ingest.safe_read import contents
from ingest.trust import allow
from ingest.weights import DEFAULT, derived_forms

PREFIX = "POLICY_"
HOME = PREFIX + "HOME"
KEYS = (("model", "model_key"), ("chroma", "chroma_token"))  # each address, and the key sent to it
HERE = Path("policy.toml")
LARGEST = 64_000  # bytes of a settings file
QUOTES = "quotes"  # no language model: answers quote the papers
Answering = Literal["careful", "keen"]
ReaderName = Literal["quick", "careful"]
Wording = Literal["quotes", "prose"]


class Settings(BaseModel):
    """The settings, by their names in `policy.toml`. In the environment they are POLICY_LIBRARY and so on."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,  # some are keys
        protected_namespaces=(),  # allows names that begin with `model`
    )

    library: Path = Field(
        default_factory=lambda: user_data_path("policy", appauthor=False),
        description="The folder of the library. POLICY_HOME also sets it.",
    )
    models: Path = Field(
        default_factory=derived_forms,
        description="The folder for encoders in ONNX form, which libraries share. Default: the user's cache folder.",
    )
    encoder: str = Field(
        DEFAULT, description="The encoder: policy-MiniLM, or the folder of a sentence-transformers model."
    )
    chroma: str | None = Field(
        None,
        min_length=1,
        description="The address of a Chroma server that stores the vectors. Default: the library's folder.",
    )
    chroma_token: SecretStr | None = Field(
        None,
        description="The token sent as 'Authorization: Bearer' to the proxy in front of the Chroma server. Put it in "
        "the environment, not in a file.",
    )
    chroma_ca: Path | None = Field(
        None, description="A file of certificates to verify that proxy with. Default: the system's certificates."
    )
    chroma_seconds: float = Field(30, gt=0, description="Request timeout of the Chroma server, in seconds.")
    max_file_mb: float = Field(100, gt=0, description="The largest file or web page to add, in megabytes.")
    read_seconds: float = Field(
        300, gt=0, description="Time limit for reading one file, or for recognising one page of a scan, in seconds."
    )
    read_memory_mb: float = Field(
        # Real papers took up to 130 MB. CSV needs most, 20 times its size: a file of 40 MB took 780.
        2000,
        ge=100,
        description="Memory limit for reading one file, in megabytes. Linux only.",
    )
    recognition: str = Field(
        "rapidocr",
        pattern=r"^(rapidocr|none|tesseract(:[A-Za-z_]+(\+[A-Za-z_]+)*)?)$",
        description="What recognises the text of scans: rapidocr, tesseract, tesseract with its languages, such as "
        "tesseract:eng+cym, or none.",
    )
    private_addresses: bool = Field(
        False,
        description="Allow redirects to private addresses, and addresses of this machine.",
    )
    candidates: int = Field(50, ge=5, le=500, description="Candidates per retriever.")
    passages: int = Field(12, ge=1, le=100, description="Passages read for each answer.")
    reader: ReaderName = Field(
        "careful",
        description="What reads the passages. quick: a small model. careful: a larger one reads the best again, "
        "and takes longer.",
    )
    answering: Answering = Field(
        "careful",
        description="How readily to answer. careful: only what is likely enough to be right. keen: more questions, "
        "with more wrong answers among them.",
    )

    model: str = Field(
        QUOTES,
        min_length=1,
        description="quotes, for answers without a language model; or the model that helps: one such as "
        "ollama:llama3.2, or the address of a server with OpenAI's API, such as http://127.0.0.1:8080/v1 or "
        "http://127.0.0.1:8080/v1#name.",
    )
    answer: Wording = Field(
        "quotes",
        description="What the language model does. quotes: it chooses among the papers' own words. prose: it writes, "
        "and each sentence is checked against the words that it cites.",
    )
    model_key: SecretStr | None = Field(
        None,
        description="The key for a model server given by its address, and sent to no other. Put it in the environment, "
        "not in a file.",
    )
    model_seconds: float = Field(120, gt=0, description="Response timeout of the language model, in seconds.")
    model_tokens: int = Field(1000, ge=16, description="The longest reply of the language model, in tokens.")
    model_retries: int = Field(2, ge=0, le=10, description="Retries after a temporary fault of the language model.")
    fall_back: Literal["quotes"] | None = Field(
        None,
        description="quotes: if the language model fails, quote the papers instead, and say so.",
    )
    log_days: int = Field(
        365,
        ge=0,
        le=36_500,
        description="How many days the log of questions that came to a server is kept. 0 keeps none.",
    )

    @property
    def has_model(self) -> bool:
        return self.model != QUOTES

    @property
    def answered_by(self) -> str:
        """What answers, as it stands on the title page of a pack: 'quotes', or the model and what it does."""
        return answered_by(self.model, self.answer)

    @field_validator("library", "models", "chroma_ca")
    @classmethod
    def _expand_home(cls, folder: Path | None) -> Path | None:
        return folder and folder.expanduser()


def answered_by(model: str, wording: Wording) -> str:
    return QUOTES if model == QUOTES else f"{model}, {wording}"


def settings_file() -> Path:
    """`policy.toml` in the current folder, or else in the user's configuration folder. It may not exist."""
    return HERE if HERE.is_file() else user_config_path("policy", appauthor=False) / HERE


def load_settings(**options: Any) -> Settings:
    """The settings, with any option that is not None. Raises SettingsError."""
    _need_known(options, "the options")
    environment, file = _from_environment(), settings_file()
    layers = [_from_file(file), environment, {name: value for name, value in options.items() if value is not None}]
    given = {name: value for layer in layers for name, value in layer.items()}
    for address, key in KEYS:
        if key in given and not _key_matches([(layer.get(address), layer.get(key)) for layer in layers]):
            del given[key]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        private = name == "model" or Settings.model_fields[name].annotation == SecretStr | None
        value = "" if private else f" {first['input']!r}"
        raise SettingsError(f"the setting {name} has an invalid value{value}: {first['msg']}", describe(name)) from None
    _need_no_key(settings)
    return settings


def allow_folder() -> dict[str, Any]:
    """Allows `policy.toml` in the current folder, as it is now; returns the settings in it.

    Raises SettingsError if it doesn't exist or can't be read.
    """
    if not HERE.is_file():
        raise SettingsError(f"there is no {HERE} in {Path.cwd()}", "run this in a folder that has one")
    data = _read(HERE)
    stated = _parsed(HERE, data)
    _need_known(stated, str(HERE))
    allow(HERE, data)
    return stated


def allow_library(folder: Path) -> None:
    """Allows a rebuild to read the sources a library names. Raises SettingsError if that can't be recorded."""
    allow(folder / CATALOGUE)


def shown(name: str, value: Any) -> str:
    """A setting's value for people: keys are hidden, and an address says which key from the environment goes to it."""
    if name in dict(KEYS).values():
        return "a key"
    key = PREFIX + dict(KEYS).get(name, "").upper()
    return f"{value!r} ({key} will be sent there)" if os.environ.get(key) else repr(value)


def changed(settings: Settings, **options: Any) -> Settings:
    """The settings with any option that is not None. Raises SettingsError as `load_settings` does."""
    given = {name: value for name, value in options.items() if value is not None}
    for address, key in KEYS:
        if address in given and not _key_matches([(getattr(settings, address), True), (given[address], None)]):
            given[key] = None
    settings = settings.model_copy(update=given)
    _need_no_key(settings)
    return settings


def as_environment(settings: Settings, names: set[str] | None = None) -> dict[str, str]:
    """The settings, or those named, as environment variables for another process.

    Not as arguments, which every user of the machine can read. An unset one is empty: a key in this process's
    environment may be for another host.
    """
    given = settings.model_dump(include=names)
    return {PREFIX + name.upper(): "" if value is None else str(_revealed(value)) for name, value in given.items()}


def _revealed(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _from_environment() -> dict[str, str]:
    """The settings in the environment. Raises SettingsError for an unknown one."""
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


def _from_file(file: Path) -> dict[str, Any]:
    """The settings in the file. Raises SettingsError if it is in the current folder and hasn't been allowed."""
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
        raise SettingsError(f"{file} is too large for a settings file", "move it away") from None
    except OSError as error:
        raise _unreadable(file, error) from error


def _parsed(file: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> SettingsError:
    return SettingsError(f"{file} could not be read: {error}", "correct it, or move it away")


def _need_known(stated: Iterable[str], where: str) -> None:
    for name in stated:
        if name not in Settings.model_fields:
            raise _unknown(name, list(Settings.model_fields), where)


def _key_matches(layers: list[tuple[Any, Any]]) -> bool:
    """Whether the key is meant for the address in use. `layers` are (address, key) pairs, the strongest last.

    A key is meant for the address in its own layer, or in the nearest weaker one; if there is none, for any address.
    """
    owner = max(n for n, (_, key) in enumerate(layers) if key)
    addresses = [_origin(address) for address, _ in layers if address]
    beside = [_origin(address) for address, _ in layers[: owner + 1] if address]
    return not beside or beside[-1] is None or beside[-1] == addresses[-1]


def _origin(address: Any) -> tuple[str, str | None, int | None] | None:
    """The scheme, host and port of a web address; None for anything else."""
    try:
        parts = urlsplit(str(address).strip())
        return (parts.scheme, parts.hostname, parts.port) if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def holds_key(address: str) -> bool:
    """Whether a server's address contains a password or key, as in http://name:password@host."""
    address = address.strip().partition("#")[0]
    return address.lower().startswith(("http://", "https://")) and ("@" in address or "?" in address)


def _need_no_key(settings: Settings) -> None:
    """A model's name is shown with every answer and saved in journals and packs, and both appear in process lists."""
    for what, address, key in (
        ("a model's server", settings.model, "MODEL_KEY"),
        ("the Chroma server", settings.chroma, "CHROMA_TOKEN"),
    ):
        if address and holds_key(address):
            raise SettingsError(
                f"the address of {what} must not contain a password or key",
                f"put the key in the environment: {PREFIX}{key}",
            )


def describe(name: str) -> str:
    field = Settings.model_fields.get(name)
    return f"{name}: {field.description}" if field else ""


def _unknown(name: str, known: list[str], where: str) -> SettingsError:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return SettingsError(
        f"unknown setting '{name}' in {where}",
        f"did you mean {near[0]}?" if near else f"the settings are {', '.join(known)}",
    )
