"""The paper's values, by table, arm and data set; F1 in per cent.

Source:
    Rengarajan, Yan & Wang (2025), PANER, https://arxiv.org/abs/2510.17720.
"""

from collections.abc import Mapping

__all__ = ["PAPER", "paper_value"]

_CROSSNER = tuple(
    f"crossner-{domain}" for domain in ("ai", "literature", "music", "politics", "science")
)
_SEVEN = ("mit-movie", "mit-restaurant", *_CROSSNER)


def _rows(data: tuple[str, ...], rows: Mapping[str, str]) -> dict[str, dict[str, float]]:
    return {
        name: dict(zip(data, map(float, values.split()), strict=True))
        for name, values in rows.items()
    }


PAPER: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "Table I": _rows(
        _CROSSNER,
        {
            "BIO": "52.1 51.1 58.5 54.1 43.8",
            "word/tag, no guidelines": "59.1 67.4 72.25 70.8 66.1",
            "word/tag, guidelines": "63.9 67.2 75.3 67.8 68.7",
        },
    ),
    "Table II": _rows(
        _SEVEN,
        {
            "Llama-3.1-8B, 0+0": "43.3 30.3 59.4 61.5 68.2 62.1 62.3",
            "Llama-3.1-8B, 100+0": "45.1 35.4 61.0 67.2 75.9 70.4 70.9",
            "Llama-3.1-8B, 100+200": "64.2 39.8 64.0 77.0 80.8 73.2 72.9",
            "Qwen2.5-7B, 0+0": "50.3 33.6 46.5 54.9 53.9 54.0 49.1",
            "Qwen2.5-7B, 100+0": "54.2 25.6 57.8 63.4 70.4 64.2 65.9",
            "Qwen2.5-7B, 100+200": "65.1 38.2 59.5 73.3 79.2 70.2 75.3",
            "Falcon3-10B, 0+0": "64.5 38.1 63.7 58.8 68.6 61.8 59.4",
            "Falcon3-10B, 100+0": "63.7 37.0 67.8 67.6 82.2 72.0 77.5",
            "Falcon3-10B, 100+200": "77.5 42.8 72.7 79.0 85.3 81.3 82.3",
        },
    ),
    "Table III": {
        name: {"CrossNER average": value}
        for name, value in {
            "BERT": 64.9,
            "CDLM": 61.9,
            "DAPT": 69.6,
            "NER-BERT": 72.7,
            "PANER": 80.1,
        }.items()
    },
    "Table IV": _rows(
        _CROSSNER,
        {
            "100 gold + 200 duplicates": "60.8 67.5 72.7 68.4 64.9",
            "100 gold + 200 paraphrases": "63.9 77.1 80.2 71.9 72.7",
            "300 gold": "67.4 79.0 80.1 73.3 76.5",
        },
    ),
    "Table V": {
        name: {"conll2003": value}
        for name, value in {
            "gold 100": 50.57,
            "gold 200": 74.64,
            "gold 400": 81.85,
            "label-wise replacement 100": 61.34,
            "label-wise replacement 200": 76.82,
            "label-wise replacement 400": 84.62,
            "MLM-Entity 100": 61.22,
            "MLM-Entity 200": 79.16,
            "MLM-Entity 400": 83.82,
            "DAGA 100": 68.06,
            "DAGA 200": 79.11,
            "DAGA 400": 84.36,
            "MELM 100": 75.21,
            "MELM 200": 82.91,
            "MELM 400": 85.73,
            "PANER 100": 80.52,
            "PANER 200": 85.74,
            "PANER 400": 88.11,
        }.items()
    },
    "Table VI": {
        name: {"average of seven": value}
        for name, value in {
            "ChatGPT-3.5": 47.5,
            "InstructUIE 11B": 47.3,
            "SLIMER 7B": 54.0,
            "GoLLIE 7B": 58.4,
            "PANER-Qwen2.5": 60.5,
            "GLiNER-L": 60.9,
            "PANER-Llama-3.1": 61.7,
            "UniNER 7B": 61.8,
            "PANER-Falcon3": 64.8,
            "GNER-LLaMA": 66.1,
            "GNER-T5-xxl": 69.1,
        }.items()
    },
    "Table VII": {
        name: {"buster": value}
        for name, value in {
            "GNER-LLaMA": 23.58,
            "GLiNER-L": 26.57,
            "GoLLIE": 27.68,
            "GNER-T5": 27.88,
            "PANER-Falcon3": 33.63,
            "UniNER": 37.82,
            "SLIMER": 45.27,
        }.items()
    },
}


def paper_value(table: str, row: str, data: str) -> float | None:
    """One value, where the paper has it.

    >>> paper_value("Table IV", "300 gold", "crossner-music")
    80.1
    """
    return PAPER.get(table, {}).get(row, {}).get(data)
