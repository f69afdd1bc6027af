"""The options of `paner augment` beside paraphrasing: proposals, new sentences, review."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "DecisionsFile",
    "ProposeEntities",
    "ReviewPage",
    "SecondLook",
    "SubstitutionShare",
    "Synthesize",
]

ProposeEntities = Annotated[
    int,
    typer.Option(
        "--propose-entities",
        metavar="N",
        min=0,
        help="With --llm: ask for N further mentions of each type too, kept in OUT.entities.jsonl.",
    ),
]
Synthesize = Annotated[
    int,
    typer.Option(
        "--synthesize",
        metavar="N",
        min=0,
        help="With --llm: ask for N new annotated sentences too, kept in OUT.sentences.jsonl.",
    ),
]
SecondLook = Annotated[
    bool,
    typer.Option(
        "--second-look/--no-second-look",
        help="Have the model check its own mentions and annotate its own sentences again.",
    ),
]
SubstitutionShare = Annotated[
    float,
    typer.Option(
        min=0.01,
        max=1,
        help="Probability with which an entity of a substituted copy gets another mention.",
    ),
]
ReviewPage = Annotated[
    Path | None,
    typer.Option(
        "--review",
        metavar="PAGE",
        help="Write a page (.html) on which a person can reject sentences, or tasks for Label "
        "Studio (.labelstudio.json).",
    ),
]
DecisionsFile = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="FILE",
        help="Obey a review: what its page saved, or Label Studio's JSON export.",
    ),
]
