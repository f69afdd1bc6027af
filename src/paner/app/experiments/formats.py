"""Table I: in which words or tags a tagger answers, and what it is told of each type."""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.configs import reads_no_prompt
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting
from paner.app.experiments.material import Material
from paner.app.experiments.telling import (
    arm_plot,
    arm_table,
    difference_table,
    paper_table,
    say_beside_paper,
    say_difference,
    say_seeds,
)

__all__ = ["FORMATS"]

GOLD = 100
SCHEMES = {
    "lossless": "word/tag, lossless",
    "word-tag": "word/tag",
    "BIO": "BIO",
    "IOBES": "IOBES",
}
TOLD = {"names": "names only", "definitions": "definitions", "guidelines": "guidelines"}
PAPERS = {
    ("BIO", "names"): "BIO",
    ("word-tag", "names"): "word/tag, no guidelines",
    ("word-tag", "guidelines"): "word/tag, guidelines",
}
PROMPTLESS = (
    "The compact backbone reads no prompt: definitions and guidelines can make no difference to it,"
    " and a format is for it nothing but a set of tags. The paper's rows are about prompts; name a"
    " language model with --backbone to repeat them."
)


def _arms(setting: Setting, _material: Material, _: Sequence[Outcome]) -> list[Arm]:
    if reads_no_prompt(setting.recipe()):
        return [
            Arm(tags, label, setting.recipe(gold=GOLD, tags=tags))
            for tags, label in SCHEMES.items()
        ]
    return [
        Arm(
            f"{tags}, {told}",
            f"{SCHEMES[tags]}, {words}",
            setting.recipe(gold=GOLD, tags=tags, tagging="word-tag", instruction=told),
            PAPERS.get((tags, told), ""),
        )
        for tags in ("BIO", "word-tag", "lossless")
        for told, words in TOLD.items()
    ]


def _findings(results: Results) -> Findings:
    compact = reads_no_prompt(results.setting.recipe())
    names = [arm.name for arm in results.arms]
    pairs = [(name, names[0]) for name in names[1:]]
    verdict = [sentence for pair in pairs for sentence in say_difference(results, *pair)]
    if compact:
        verdict.append(PROMPTLESS)
    for pair in pairs:
        verdict += say_beside_paper(results, *pair, "Table I", "Llama-3.1-8B")
    verdict += [
        (
            "The paper's values are zero-shot, on 200 test sentences a set; ours are trained on"
            f" {GOLD} sentences and scored on all."
        ),
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 by format", paper="" if compact else "Table I"),
            difference_table(results, pairs, "Differences to the first row"),
            paper_table("Table I", results.data),
        ),
        arm_plot(results),
    )


FORMATS = Experiment(
    "formats",
    "does the answer's format matter, and what the model is told of the types?",
    "Table I",
    ("crossner-ai", "crossner-literature", "crossner-music", "crossner-science"),
    _arms,
    _findings,
)
