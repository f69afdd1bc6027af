"""The named corpora: where each is published, its splits, checksums and licence.

No text of them is part of this package. A checksum is the SHA-256 of the file at the commit that
the address names; where a file could not be read to compute one, it is unknown (`None`).
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from paner.errors import UsageError

__all__ = ["BENCHMARKS", "BenchmarkFile", "BenchmarkSource", "Split", "benchmark_named"]

Split: TypeAlias = Literal["train", "dev", "test"]

_CROSSNER = (
    "https://raw.githubusercontent.com/zliucr/CrossNER/2e7ba2a7798c961e3f29fbc51252c5a8d40224bf"
)
_SLIMER = (
    "https://raw.githubusercontent.com/andrewzamai/SLIMER/cd212dc445e1b5d0c0b4ea901393fa2d0e7b8b14"
)
_HUB = "https://huggingface.co/datasets"

_JOINED = (
    "CrossNER's copy joins touching entities of one type: 23,429 / 5,938 / 5,628 entities in"
    " train, dev and test, where CoNLL-2003 has 23,499 / 5,942 / 5,648; figures on it are not"
    " comparable to the last digit with those on the original"
)

# SHA-256 of train, dev and test (or train and test) of each folder.
_SHA256 = {
    "crossner/ai": (
        "484217a660f52927bd5157507c22fc103b36306364329f62f80fc8acb897b187",
        "b47ffda6de5901a454a873feac1bebe782e54ce7edf9deb729cab3d769212eee",
        "7595ad386e0a98067100fe47f86811b38867a236011fee97cfaa90f778c37bcf",
    ),
    "crossner/literature": (
        "0647e403a85040742c2f4041cf002146a81aa2e13adda19d0e82a8bcd493c18b",
        "99281a51943cf7e3c2a58b3dc45c0e5ab6d329624ebf2ba6b4801c428396162f",
        "77267f8b3e8afe993865c64cfc605f65671f6a0ac9cba65de970f12180fed20e",
    ),
    "crossner/music": (
        "3774c38e0ebbeb4b98dbfae137071e4911e8764cdb7f247599009841f68d9fb5",
        "e256f1949df52a61a3bb60095a0f41c1060843f1014b0f3d22d8371611b72e78",
        "c66e345f959ac65593f76c6b1bd8c6d75f2a6f0bc197389b2e6700d101fd094c",
    ),
    "crossner/politics": (
        "1d8be31abb58463349496fe21b13d70114cf015294a9ff9cce77af9b83e8aa84",
        "4f1f30eb832f4c5fe474f67ca45e875d863bddf0bbe432262d272ef13639fa8f",
        "05cadc5e129d394f7f92b4a052cf4b6ea4c60878d32a833e500cf046c297455f",
    ),
    "crossner/science": (
        "8f6a26096cc7be6790b5790bf5f5b5c8928d8b73d4632e7d45dc8bffad0504ac",
        "87ec141c7b41b3b52ec861737c4030d65c6e53954ed3d8106baca8603bbf8f24",
        "3616d59d4d2b9dbf4c1126f8d8ba47ff97886223c95f93649bfd527343e64ced",
    ),
    "crossner/conll2003": (
        "098791b165293cac55aa60ea5395b48ed441bc962c00278aa4789dce68624bf8",
        "c8869cec4f419e7b635843aae285990581bf4685b7193c81696d87e1939f0c63",
        "18d9d738defc506ebc5d6748cb580245327ef5c4357b026d7d9ba7c6e55fe841",
    ),
    "mit/movie": (
        "54476e62b49a6e7d94ca90453d69d915b3ddd643f4dd1bc88e90925497e3e500",
        "1ea18295608a74cde6503e4db153a0d36678fad6a1f0a590ccb447592fe87556",
    ),
    "mit/restaurant": (
        "7c7922dd4704d4a488b5704f9ca7505b5940dfe43aa13143925860dd81b4c100",
        "ad8c6816b9100e8becdaa1c29ecbe2552ee214a9dffa4f1c3ce255cfa6c72efa",
    ),
}


@dataclass(frozen=True, slots=True)
class BenchmarkFile:
    """One file of a benchmark.

    Args:
        split: The split that it belongs to; several files of a split are read one after another.
        path: Where it lies in a folder of benchmarks.
        url: Where it is published.
        sha256: Checksum of the published file; `None` where it is not known.
    """

    split: Split
    path: str
    url: str
    sha256: str | None

    def to_dict(self) -> dict[str, str | None]:
        """The file as plain values for JSON."""
        return {"split": self.split, "path": self.path, "url": self.url, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class BenchmarkSource:
    """A benchmark as its authors publish it.

    Args:
        name: What `paner benchmark` calls it.
        about: What it is, in a few words.
        page: Where to read about it.
        licence: What its publishers state, and what they do not.
        schema: Where a schema for it is looked for in a folder of benchmarks.
        files: Its files.
        notes: What a reader of its figures must know; stands in every result.
    """

    name: str
    about: str
    page: str
    licence: str
    schema: str
    files: tuple[BenchmarkFile, ...]
    notes: tuple[str, ...] = ()

    def of(self, split: Split) -> list[BenchmarkFile]:
        """The files of a split, in order; none where the benchmark has no such split."""
        return [file for file in self.files if file.split == split]

    def to_dict(self) -> dict[str, object]:
        """The source as plain values for JSON."""
        return {
            "name": self.name,
            "about": self.about,
            "page": self.page,
            "licence": self.licence,
            "files": [file.to_dict() for file in self.files],
            "notes": list(self.notes),
        }


def benchmark_named(name: str) -> BenchmarkSource:
    """The benchmark of this name.

    Raises:
        UsageError: There is none.

    >>> benchmark_named("crossner-ai").files[0].path
    'crossner/ai/train.txt'
    """
    for source in BENCHMARKS:
        if source.name == name:
            return source
    names = ", ".join(source.name for source in BENCHMARKS)
    raise UsageError(f"no benchmark is named {name!r}; choose one of {names}")


def _text_files(folder: str, base: str, splits: tuple[Split, ...]) -> tuple[BenchmarkFile, ...]:
    return tuple(
        BenchmarkFile(split, f"{folder}/{split}.txt", f"{base}/{split}.txt", sha256)
        for split, sha256 in zip(splits, _SHA256[folder], strict=True)
    )


def _crossner(domain: str, about: str) -> BenchmarkSource:
    return BenchmarkSource(
        name=f"crossner-{domain}",
        about=f"CrossNER, {about}, from Wikipedia",
        page="https://github.com/zliucr/CrossNER",
        licence="MIT (the repository's)",
        schema=f"schemas/{domain}.yaml",
        files=_text_files(
            f"crossner/{domain}", f"{_CROSSNER}/ner_data/{domain}", ("train", "dev", "test")
        ),
    )


def _mit(domain: str, about: str) -> BenchmarkSource:
    return BenchmarkSource(
        name=f"mit-{domain}",
        about=f"MIT {domain}: {about}, in lower case",
        page="https://groups.csail.mit.edu/sls/downloads/",
        licence="the corpus states none; this copy lies in a repository under Apache-2.0",
        schema=f"schemas/mit_{domain}.yaml",
        files=_text_files(f"mit/{domain}", f"{_SLIMER}/data/MIT/{domain}", ("train", "test")),
        notes=("no development split is published",),
    )


def _buster() -> BenchmarkSource:
    base = f"{_HUB}/expertai/BUSTER/resolve/892b195e25da20799f12012a76de11efde5c4a28/data"
    folds: tuple[Split, ...] = ("train", "train", "train", "dev", "test")
    names = [f"FOLD_{number}-00000-of-00001.parquet" for number in range(1, 6)]
    return BenchmarkSource(
        name="buster",
        about="BUSTER: business transactions in long financial documents",
        page=f"{_HUB}/expertai/BUSTER",
        licence="Apache-2.0 (the hub page's)",
        schema="schemas/buster.yaml",
        files=tuple(
            BenchmarkFile(split, f"buster/{name}", f"{base}/{name}", None)
            for split, name in zip(folds, names, strict=True)
        ),
        notes=(
            "published in five folds: here 1 to 3 are train, 4 is dev, 5 is test (as for SLIMER)",
        ),
    )


def _pile_ner() -> BenchmarkSource:
    base = f"{_HUB}/Universal-NER/Pile-NER-type"
    revision = "18a67ca98e0300c0822a649dbf9729cdb9ea9438"
    return BenchmarkSource(
        name="pile-ner",
        about="Pile-NER-type: 45,889 passages annotated by ChatGPT, to train on",
        page=base,
        licence="CC BY-NC 4.0 and research only (UniversalNER's readme)",
        schema="schemas/pilener.jsonl",
        files=(
            BenchmarkFile(
                "train", "pilener/train.json", f"{base}/resolve/{revision}/train.json", None
            ),
        ),
        notes=("entities are strings without positions, annotated by a language model",),
    )


def _conll2003() -> BenchmarkSource:
    return BenchmarkSource(
        name="conll2003",
        about="CoNLL-2003 English, CrossNER's copy: newswire",
        page="https://www.clips.uantwerpen.be/conll2003/ner/",
        licence="MIT covers CrossNER's repository; the text is Reuters RCV1, for research only",
        schema="schemas/conll2003.yaml",
        files=_text_files(
            "crossner/conll2003", f"{_CROSSNER}/ner_data/conll2003", ("train", "dev", "test")
        ),
        notes=(_JOINED,),
    )


BENCHMARKS: tuple[BenchmarkSource, ...] = (
    _crossner("ai", "artificial intelligence"),
    _crossner("literature", "literature"),
    _crossner("music", "music"),
    _crossner("politics", "politics"),
    _crossner("science", "natural science"),
    _conll2003(),
    _mit("movie", "questions about films"),
    _mit("restaurant", "questions about restaurants"),
    _buster(),
    _pile_ner(),
)
