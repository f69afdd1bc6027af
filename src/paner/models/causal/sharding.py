"""Training with weights shared out among processes (FSDP2), and the whole weights back again."""

import copy
import gc
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from paner.models.causal.network import CausalNetwork

__all__ = [
    "load_whole",
    "move_back",
    "shard_by_blocks",
    "sharded_like",
    "twin",
    "whole",
    "whole_weights",
]


def twin(network: CausalNetwork) -> CausalNetwork:
    """A network of the same values in its own modules, which may be sharded in its stead.

    The values are not copied: sharding gives the twin new ones, and leaves the network as it is.
    """
    memo: dict[int, Any] = {id(network.rows): network.rows}  # tasks are found by identity
    for parameter in network.parameters():
        memo[id(parameter)] = nn.Parameter(parameter.data, requires_grad=parameter.requires_grad)
    return copy.deepcopy(network, memo)


def shard_by_blocks(accelerator: Any, network: CausalNetwork) -> bool:
    """Let accelerate shard a network as the environment says, each transformer block by itself.

    What is no block (embeddings, the head) is used in several places, so it is whole for a step.

    Returns:
        Whether there is anything to shard: several processes.
    """
    from accelerate.utils import DistributedType, FullyShardedDataParallelPlugin
    from torch.distributed.fsdp.wrap import transformer_auto_wrap_policy

    state = accelerator.state
    plugin = getattr(state, "fsdp_plugin", None)
    if plugin is None:
        if accelerator.num_processes == 1:
            return False
        # accelerate shards on GPUs and the like only; torch can on CPUs too
        plugin = FullyShardedDataParallelPlugin(cpu_offload=False)  # it is there already
        state.distributed_type, state.fsdp_plugin = DistributedType.FSDP, plugin
    plugin.auto_wrap_policy = transformer_auto_wrap_policy
    plugin.transformer_cls_names_to_wrap = sorted(network.plain._no_split_modules or ())  # noqa: SLF001 - accelerate reads it too
    plugin.mixed_precision_policy = None  # autocast decides, as without FSDP; sums are in float32
    return True


def whole(state: Any) -> Any:
    """Tensors, alone or in dicts and lists, with the shards of all processes put together.

    All processes have to call it.
    """
    if isinstance(state, Mapping):
        return {key: whole(value) for key, value in state.items()}
    if isinstance(state, list):
        return [whole(value) for value in state]
    if not hasattr(state, "full_tensor"):
        return state
    if state.device.type != state.device_mesh.device_type:  # shards that are kept on the CPU
        state = state.to(state.device_mesh.device_type)
    return state.full_tensor()


def whole_weights(network: nn.Module) -> dict[str, Tensor]:
    """All that is trained, whole; all processes have to call it."""
    named = network.named_parameters()
    return {_plain(name): whole(p.detach()) for name, p in named if p.requires_grad}


def load_whole(network: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Set what is trained, in shards or not, from whole tensors."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(sharded_like(parameter, weights[_plain(name)]))


def sharded_like(parameter: Any, tensor: Tensor) -> Tensor:
    """This process's shard of a whole tensor, if it is of a sharded parameter's shape."""
    if not hasattr(parameter, "full_tensor") or tensor.shape != parameter.shape:
        return tensor
    from torch.distributed.tensor import distribute_tensor

    mesh = parameter.device_mesh
    shard: Tensor = distribute_tensor(tensor.to(mesh.device_type), mesh, parameter.placements)
    return shard.to(parameter.device)


def move_back(network: CausalNetwork, device: torch.device) -> None:
    """Move a network to the device that its twin was sharded to, if it is not too large for it."""
    gc.collect()  # what is left of the twin, which refers to itself
    try:
        network.to(device)
    except torch.OutOfMemoryError:
        network.to("cpu")


def _plain(name: str) -> str:
    """A parameter's name without what FSDP's activation checkpointing puts into it."""
    return name.replace("_checkpoint_wrapped_module.", "")
