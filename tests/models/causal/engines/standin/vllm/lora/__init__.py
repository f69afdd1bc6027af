"""Of vllm.lora."""
