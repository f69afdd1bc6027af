"""The LLM backbone: a causal language model, fine-tuned by low-rank adapters."""
