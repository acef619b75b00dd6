"""Turns a sentence-transformers model into ONNX: `python -m ingest.export SOURCE LAYERS FOLDER TEXT...`."""

import json
import logging
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

EXPORTED = "exported.json"  # how many word pieces the model sees, and its own vectors of the texts


def load(source: Path, layers: Path | None) -> Any:
    """The sentence-transformers model in a folder, with some of its layers replaced by those in a file."""
    from safetensors.torch import load_file
    from sentence_transformers import SentenceTransformer

    plainly = {"attn_implementation": "eager"}  # the usual one becomes more steps in ONNX, and a batch a tenth slower
    model = SentenceTransformer(str(source), device="cpu", local_files_only=True, model_kwargs=plainly).eval()
    if layers:
        _, unknown = model[0].auto_model.load_state_dict(load_file(layers), strict=False)
        if unknown:
            raise ValueError(f"{layers} is for another model")
    return model


def export(source: Path, layers: Path | None, folder: Path, texts: Sequence[str]) -> None:
    """Writes the whole model, pooling and normalising included, as `encoder.onnx`, and beside it `EXPORTED`."""
    import torch
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    model = load(source, layers)

    class Vectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            made = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(made["sentence_embedding"], dim=1)

    pieces, mask = torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("pieces", max=512)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Vectors(),
            (pieces, mask),
            folder / "encoder.onnx",
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            dynamic_shapes={"input_ids": axes, "attention_mask": axes},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    vectors = model.encode(list(texts), normalize_embeddings=True)
    stated = {"longest": int(model.max_seq_length or 512), "vectors": vectors.tolist()}
    (folder / EXPORTED).write_text(json.dumps(stated), "utf-8")


if __name__ == "__main__":
    source, layers, folder, *texts = sys.argv[1:]
    export(Path(source), Path(layers) if layers else None, Path(folder), texts)
