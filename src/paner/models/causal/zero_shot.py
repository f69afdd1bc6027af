"""Any schema, without training for it: its prompt, its tags, and rows of its tags' names as head.

A trained model goes on with what it learnt besides labels: to mark entities, where they begin and
end, how sure it may be. A model that was never trained has its language alone.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

import torch

from paner.models.causal.base import Base
from paner.models.causal.chat import frame_of
from paner.models.causal.config import CausalConfig
from paner.models.causal.configured import configured_base
from paner.models.causal.examples import Pieces, Task
from paner.models.causal.model import CausalModel
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.parts import PartedModel, schema_parts
from paner.models.causal.prefix import use_shared_prefix
from paner.models.causal.prompts import prompt_text
from paner.models.causal.twice import tag_rows
from paner.models.confidence import Calibration
from paner.models.tags import TagSet
from paner.models.transitions import carried_over, uniform_transitions
from paner.schema.entity_types import Schema

__all__ = ["for_schema", "zero_shot_model"]


def for_schema(model: CausalModel, schema: Schema) -> CausalModel | PartedModel:
    """A trained model for another schema, in parts where no prompt has room for all of it.

    Raises:
        UsageError: There are no types, or one type's description alone is over the budget.
    """
    model = model.made_of or model
    if schema == model.schema:
        return model
    return _in_parts(schema, model.tokenizer, model.config, lambda part: _retold(model, part))


def zero_shot_model(
    schema: Schema, config: CausalConfig, *, base: Base | None = None
) -> CausalModel | PartedModel:
    """A language model as it is, told what to find.

    Args:
        schema: What to find.
        config: The base, how it tags, and what it is told of each type.
        base: The language model, where it is loaded already.

    Raises:
        LanguageModelError: The base cannot be loaded.
        UsageError: There are no types, or one type's description alone is over the budget.
    """
    loaded = base or configured_base(config)
    use_shared_prefix(loaded.model)
    return _in_parts(schema, loaded.tokenizer, config, lambda part: _told(loaded, part, config))


def _in_parts(
    schema: Schema, tokenizer: Any, config: CausalConfig, make: Callable[[Schema], CausalModel]
) -> CausalModel | PartedModel:
    models = tuple(make(part) for part in schema_parts(schema, tokenizer, config))
    return models[0] if len(models) == 1 else PartedModel(schema, models)


def _retold(model: CausalModel, schema: Schema) -> CausalModel:
    """The trained model with another prompt, tags and head; it knows no mentions of the new."""
    text = prompt_text(schema, model.config)
    marked = [name for name in model.tag_set.boundary_labels if name in schema.names]
    tag_set = TagSet(tuple(schema.names), tuple(marked))
    task = Task(schema, tag_set, frame_of(model.tokenizer, text))
    head = _head(model, task) if model.config.tagging == "twice" else None
    return dataclasses.replace(
        model,
        network=CausalNetwork(model.network.model, head).eval(),
        instruction=text,
        task=task,
        transitions=carried_over(model.transitions, model.tag_set, tag_set),
        made_of=model,
    )


def _head(model: CausalModel, task: Task) -> TagHead:
    """A head for other tags: learnt rows where a label was learnt, else rows of the names.

    The latter are moved as training moved the former on average: away from outside. A model that
    learnt from a base corpus, too, scored its labels by the rows of the names alone, and does so
    here unless it was trained for all the labels.
    """
    trained, pieces = model.network.head, Pieces(model.tokenizer)
    new = tag_rows(model.network.plain, pieces, task.schema, task.tag_set)
    number = {name: index for index, name in enumerate(model.tag_set.names)}
    foreign = [index for index, name in enumerate(task.tag_set.names) if name not in number]
    if trained is None or (foreign and model.summary.get("mixed")):
        return TagHead(new)
    head = TagHead(new, shape_features=trained.shapes_out is not None).to(trained.weight.device)
    old = tag_rows(model.network.plain, pieces, model.schema, model.tag_set)
    labels = slice(1, 1 + len(model.tag_set.labels))
    with torch.no_grad():
        head.weight.add_((trained.weight - old)[labels].mean(0))
        head.bias.add_(trained.bias[labels].mean())
        for index, name in enumerate(task.tag_set.names):
            if name in number:
                head.weight[index] = trained.weight[number[name]]
                head.bias[index] = trained.bias[number[name]]
        if head.shapes_out is not None and trained.shapes_out is not None:
            head.shapes_out.copy_(trained.shapes_out)
    return head


def _told(base: Base, schema: Schema, config: CausalConfig) -> CausalModel:
    """The base with a prompt, tags, and rows that score them."""
    text = prompt_text(schema, config)
    lossless = config.tagging == "word-tag" and config.tag_format == "word-tag-lossless"
    names = tuple(schema.names)
    tag_set = TagSet(names, names if lossless else ())  # the prompt tells of marks there
    head = None
    if config.tagging == "twice":
        head = TagHead(tag_rows(base.model, Pieces(base.tokenizer), schema, tag_set))
    return CausalModel(
        CausalNetwork(base.model, head).eval(),
        base.tokenizer,
        base.name,
        base.fingerprint,
        text,
        Task(schema, tag_set, frame_of(base.tokenizer, text)),
        uniform_transitions(tag_set),
        config.transition_weight,
        Calibration(),
        config,
        {"base": base.name, "tagging": config.tagging, "steps": 0},
    )
