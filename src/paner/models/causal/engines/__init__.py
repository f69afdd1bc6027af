"""Other engines than transformers in this process: servers, and vLLM."""
