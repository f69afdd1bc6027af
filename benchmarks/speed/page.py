"""The page benchmarks/results/tagging_speed.md."""

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from speed.records import Results, Score, Timing

__all__ = ["FLOAT32", "INT8", "LIBRARIES", "OURS", "PLAIN", "SPACY", "SPACY_TWO", "page"]

OURS, FLOAT32, INT8 = "paner, default", "paner, float32", "paner, int8"
SPACY, SPACY_TWO, PLAIN = "spaCy, efficiency", "spaCy, 2 processes", "token classifier"
SIDES = (OURS, FLOAT32, INT8, SPACY, SPACY_TWO, PLAIN)
LIBRARIES = ("torch", "transformers", "tokenizers", "spacy", "thinc", "numpy")
WANTED_SPEED, WANTED_LOSS = 400.0, 0.3  # sentences a second on 2 threads; F1 beside float32
CAVEATS = """\
- The default configuration multiplies in the fastest numbers that it finds the CPU to have
  (`precision` of `CompactConfig`; on this one: {numbers}). On another CPU it may be slower.
- The machine was shared with other work. Look at the ratios first, then at the sentences per CPU
  second, last at the sentences per second; a CPU second, too, is worth less while other work fills
  the caches.
- `spaCy, efficiency` is the pipeline of `spacy init config --lang en --pipeline ner --optimize
  efficiency`, without word vectors, stopped early on dev, given the corpus's words instead of its
  own tokenizer's. It runs on one thread whatever it is offered, so two processes are shown too:
  that row includes starting them for each domain, which a longer text would pay off, and its CPU
  seconds lie in other processes and are not counted.
- `token classifier` is transformers' `AutoModelForTokenClassification` on the same MiniLM weights:
  BIO tags, first tokens, argmax, float32, batches of 32 by length; fine-tuned on the same sentences
  with the same number of steps and batch size, at the better of the tried rates on dev. Paner
  averages the weights of its members, trainings of so many steps each; the token classifier is one.
- One seed. F1 from so few sentences varies by a point or two over seeds: smaller differences
  between taggers mean nothing. The three rows of paner share their weights, so what differs
  between them is arithmetic alone.
- No recorded or generated sentences are used here: F1 with them is in
  `benchmarks/results/compact.md`.
"""


def page(results: Results, command: str) -> str:
    """All of the page."""
    about, chosen = results.machine, results.settings
    timed = {timing.domain: timing.sentences for timing in results.timings}
    versions = ", ".join(f"{name} {about[name]}" for name in ("paner", "python", *LIBRARIES))
    made = (
        f"Command: `{command}`, {about['date']}. {versions}. {about['cpu']}, "
        f"{about['processors']} processors; load average before and after each domain: "
        f"{', '.join(map(str, about['load']))}. Seed {chosen['seed']}."
    )
    how = (
        f"All sides are trained on the first {chosen['train_sentences']} train sentences of each "
        "domain, gold only, and choose on dev. F1 is strict, on the whole test set, in per cent, "
        "by the same scorer. Times are end to end, sentence records in, entities out, everything "
        f"loaded and warm: {sum(timed.values())} test sentences of {', '.join(timed)} in "
        f"{chosen['rounds']} rounds, all sides in turns, each round beginning with another side. "
        "A ratio compares two sides in the same round; the median of the rounds is given."
    )
    parts = ["# Tagging speed on CrossNER", "", made, "", how, "", *_verdicts(results)]
    parts += ["", "## F1", "", *_score_rows(results.scores, chosen["domains"])]
    for threads in chosen["threads"]:
        title = f"## Sentences a second, {threads} thread{'s' * (threads > 1)}"
        parts += ["", title, "", *_speed_rows(results.timings, threads)]
    parts += ["", "## Training", "", *_training_rows(results.training)]
    numbers = ", ".join(about["numbers"]) or "nothing beyond float32"
    parts += ["", "## What the figures do not say", "", CAVEATS.format(numbers=numbers)]
    return "\n".join(parts)


def _verdicts(results: Results) -> Iterator[str]:
    """What was to be reached, and whether it was."""
    threads = max(results.settings["threads"])
    speed = statistics.median(_speeds(results.timings, OURS, threads))
    yield (
        f"- At least {WANTED_SPEED:.0f} sentences/s with 2 threads in the default configuration: "
        f"{speed:.0f} with {threads}, {_reached(speed >= WANTED_SPEED)}."
    )
    f1 = {(score.side, score.domain): score.f1 for score in results.scores}
    gains = [f1[OURS, domain] - f1[FLOAT32, domain] for domain in results.settings["domains"]]
    gain, worst = statistics.fmean(gains), max(gains, key=abs)
    yield (
        f"- F1 within {WANTED_LOSS} of the float32 reference: {gain:+.2f} in the mean of the "
        f"domains, {_reached(abs(gain) <= WANTED_LOSS)}; {worst:+.2f} where they differ most, "
        f"{_reached(abs(worst) <= WANTED_LOSS)}."
    )


def _reached(yes: object) -> str:
    return "reached" if yes else "**not reached** in this run"


def _score_rows(scores: Sequence[Score], domains: Sequence[str]) -> Iterator[str]:
    yield f"| side | {' | '.join(domains)} | mean | beside float32 | tagged as ours |"
    yield "| --- |" + " --- |" * (len(domains) + 3)
    reference = _mean_f1(scores, FLOAT32)
    for side in SIDES:
        of_side = {score.domain: score for score in scores if score.side == side}
        if not of_side:
            continue
        columns = " | ".join(f"{of_side[domain].f1:.2f}" for domain in domains)
        mean = _mean_f1(scores, side)
        equal = 100 * statistics.fmean(score.equal_to_ours for score in of_side.values())
        yield f"| {side} | {columns} | {mean:.2f} | {mean - reference:+.2f} | {equal:.1f} % |"


def _mean_f1(scores: Sequence[Score], side: str) -> float:
    return statistics.fmean(score.f1 for score in scores if score.side == side)


def _speed_rows(timings: Sequence[Timing], threads: int) -> Iterator[str]:
    yield "| side | median | lowest to highest | ratio to ours | per CPU second |"
    yield "| --- | --- | --- | --- | --- |"
    ours = _speeds(timings, OURS, threads)
    for side in SIDES:
        found = _speeds(timings, side, threads)
        if not found:
            continue
        ratio = statistics.median(a / b for a, b in zip(found, ours, strict=True))
        per_cpu = _speeds(timings, side, threads, cpu=True)
        cpu = f"{statistics.median(per_cpu):.0f}" if per_cpu else "-"
        middle, spread = statistics.median(found), f"{min(found):.0f} to {max(found):.0f}"
        yield f"| {side} | {middle:.0f} | {spread} | {ratio:.2f} | {cpu} |"


def _speeds(
    timings: Sequence[Timing], side: str, threads: int, *, cpu: bool = False
) -> list[float]:
    """Sentences a second over all domains, round by round."""
    rounds: dict[int, tuple[float, float]] = {}
    for timing in timings:
        seconds = timing.cpu_seconds if cpu else timing.seconds
        if (timing.side, timing.threads) == (side, threads) and seconds is not None:
            sentences, before = rounds.get(timing.round, (0.0, 0.0))
            rounds[timing.round] = sentences + timing.sentences, before + seconds
    return [sentences / seconds for _, (sentences, seconds) in sorted(rounds.items())]


def _training_rows(training: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield "| domain | paner: members, steps | classifier: steps, rate (tried) | spaCy: steps, dev |"
    yield "| --- | --- | --- | --- |"
    for domain, how in training.items():
        ours, plain, spacy = how["paner"], how["token classifier"], how["spacy"]
        columns = (
            f"{ours['members']} of {ours['steps']}",
            f"{plain['steps']}, {plain['rate']:.0e} ({plain['rates_tried']})",
            f"{spacy['steps']}, {spacy['dev_f1']:.1f}",
        )
        yield f"| {domain} | {' | '.join(columns)} |"
