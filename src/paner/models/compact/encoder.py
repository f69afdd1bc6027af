"""The encoder: the embedded MiniLM or any other, its tokenizer, and both written and read again."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from paner.errors import ModelFolderError, UsageError
from paner.models.compact.pieces import Pieces
from paner.models.embedder import find_minilm

__all__ = ["Encoder", "load_encoder", "read_encoder", "write_encoder"]

# What encoders call their dropout, and whether they shall have it: on attention it only costs time.
DROPOUT = {
    "hidden_dropout_prob": 1.0,
    "dropout": 1.0,
    "attention_probs_dropout_prob": 0.0,
    "attention_dropout": 0.0,
}


@dataclass(frozen=True, eq=False)
class Encoder:
    """A pretrained encoder.

    Args:
        name: Hub name or folder; empty for the embedded MiniLM.
        model: The module of transformers: `inputs_embeds` and mask in, hidden states out.
        pieces: Its tokenizer.
        max_tokens: The longest input it can read, special tokens included.
        width: Size of its hidden states.
    """

    name: str
    model: nn.Module
    pieces: Pieces
    max_tokens: int
    width: int


def load_encoder(name: str = "", *, dropout: float = 0.1) -> Encoder:
    """Load pretrained weights; only safetensors, and never code from the hub.

    Raises:
        UsageError: There is no such encoder, or it has no safetensors.
    """
    from transformers import AutoModel

    place = name or str(find_minilm())
    with _quietly():
        try:
            config = _config(place, dropout)
            model = AutoModel.from_pretrained(
                place,
                config=config,
                use_safetensors=True,
                attn_implementation="eager",  # on the CPU faster than sdpa at these lengths
                dtype="float32",
            )
            return _encoder(name, model, _tokenizer(place))
        except (OSError, ValueError) as error:
            raise UsageError(f"cannot load the encoder {place!r}: {error}") from error


def write_encoder(encoder: Encoder, folder: Path) -> None:
    """Write an encoder's config and tokenizer, not its weights."""
    folder.mkdir(parents=True, exist_ok=True)
    model: Any = encoder.model
    model.config.save_pretrained(folder)
    tokenizer: Any = encoder.pieces.tokenizer
    tokenizer.save_pretrained(folder)
    (folder / "name.json").write_text(json.dumps(encoder.name), encoding="utf-8")


def read_encoder(folder: Path, *, dropout: float = 0.1) -> Encoder:
    """Read what `write_encoder` wrote, with weights yet to be filled in.

    Raises:
        ModelFolderError: The folder does not hold an encoder's config and tokenizer.
    """
    from transformers import AutoModel

    with _quietly():
        try:
            config = _config(str(folder), dropout)
            model = AutoModel.from_config(config, attn_implementation="eager")
            name = json.loads((folder / "name.json").read_text(encoding="utf-8"))
            return _encoder(name, model.float(), _tokenizer(str(folder)))
        except (OSError, ValueError, KeyError) as error:
            raise ModelFolderError(
                "the encoder's config or tokenizer cannot be read", path=folder, found=str(error)
            ) from error


def _encoder(name: str, model: Any, tokenizer: Any) -> Encoder:
    if getattr(model, "pooler", None) is not None:
        model.pooler = None  # made for sentence pairs, of no use for words
    config = model.config
    longest = int(getattr(config, "max_position_embeddings", 0) or 512)
    positions = getattr(getattr(model, "embeddings", None), "position_embeddings", None)
    padding = getattr(positions, "padding_idx", None)
    if padding is not None:
        longest -= int(padding) + 1  # RoBERTa counts positions from behind the padding's
    longest = min(longest, int(tokenizer.model_max_length))
    return Encoder(name, model, Pieces(tokenizer), longest, int(config.hidden_size))


def _config(place: str, dropout: float) -> Any:
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(place, local_files_only=Path(place).is_dir())
    if getattr(config, "is_encoder_decoder", False) or not hasattr(config, "hidden_size"):
        raise UsageError(f"{place!r} is not an encoder")
    for name, share in DROPOUT.items():
        if hasattr(config, name):
            setattr(config, name, dropout * share)
    return config


def _tokenizer(place: str) -> Any:
    from transformers import AutoTokenizer

    # byte-level tokenizers (RoBERTa) read single words only with a blank before each
    return AutoTokenizer.from_pretrained(
        place, local_files_only=Path(place).is_dir(), add_prefix_space=True
    )


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keep transformers' progress bars and reports of unused weights from the terminal."""
    from transformers.utils import logging

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
