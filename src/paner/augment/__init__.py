"""Sentences to more sentences, each checked and traceable."""
