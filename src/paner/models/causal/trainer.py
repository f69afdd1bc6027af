"""The trainer of transformers, taught rows of a shared prefix and checkpoints without the base."""

import pickle
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch.utils.data import Dataset, SequentialSampler
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from paner.errors import ModelFolderError, first_line
from paner.models.causal.batches import row_batch
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import NO_LOSS, Example
from paner.models.causal.network import CausalNetwork
from paner.models.causal.processes import num_processes, uses_fsdp
from paner.models.causal.sharding import (
    load_whole,
    shard_by_blocks,
    sharded_like,
    whole,
    whole_weights,
)

__all__ = ["RowDataset", "RowTrainer", "training_arguments"]

TRAINED, OPTIMIZER, SCHEDULER = "model.safetensors", "optimizer.pt", "scheduler.pt"
Progress = Callable[[int, int, float], None]


@dataclass(frozen=True, eq=False)
class RowDataset(Dataset[Mapping[str, Any]]):
    """All rows of a training in order; each makes the same tensors whenever it is asked for.

    Where several processes train, rows without targets make up for what the last step lacks.

    Args:
        rows: The examples of each row.
        forget: Share of known mentions to pass over.
        seed: Which ones.
    """

    rows: Sequence[Sequence[Example]]
    forget: float
    seed: int

    def __len__(self) -> int:
        return len(self.rows) + -len(self.rows) % num_processes()

    def __getitem__(self, index: int) -> Mapping[str, Any]:
        rng = random.Random(f"{self.seed}/{index}")
        row = self.rows[min(index, len(self.rows) - 1)]
        inputs = row_batch(row, forget=self.forget, rng=rng).inputs()
        if index < len(self.rows):
            return inputs
        return {**inputs, "labels": torch.full_like(inputs["labels"], NO_LOSS)}


class RowTrainer(Trainer):  # type: ignore[misc]  # transformers is not typed
    """A trainer of `CausalNetwork`.

    Args:
        network: What to train.
        rows: On what.
        config: Rates and betas are taken from it.
        arguments: Of transformers.
        progress: Called after each step.
    """

    def __init__(
        self,
        network: CausalNetwork,
        rows: RowDataset,
        *,
        config: CausalConfig,
        arguments: TrainingArguments,
        progress: Progress | None = None,
    ) -> None:
        self._config, self._network = config, network
        super().__init__(
            model=network,
            args=arguments,
            train_dataset=rows,
            data_collator=lambda made: made[0],
            callbacks=[_Teller(progress), _HeadAtRest(rows)],
        )
        self.remove_callback(PrinterCallback)  # it writes to stdout, where results go

    optimizer: torch.optim.Optimizer | None

    def create_accelerator_and_postprocess(self) -> None:
        """Set FSDP up, where it is asked for."""
        super().create_accelerator_and_postprocess()
        if uses_fsdp():
            self.is_fsdp_enabled = shard_by_blocks(self.accelerator, self._network)

    def compute_loss(self, *given: Any, **more: Any) -> Any:
        """The loss; accelerate does not see to lower precision where it shards."""
        if not (self.is_fsdp_enabled and self.args.bf16):
            return super().compute_loss(*given, **more)
        with torch.autocast(self.args.device.type, torch.bfloat16):
            return super().compute_loss(*given, **more)

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW: the head learns faster than the adapters."""
        if self.optimizer is None:
            config, network = self._config, self.model if model is None else model
            head, adapters = list[torch.nn.Parameter](), list[torch.nn.Parameter]()
            for name, parameter in network.named_parameters():
                if parameter.requires_grad:
                    (head if "head." in name and "lora_" not in name else adapters).append(
                        parameter
                    )
            groups = [
                {"params": adapters, "lr": config.learning_rate},
                {"params": head, "lr": config.head_learning_rate},
            ]
            self.optimizer = torch.optim.AdamW(
                [group for group in groups if group["params"]],
                betas=config.betas,
                weight_decay=config.weight_decay,
            )
        return self.optimizer

    def _get_train_sampler(self, _: Any = None) -> SequentialSampler:
        return SequentialSampler(self.train_dataset)  # rows were shuffled when they were drawn

    def save_model(self, output_dir: str | None = None, *given: Any, **more: Any) -> None:
        """Write what is trained, not the base; shards are put together."""
        if not self.is_fsdp_enabled:
            super().save_model(output_dir, *given, **more)
            return
        weights = whole_weights(self.model)
        if self.args.should_save:
            self._save(output_dir, weights)

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        """Write what is trained, not the base."""
        folder = Path(output_dir or self.args.output_dir)
        folder.mkdir(parents=True, exist_ok=True)
        weights = whole_weights(self.model) if state_dict is None else state_dict
        save_file({name: t.contiguous() for name, t in weights.items()}, folder / TRAINED)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        network = self.model if model is None else model
        with _damage_named(resume_from_checkpoint):
            load_whole(network, load_file(Path(resume_from_checkpoint) / TRAINED))

    def _save_optimizer_and_scheduler(self, output_dir: str) -> None:
        """Write the same files as without FSDP, which would save the base too."""
        if not self.is_fsdp_enabled:
            super()._save_optimizer_and_scheduler(output_dir)
            return
        state = whole(self.optimizer.state_dict())  # type: ignore[union-attr]  # it was created
        if self.args.should_save:
            torch.save(state, Path(output_dir) / OPTIMIZER)
            torch.save(self.lr_scheduler.state_dict(), Path(output_dir) / SCHEDULER)

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        if checkpoint is None:
            super()._load_optimizer_and_scheduler(checkpoint)
            return
        with _damage_named(checkpoint):
            if self.is_fsdp_enabled:
                self._load_into_shards(checkpoint)
            else:
                super()._load_optimizer_and_scheduler(checkpoint)

    def _load_into_shards(self, checkpoint: str) -> None:
        state = torch.load(Path(checkpoint) / OPTIMIZER, map_location="cpu", weights_only=True)
        groups = self.optimizer.param_groups  # type: ignore[union-attr]  # it was created
        parameters = [parameter for group in groups for parameter in group["params"]]
        for number, parts in state["state"].items():
            for name, part in parts.items():
                parts[name] = sharded_like(parameters[number], part)
        self.optimizer.load_state_dict(state)  # type: ignore[union-attr]  # it was created
        schedule = torch.load(Path(checkpoint) / SCHEDULER, weights_only=True)
        self.lr_scheduler.load_state_dict(schedule)


@contextmanager
def _damage_named(checkpoint: str) -> Iterator[None]:
    """Say of a checkpoint that it cannot be read, in place of what its readers say."""
    unreadable = (SafetensorError, pickle.UnpicklingError, OSError, EOFError)
    try:
        yield
    except (*unreadable, RuntimeError, ValueError, KeyError) as error:
        raise ModelFolderError(
            "the checkpoint is damaged",
            path=checkpoint,
            found=first_line(error),
            expected="a whole one; without this folder training goes on from the one before",
        ) from error


class _Teller(TrainerCallback):  # type: ignore[misc]  # transformers is not typed
    """Tells of each step."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def on_log(self, _: Any, state: Any, __: Any, logs: Any = None, **___: Any) -> None:
        """Pass a step's loss on."""
        if self._progress is not None and logs and "loss" in logs and state.is_world_process_zero:
            self._progress(state.global_step, state.max_steps, float(logs["loss"]))


class _HeadAtRest(TrainerCallback):  # type: ignore[misc]  # transformers is not typed
    """Leaves the head alone in steps of other tasks: several processes have zeros for gradients."""

    def __init__(self, dataset: RowDataset) -> None:
        self._rows = dataset.rows

    def on_pre_optimizer_step(
        self, arguments: Any, state: Any, _: Any, model: Any = None, **__: Any
    ) -> None:
        """Drop gradients that one process would not have."""
        size = arguments.gradient_accumulation_steps * arguments.world_size
        rows = self._rows[state.global_step * size :][:size]
        if model.head is not None and not any(row[0].task.own for row in rows):
            for parameter in model.head.parameters():
                parameter.grad = None


def training_arguments(
    config: CausalConfig, *, steps: int, folder: Path, keep: bool, seed: int, device: torch.device
) -> TrainingArguments:
    """The arguments of transformers for a training.

    Args:
        config: All settings.
        steps: Optimiser steps.
        folder: Where checkpoints go.
        keep: Whether there shall be any.
        seed: For what the trainer draws.
        device: Where it trains.
    """
    from paner.models.causal.precision import multiplies_in

    arguments = TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=1,  # a row
        gradient_accumulation_steps=config.accumulate,
        lr_scheduler_type="cosine",
        warmup_steps=round(config.warmup * steps),
        max_grad_norm=config.clip,
        learning_rate=config.learning_rate,
        bf16=multiplies_in(config.precision, device) == torch.bfloat16,
        use_cpu=device.type == "cpu",
        remove_unused_columns=False,
        label_names=["labels"],
        logging_strategy="steps",
        logging_steps=1,
        logging_nan_inf_filter=False,
        report_to="none",
        disable_tqdm=True,
        save_strategy="steps" if keep else "no",
        save_steps=config.checkpoint_steps,
        save_total_limit=2,
        seed=seed,
        data_seed=seed,
        dataloader_pin_memory=False,
        ddp_backend=_backend(device),
        ddp_find_unused_parameters=False,
    )
    arguments._n_gpu = min(1, arguments.n_gpu)  # noqa: SLF001 - rows cannot be torn apart
    return arguments


def _backend(device: torch.device) -> str | None:
    """What several processes talk through, where there are several on CPUs."""
    return "gloo" if num_processes() > 1 and device.type == "cpu" else None
