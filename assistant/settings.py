"""The settings: `policy.toml`, then the environment (`POLICY_...`), then the options of the command."""

import difflib
import os
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_config_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from ingest.errors import SettingsError
from ingest.weights import DEFAULT

PREFIX = "POLICY_"
QUOTES = "quotes"  # the model that is none: answers in the papers' own words


class Settings(BaseSettings):
    """What can be set. In `policy.toml` by these names, in the environment as POLICY_LIBRARY and so on."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        frozen=True,
        validate_default=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,  # one of them is a key
        protected_namespaces=(),  # `model` is a word of ours
    )

    library: Path = Field(
        default_factory=lambda: user_data_path("policy", appauthor=False),
        description="The folder of the library. POLICY_HOME sets it too.",
    )
    models: Path | None = Field(
        None,
        description="Where the encoders' ONNX forms are kept; several libraries may share it. Unset: in the library.",
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
        None, description="The key of a server by address. Put it into the environment, not into a file."
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

    @classmethod
    def settings_customise_sources(  # type: ignore[override]
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        **_: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())


def settings_file() -> Path:
    """`policy.toml` of the folder one is in, else of the user's configuration folder; neither need be there."""
    here = Path("policy.toml")
    return here if here.is_file() else user_config_path("policy", appauthor=False) / "policy.toml"


def load_settings(**options: Any) -> Settings:
    """The settings, with the options that are not None. Raises SettingsError with the cure."""
    given = {name: value for name, value in options.items() if value is not None}
    if (home := os.environ.get(PREFIX + "HOME")) and PREFIX + "LIBRARY" not in os.environ:
        given.setdefault("library", home)
    for name in os.environ:
        if (
            name.startswith(PREFIX)
            and name != PREFIX + "HOME"
            and name.removeprefix(PREFIX).lower() not in Settings.model_fields
        ):
            raise _unknown(name, [PREFIX + field.upper() for field in Settings.model_fields], "the environment")
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise _unknown(name, list(Settings.model_fields), str(settings_file())) from error
        private = name == "model" or Settings.model_fields[name].annotation == SecretStr | None
        given_as = "what it is" if private else repr(first["input"])
        raise SettingsError(f"the setting {name} can't be {given_as}: {first['msg']}", describe(name)) from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"{settings_file()} can't be read: {error}", "mend it, or move it away") from error
    _need_no_key(settings)
    return settings


def changed(settings: Settings, **options: Any) -> Settings:
    """The settings with the options that are not None. Raises SettingsError as `load_settings` does."""
    settings = settings.model_copy(update={name: value for name, value in options.items() if value is not None})
    _need_no_key(settings)
    return settings


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
