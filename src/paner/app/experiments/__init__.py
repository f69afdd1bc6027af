"""The paper's experiments, and ours: named cells, run once each, then told in words."""
