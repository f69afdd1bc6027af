"""What a language model reads and should write: prompts, answers, and the way back."""
