"""Turns a sentence-transformers model into ONNX: `python -m ingest.export SOURCE FOLDER TEXT...`."""

import json
import logging
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

EXPORTED = "exported.json"  # how many word pieces the model sees, and its own vectors of the texts


def export(source: Path, folder: Path, texts: Sequence[str]) -> None:
    """Writes the whole model, pooling and normalising included, as `encoder.onnx`, and beside it `EXPORTED`."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    model = SentenceTransformer(str(source), device="cpu", local_files_only=True).eval()

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
    export(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
