"""The parts of benchmarks/decoding.py: the subject, the sides of the comparison, the page."""
