"""Tiny encoders with random weights, and a few sentences to learn by heart."""

import string
from pathlib import Path

import pytest
import torch
from tests.models.marked import sentence
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from tokenizers.trainers import BpeTrainer
from transformers import (
    BertConfig,
    BertModel,
    DebertaV2Config,
    DebertaV2Model,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaModel,
)

from paner.data.sentence import Sentence

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SHAPE = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "vocab_size": 400,
    "initializer_range": 0.1,  # random features that differ are learnt from sooner
}


@pytest.fixture(scope="session")
def sentences() -> list[Sentence]:
    """Four sentences; in the last, two persons touch."""
    return [
        sentence("[Ada Lovelace|person] worked in [London|city] with [Charles Babbage|person] ."),
        sentence("The pump of [Hall 3|place] leaks near valve [V-12|part]"),
        sentence("Nothing of note happened here today ."),
        sentence("Call [Ann Lee|person] [Bob Ray|person] in [Oslo|city] !"),
    ]


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of 2 layers that knows letters, reading at most 40 tokens."""
    vocabulary = {token: index for index, token in enumerate(SPECIAL)}
    for letter in string.ascii_lowercase + string.digits + string.punctuation:
        vocabulary.setdefault(letter, len(vocabulary))
        vocabulary.setdefault(f"##{letter}", len(vocabulary))
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    folder = tmp_path_factory.mktemp("tiny-bert")
    _save_tokenizer(tokenizer, folder, model_max_length=512)
    torch.manual_seed(1)
    config = BertConfig(**SHAPE, max_position_embeddings=40)
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_roberta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A RoBERTa of 2 layers with byte-level tokens, reading at most 40 of them."""
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(["the city of London and the person in it"] * 3, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    folder = tmp_path_factory.mktemp("tiny-roberta")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
    ).save_pretrained(folder)
    torch.manual_seed(1)
    config = RobertaConfig(**SHAPE, max_position_embeddings=42, pad_token_id=1)
    RobertaModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_deberta(tiny_bert: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DeBERTa of 2 layers with the tokenizer of the tiny BERT."""
    folder = tmp_path_factory.mktemp("tiny-deberta")
    _save_tokenizer(
        Tokenizer.from_file(str(tiny_bert / "tokenizer.json")), folder, model_max_length=512
    )
    torch.manual_seed(1)
    config = DebertaV2Config(
        **SHAPE, relative_attention=True, position_biased_input=False, pos_att_type=["p2c", "c2p"]
    )
    DebertaV2Model(config).save_pretrained(folder)
    return folder


def _save_tokenizer(tokenizer: Tokenizer, folder: Path, *, model_max_length: int) -> None:
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=model_max_length,
    ).save_pretrained(folder)
