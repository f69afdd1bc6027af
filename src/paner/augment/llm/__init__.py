"""Live answers of a language model: asked carefully, paid for once, kept for good."""
