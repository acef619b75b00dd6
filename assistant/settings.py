"""The settings: `policy.toml`, then the environment (`POLICY_...`), then the options of the command."""

import difflib
import os
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from ingest.errors import SettingsError
from ingest.weights import DEFAULT

PREFIX = "POLICY_"


class Settings(BaseSettings):
    """What can be set. In `policy.toml` by these names, in the environment as POLICY_LIBRARY and so on."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, validate_default=True, env_ignore_empty=True
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
    max_file_mb: float = Field(100, gt=0, description="The largest file or page that is taken in, in megabytes.")
    read_seconds: float = Field(300, gt=0, description="How long reading one file may take, in seconds.")
    candidates: int = Field(50, ge=5, le=500, description="How many passages each part of the search may offer.")
    passages: int = Field(12, ge=1, le=100, description="How many passages are read for an answer.")

    @field_validator("library", "models", "entailment")
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
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise _unknown(name, list(Settings.model_fields), str(settings_file())) from error
        raise SettingsError(
            f"the setting {name} can't be {first['input']!r}: {first['msg']}", describe(name)
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{settings_file()} can't be read: {error}", "mend it, or move it away") from error


def describe(name: str) -> str:
    field = Settings.model_fields.get(name)
    return f"{name}: {field.description}" if field else ""


def _unknown(name: str, known: list[str], where: str) -> SettingsError:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    return SettingsError(
        f"unknown setting '{name}' in {where}", f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    )
