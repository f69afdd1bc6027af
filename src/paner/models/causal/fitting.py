"""Training the adapters and the head: once, or several times from one start, then averaged."""

import dataclasses
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from paner.data.sentence import Sentence
from paner.models.causal.base import Base
from paner.models.causal.checkpoints import chance_kept, check_run, last_checkpoint
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example, Pieces, Task
from paner.models.causal.lora import attach_lora, checkpoint_activations
from paner.models.causal.mixed import mixed_rows, spread
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.prefix import use_shared_prefix
from paner.models.causal.processes import num_processes, process_device, uses_fsdp
from paner.models.causal.sharding import move_back, twin, whole_weights
from paner.models.causal.twice import tag_rows
from paner.models.compact.mixture import Source, draw_batches
from paner.models.compact.soup import Progress
from paner.schema.entity_types import Schema

__all__ = ["Others", "Trained", "train_members"]


@dataclass(frozen=True, slots=True, eq=False)
class Others:
    """Sentences of a base corpus, and what their labels mean."""

    sentences: Sequence[Sentence] = ()
    schema: Schema | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What is trained, and how.

    Args:
        base: The language model.
        task: The task that it is trained for.
        config: All settings.
        seed: Where chance starts.
        checkpoints: Where checkpoints are kept, if they are.
    """

    base: Base
    task: Task
    config: CausalConfig
    seed: int
    checkpoints: Path | None = None


def train_members(
    trained: Trained,
    sources: Sequence[Source[Example]],
    others: Others,
    progress: Progress | None,
) -> tuple[CausalNetwork, list[float]]:
    """Train all members from the same start, and take the mean of their weights.

    Returns:
        The network, and the loss of each step, mean of the members.
    """
    config, members = trained.config, trained.config.members
    network = _network(trained.base, trained.task, config)
    if uses_fsdp():
        network.to("cpu")  # a GPU need not hold all of it
    start = {name: t.clone() for name, t in _weights(network).items()}
    total = {name: torch.zeros_like(t) for name, t in start.items()}
    losses: list[list[float]] = []
    for number in range(members):
        rng = random.Random(f"{trained.seed}/{number}")
        own = _rows(sources, config, rng)
        mixed = mixed_rows(
            list(others.sentences),
            others.schema,
            trained.base.tokenizer,
            config,
            num_own=len(own),
            rng=rng,
        )
        network.rows = _tag_rows(trained.base, {row[0].task for row in mixed}, config)
        _put(network, start)
        member = dataclasses.replace(trained, checkpoints=_folder(trained, number))
        tell = _counted(progress, number, members)
        losses.append(_fit(network, spread(own, mixed, rng), member, tell))
        for name, weights in _weights(network).items():
            total[name] += weights.to(total[name].device) / members
    if members > 1:
        _put(network, total)
    network.rows = {}
    if uses_fsdp():
        move_back(network, process_device())
    return network.eval(), [sum(step) / len(step) for step in zip(*losses, strict=True)]


def _network(base: Base, task: Task, config: CausalConfig) -> CausalNetwork:
    """The base with new adapters, and with a head that starts from the tags' names."""
    use_shared_prefix(base.model)
    head = None
    if config.tagging == "twice":
        known = 0 if task.gazetteer is None else len(task.gazetteer.labels)
        rows = tag_rows(base.model, Pieces(base.tokenizer), task.schema, task.tag_set)
        head = TagHead(rows, num_known=known, shape_features=config.shape_features)
    adapted = attach_lora(base.model, config.lora)
    if config.checkpoint_activations:
        checkpoint_activations(base.model)
    return CausalNetwork(adapted, head)


def _tag_rows(base: Base, tasks: set[Task], config: CausalConfig) -> dict[Task, Tensor]:
    """What scores the tags of tasks that have no head of their own."""
    if config.tagging != "twice":
        return {}
    pieces = Pieces(base.tokenizer)
    return {task: tag_rows(base.model, pieces, task.schema, task.tag_set) for task in tasks}


def _rows(
    sources: Sequence[Source[Example]], config: CausalConfig, rng: random.Random
) -> list[list[Example]]:
    """The rows of all steps, sources mixed by their shares."""
    steps = config.num_steps(sum(len(source.rows) for source in sources if source.share))
    rows = steps * config.accumulate * num_processes()
    drawn = draw_batches(sources, steps=rows, batch_size=config.batch_size, rng=rng)
    return [[example.draw(rng) for example in row] for row in drawn]


def _fit(
    network: CausalNetwork,
    rows: Sequence[Sequence[Example]],
    trained: Trained,
    progress: Progress | None,
) -> list[float]:
    """Train a network in place; the loss of each step."""
    from paner.models.causal.trainer import RowDataset, RowTrainer, training_arguments

    config, seed, kept = trained.config, trained.seed, trained.checkpoints
    with _scratch(kept) as folder, chance_kept():
        if kept is not None:
            check_run(kept, config, seed, rows, trained.base.fingerprint)
        arguments = training_arguments(
            config,
            steps=-(-len(rows) // (config.accumulate * num_processes())),
            folder=folder,
            keep=kept is not None,
            seed=seed,
            device=process_device() if uses_fsdp() else network.device,
        )
        learner = twin(network) if uses_fsdp() else network
        dataset = RowDataset(rows, config.forget_known, seed)
        trainer = RowTrainer(
            learner, dataset, config=config, arguments=arguments, progress=progress
        )
        trainer.train(resume_from_checkpoint=last_checkpoint(kept))
    if learner is not network:
        _put(network, whole_weights(learner))
    return [float(entry["loss"]) for entry in trainer.state.log_history if "loss" in entry]


def _weights(network: CausalNetwork) -> dict[str, Tensor]:
    """All that is trained."""
    return {n: p.detach() for n, p in network.named_parameters() if p.requires_grad}


def _put(network: CausalNetwork, weights: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name in weights:
                parameter.copy_(weights[name])


def _folder(trained: Trained, number: int) -> Path | None:
    """Where a member's checkpoints go."""
    folder = trained.checkpoints
    if folder is None or trained.config.members == 1:
        return folder
    return folder / f"member-{number}"


def _counted(progress: Progress | None, number: int, members: int) -> Progress | None:
    """Count the steps of all members."""
    if progress is None:
        return None
    return lambda done, steps, loss: progress(number * steps + done, members * steps, loss)


@contextmanager
def _scratch(folder: Path | None) -> Iterator[Path]:
    """A folder that stays, or one that goes."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)
