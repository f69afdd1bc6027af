"""Of vllm.lora.request."""

from dataclasses import dataclass


@dataclass
class LoRARequest:
    """Of vllm.lora.request.LoRARequest."""

    lora_name: str
    lora_int_id: int
    lora_path: str
