"""The stand-in for vLLM is imported by the tests that want it, and by nobody else."""

collect_ignore = ["standin"]
