import shutil
from pathlib import Path

import pytest

from paner.data.benchmark_sources import BENCHMARKS, benchmark_named
from paner.data.benchmarks import file_sha256, load_benchmark
from paner.errors import DataError, UsageError

BIO = "Ann\tB-person\nLee\tI-person\nsmiled\tO\n\n"
OTHER = "Oslo\tB-location\nsleeps\tO\n\n"
TOUCHING = "Ann\tB-person\nBob\tB-person\nran\tO\n\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a benchmark of five sentences, in place of crossner-ai's files."""
    folder = tmp_path / "crossner" / "ai"
    folder.mkdir(parents=True)
    (folder / "train.txt").write_text(BIO, "utf-8")
    (folder / "dev.txt").write_text(OTHER, "utf-8")
    (folder / "test.txt").write_text(BIO + TOUCHING + TOUCHING, "utf-8")
    return tmp_path


def test_every_benchmark_names_its_source_licence_and_test_split_or_says_what_it_is_for() -> None:
    assert len({source.name for source in BENCHMARKS}) == len(BENCHMARKS)
    for source in BENCHMARKS:
        assert source.page.startswith("https://")
        assert source.licence
        assert all(file.url.startswith("https://") for file in source.files)
        assert source.of("train")
        assert bool(source.of("test")) != ("to train on" in source.about)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"crossner-ai, .*mit-movie"):
        benchmark_named("crossner")


def test_leaks_repetitions_and_touching_entities_are_warnings(small: Path) -> None:
    found = load_benchmark("crossner-ai", small)

    assert [len(split) for split in (found.train, found.dev, found.test)] == [1, 1, 3]
    assert "test: 1 sentences also stand in train" in found.warnings
    assert "test: 1 sentences repeat an earlier one" in found.warnings
    assert any("test: 2 sentences have touching" in warning for warning in found.warnings)
    assert not any("dev:" in warning for warning in found.warnings)


def test_a_file_that_is_not_the_published_one_is_a_warning(small: Path) -> None:
    found = load_benchmark("crossner-ai", small)

    assert "crossner/ai/train.txt differs from the published file (SHA-256)" in found.warnings


def test_a_schema_is_found_where_the_folder_has_one(small: Path) -> None:
    assert load_benchmark("crossner-ai", small).schema is None
    (small / "schemas").mkdir()
    (small / "schemas" / "ai.yaml").write_text("- name: person\n", "utf-8")

    assert load_benchmark("crossner-ai", small).schema == small / "schemas" / "ai.yaml"


def test_a_missing_split_says_how_to_get_it(small: Path) -> None:
    shutil.rmtree(small / "crossner")

    with pytest.raises(DataError, match="paner benchmark fetch crossner-ai"):
        load_benchmark("crossner-ai", small)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "sizes", "warning"),
    [
        ("crossner-ai", [100, 350, 431], "test: 4 sentences also stand in dev"),
        ("crossner-literature", [100, 400, 416], "test: 4 sentences have touching"),
        ("crossner-music", [100, 380, 465], "test: 6 sentences also stand in train"),
        ("crossner-science", [200, 450, 543], "test: 15 sentences also stand in dev"),
        ("mit-movie", [9775, 0, 2443], "no development split"),
    ],
)
def test_the_public_files_are_the_published_ones_with_their_known_faults(
    name: str, sizes: list[int], warning: str, data_dir: Path
) -> None:
    found = load_benchmark(name, data_dir)

    assert [len(split) for split in (found.train, found.dev, found.test)] == sizes
    assert any(warning in text for text in found.warnings)
    assert not any("differs from the published" in text for text in found.warnings)
    assert found.schema is not None


@pytest.mark.data
def test_the_conll_copy_has_as_many_entities_as_its_note_says(data_dir: Path) -> None:
    found = load_benchmark("conll2003", data_dir)

    assert found.source.notes[0] in found.warnings
    counts = [sum(len(s.entities) for s in split) for split in (found.train, found.dev, found.test)]

    stated = " / ".join(f"{count:,}" for count in counts)
    assert stated in found.source.notes[0]
    assert not any("touching entities of one type, which" in text for text in found.warnings)


def test_checksums_are_sha256(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")

    digest = file_sha256(tmp_path / "abc")

    # The example of FIPS 180-2, appendix B.1.
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
