"""Taggers: the only layer that knows torch."""
