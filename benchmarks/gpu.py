"""Models of 7 to 10 billion weights on a GPU: training, tagging, correctness; and SmolLM2.

    python benchmarks/gpu.py                     # all of it, on CUDA
    python benchmarks/gpu.py --shapes tiny       # on a CPU: whether the script runs

Weights are random in the real shapes of Qwen2.5-7B, Llama-3.1-8B and Falcon3-10B, in bfloat16; what
is read are the sentences of examples/maintenance behind their instruction. So times, passes and
memory mean something, tags do not. On CUDA the figures go to benchmarks/results/gpu.json and .md.
"""

import argparse
import gc
import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import torch
from gpu_parts.page import page
from gpu_parts.shapes import SHAPES, build, subject
from gpu_parts.tagging import equality, tagging
from gpu_parts.training import training

from paner import __version__

RESULTS = Path(__file__).parent / "results"
REAL = [name for name in SHAPES if name != "tiny"]


def main() -> None:
    """Measure what is asked for; write it down where it was a GPU."""
    options = arguments()
    device = torch.device(options.device)
    results: dict[str, Any] = {"about": about(device), "shapes": {}}
    for name in options.shapes:
        results["shapes"][name] = measure(name, device, options)
        print(json.dumps(results["shapes"][name], indent=1), flush=True)
    if device.type == "cuda" or options.write:
        options.results.mkdir(parents=True, exist_ok=True)
        text = json.dumps(results, indent=1) + "\n"
        (options.results / "gpu.json").write_text(text, "utf-8")
        (options.results / "gpu.md").write_text(page(results), "utf-8")
    if "smollm2" in options.parts:
        script = Path(__file__).parent / "llm_backbone.py"
        arms = ["--arms", "twice", "word-tag", "twice-gold", "word-tag-gold"]
        subprocess.run([sys.executable, str(script), *arms], check=True)


def measure(name: str, device: torch.device, options: argparse.Namespace) -> dict[str, Any]:
    """All parts for one shape, each with a model of its own."""
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    read = subject(max(options.sentences, options.step, *options.batches), options.kind)
    found: dict[str, Any] = {"prefix tokens": len(read.task.frame.head_ids), "dtype": str(dtype)}
    if "correctness" in options.parts:
        # in float32, where equality can be asked for; two layers of the real width tell as much
        model = build(name, device=device, dtype=torch.float32, layers=2)
        found["correctness"] = equality(model, read, min(16, options.sentences))
        del model
        _free(device)
    if "tagging" in options.parts:
        model = build(name, device=device, dtype=dtype)
        found["tagging"] = [
            row
            for batch in options.batches
            for row in tagging(
                model,
                read,
                batch=batch,
                number=max(batch, min(options.sentences, 4 * batch)),
                rounds=options.rounds,
            )
        ]
        del model
        _free(device)
    if "training" in options.parts:
        found["training"] = []
        for way in ("word-tag", "twice"):
            model = build(name, device=device, dtype=dtype)
            found["training"] += training(
                model, read, tagging=way, number=options.step, rounds=options.rounds
            )
            del model
            _free(device)
    return found


def about(device: torch.device) -> dict[str, str]:
    """Where it ran, with what."""
    cuda = device.type == "cuda"
    return {
        "device": torch.cuda.get_device_name(device) if cuda else platform.processor() or "CPU",
        "torch": torch.__version__,
        "paner": __version__,
    }


def arguments() -> argparse.Namespace:
    """What the command was called with."""
    cuda = torch.cuda.is_available()
    parts = ["correctness", "training", "tagging", "smollm2"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda" if cuda else "cpu")
    parser.add_argument("--shapes", nargs="+", default=REAL if cuda else ["tiny"], choices=SHAPES)
    parser.add_argument("--parts", nargs="+", default=parts if cuda else parts[:3], choices=parts)
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 16, 64] if cuda else [1, 2])
    parser.add_argument("--sentences", type=int, default=64 if cuda else 4)
    parser.add_argument("--step", type=int, default=32 if cuda else 4, help="sentences a step")
    parser.add_argument("--kind", default="guidelines" if cuda else "names", help="of instruction")
    parser.add_argument("--rounds", type=int, default=3 if cuda else 1)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--write", action="store_true", help="write results without a GPU, too")
    return parser.parse_args()


def _free(device: torch.device) -> None:
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
