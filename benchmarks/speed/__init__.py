"""The parts of benchmarks/tagging_speed.py: two other taggers, the records, the page."""
