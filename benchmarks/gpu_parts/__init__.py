"""The parts of benchmarks/gpu.py: models of real shapes, the two comparisons, the page."""
