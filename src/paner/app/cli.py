"""The command line: parse, call, show."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from paner import __version__
from paner.app import engine_options as engines
from paner.app import further_options as further
from paner.app import live_options as options
from paner.app.benchmark_cli import benchmark_app
from paner.app.export_cli import export_app
from paner.app.reading import Reading
from paner.data.formats.format import Overlaps
from paner.data.schemes import Repair
from paner.errors import PanerError, UsageError
from paner.instruct.kinds import InstructionKind, TagFormat

# what an experiment's config.toml says
_OF_A_SETTING = ("data", "backbone", "seeds", "steps", "members", "dev_limit", "model", "pool")

app = typer.Typer(
    help="Named entity recognition from about a hundred annotated sentences.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
schema_app = typer.Typer(
    help="Work on a schema: what each entity type means.", no_args_is_help=True
)
app.add_typer(schema_app, name="schema")
app.add_typer(export_app, name="export")

prepare_app = typer.Typer(
    help="Make a base corpus to learn the task from, and mix it with a domain's sentences.",
    no_args_is_help=True,
)
app.add_typer(prepare_app, name="prepare")
prompt_app = typer.Typer(help="Look at what a language model is told to do.", no_args_is_help=True)
app.add_typer(prompt_app, name="prompt")
app.add_typer(benchmark_app, name="benchmark")

Data = Annotated[
    str,
    typer.Argument(metavar="DATA", help="An annotated file, in any format that `convert` reads."),
]
Format = Annotated[
    str | None, typer.Option("--format", help="Read as this format instead of detecting it.")
]
OverlapRule = Annotated[
    Overlaps,
    typer.Option(
        "--overlaps", help="Nested or overlapping spans: `error`, or `longest` keeps the longest."
    ),
]
Scheme = Annotated[
    str | None,
    typer.Option(
        "--scheme", help="BIO, IOB1, IOBES or BILOU, where tags should not be told by themselves."
    ),
]
RepairRule = Annotated[
    Repair,
    typer.Option(
        "--repair",
        help="Tags that break their scheme: `conlleval` mends them as that script does, `discard` "
        "leaves out what they tag, as seqeval's strict mode does.",
    ),
]
Resamples = Annotated[
    int, typer.Option(min=0, help="Bootstrap resamples behind the intervals; 0 is none.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
SchemaFile = Annotated[
    Path | None, typer.Option("--schema", help="YAML: each type with definition and guidelines.")
]


@app.callback(invoke_without_command=True)
def _paner(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        sys.stdout.write(f"paner {__version__}\n")
        raise typer.Exit


@app.command("inspect")
def inspect_command(
    data: Data,
    against: Annotated[
        list[str] | None,
        typer.Option(help="Another split to look for leaked sentences in; may be repeated."),
    ] = None,
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
    as_json: AsJson = False,
) -> None:
    """Count what is in a corpus and look for what usually goes wrong."""
    from paner.app.commands import inspect_data

    inspect_data(
        data, against or [], reading=Reading(format_name, overlaps, scheme), as_json=as_json
    )


@app.command("convert")
def convert_command(
    data: Data,
    out: Annotated[str, typer.Argument(metavar="OUT", help="The file to write, or - for stdout.")],
    to: Annotated[
        str | None, typer.Option(help="Write this format instead of the one OUT's suffix names.")
    ] = None,
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
) -> None:
    """Convert annotated text from any format to any other."""
    from paner.app.commands import convert

    convert(data, out, to=to, reading=Reading(format_name, overlaps, scheme))


@schema_app.command("draft")
def schema_draft_command(
    data: Data,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The YAML file to write; stdout without it.")
    ] = None,
    llm: options.Url = "",
    model: options.Model = "",
    local: options.Local = "",
    key_env: options.KeyVariable = "",
    language: options.Language = "",
    domain: options.Domain = "",
    journal: options.JournalFile = None,
    timeout: options.Timeout = 120,
    max_requests: options.MaxRequests = None,
    max_tokens: options.MaxTokens = None,
    max_cost: options.MaxCost = None,
    prices: options.PriceTable = None,
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
) -> None:
    """Write a schema with examples of each type from the data; --llm drafts definitions, too."""
    from paner.app.commands import draft

    reading = Reading(format_name, overlaps, scheme)
    if not (llm or local):
        draft(data, out, reading=reading)
        return
    if journal is None and out is None:
        raise UsageError("writing to stdout needs --journal FILE, where answers are kept")
    from paner.app.drafting import draft_live
    from paner.app.live import Live
    from paner.augment.languages import language_name
    from paner.augment.llm.budget import Caps, read_prices
    from paner.augment.llm.paraphrase_settings import ParaphraseSettings

    live = Live(
        journal or Path(f"{out}.journal"),
        url=llm,
        model=model,
        local=local,
        key_variable=key_env,
        timeout=timeout,
        asking=ParaphraseSettings(language=language_name(language), domain=domain),
        caps=Caps(max_requests, max_tokens, max_cost),
        prices=None if prices is None else read_prices(prices, model or local),
    )
    draft_live(data, out, live, reading=reading)


@app.command("augment")
def augment_command(
    data: Data,
    out: Annotated[str, typer.Option("-o", "--out", help="The file of augmented sentences.")],
    schema: SchemaFile = None,
    recorded: Annotated[
        list[Path] | None,
        typer.Option(
            help="Recorded answers of a language model: JSONL, or the journal of a run with --llm; "
            "may be repeated."
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            help="A simple augmenter: mention-replacement, label-wise-replacement, "
            "segment-shuffling or duplication."
        ),
    ] = None,
    held_out: Annotated[
        list[str] | None,
        typer.Option(help="Sentences that no new sentence may copy, such as the test set."),
    ] = None,
    per_sentence: Annotated[
        int, typer.Option(min=1, help="Paraphrases or copies kept of each sentence.")
    ] = 2,
    limit: Annotated[int, typer.Option(min=0, help="Use the first N sentences; 0 is all.")] = 0,
    seed: Annotated[int, typer.Option(help="For the choices drawn by chance.")] = 0,
    llm: options.Url = "",
    model: options.Model = "",
    local: options.Local = "",
    key_env: options.KeyVariable = "",
    variants: options.Variants = 0,
    attempts: options.Attempts = 3,
    sentences_per_request: options.SentencesPerRequest = 1,
    temperature: options.Temperature = 0.7,
    max_answer_tokens: options.MaxAnswerTokens = 0,
    language: options.Language = "",
    domain: options.Domain = "",
    hide_mentions: options.HideMentions = False,
    prompt: options.PromptFile = "paraphrase.v1",
    journal: options.JournalFile = None,
    journal_run: options.JournalRun = 0,
    concurrency: options.Concurrency = 64,
    requests_per_minute: options.RequestsPerMinute = 0,
    tokens_per_minute: options.TokensPerMinute = 0,
    timeout: options.Timeout = 120,
    max_requests: options.MaxRequests = None,
    max_tokens: options.MaxTokens = None,
    max_cost: options.MaxCost = None,
    prices: options.PriceTable = None,
    max_failed: options.MaxFailed = 0.1,
    dry_run: options.DryRun = False,
    propose_entities: further.ProposeEntities = 0,
    synthesize: further.Synthesize = 0,
    second_look: further.SecondLook = True,
    substitution_share: further.SubstitutionShare = 0.5,
    review: further.ReviewPage = None,
    decisions: further.DecisionsFile = None,
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
    as_json: AsJson = False,
) -> None:
    """Make further annotated sentences from the ones there are, each checked and traceable."""
    from paner.app.commands import augment

    reading = Reading(format_name, overlaps, scheme)
    if recorded and (llm or local):
        raise UsageError(
            "--recorded replays answers and asks nothing: to replay what a journal holds and ask "
            "for the rest, name it with --journal FILE; a file of mentions or new sentences is "
            "used where it is named OUT.entities.jsonl or OUT.sentences.jsonl"
        )
    if sum(map(bool, (recorded, method, llm or local))) != 1:
        raise UsageError("name one of --recorded FILE, --method NAME, --llm URL and --local MODEL")
    if (propose_entities or synthesize) and not (llm or local):
        raise UsageError("--propose-entities and --synthesize need --llm URL or --local MODEL")
    if not (llm or local):
        augment(
            data,
            out,
            schema=schema,
            recorded=recorded or [],
            journal_run=journal_run,
            method=method,
            held_out=held_out or [],
            per_sentence=per_sentence,
            limit=limit,
            seed=seed,
            language=language,
            share=substitution_share,
            decisions=decisions,
            review=review,
            reading=reading,
            as_json=as_json,
        )
        return
    from paner.app.live import live_from_options
    from paner.app.live_command import augment_live, estimate_live
    from paner.app.live_run import Further, LiveRun

    live = live_from_options(
        url=llm,
        model=model,
        local=local,
        key_variable=key_env,
        timeout=timeout,
        variants=variants,
        per_sentence=per_sentence,
        attempts=attempts,
        sentences_per_request=sentences_per_request,
        temperature=temperature,
        seed=seed,
        max_answer_tokens=max_answer_tokens,
        language=language,
        domain=domain,
        show_mentions=not hide_mentions,
        prompt=prompt,
        journal=journal,
        out=out,
        concurrency=concurrency,
        requests_per_minute=requests_per_minute,
        tokens_per_minute=tokens_per_minute,
        max_requests=max_requests,
        max_tokens=max_tokens,
        max_cost=max_cost,
        prices=prices,
    )
    asked = Further(
        propose_entities, synthesize, second_look, held_out or [], substitution_share, seed
    )
    run = LiveRun(
        data,
        out,
        live,
        asked,
        schema_file=schema,
        limit=limit,
        max_failed=max_failed,
        decisions=decisions,
        review=review,
        reading=reading,
        as_json=as_json,
    )
    if dry_run:
        estimate_live(run)
    elif asked:
        from paner.app.further_command import augment_further

        augment_further(run)
    else:
        augment_live(run)


@prepare_app.command("pile-ner")
def prepare_pile_ner_command(
    data: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Pile-NER as it was published, or in JSON lines."),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The JSON lines of kept passages.")],
    schema: Annotated[
        Path, typer.Option(help="The known types with definitions and guidelines: YAML or JSONL.")
    ],
    min_words: Annotated[int, typer.Option(min=0, help="Words that a passage must have.")] = 10,
    language: Annotated[str, typer.Option(help="The language it must be in.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Keep the passages of Pile-NER that a model can learn from, with the types asked for."""
    from paner.app.preparing import prepare_pile_ner

    prepare_pile_ner(
        data, out, schema=schema, min_words=min_words, language=language, as_json=as_json
    )


@prepare_app.command("mix")
def prepare_mix_command(
    data: Annotated[
        list[str],
        typer.Argument(metavar="DATA...", help="The domain's annotated and augmented files."),
    ],
    base: Annotated[str, typer.Option(help="What `prepare pile-ner` wrote.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The JSON lines of the mixture.")],
    schema: SchemaFile = None,
    base_schema: Annotated[
        Path | None,
        typer.Option(help="The base's schema; without it the one written beside the base."),
    ] = None,
    base_sentences: Annotated[
        int, typer.Option(min=0, help="How many to draw from the base.")
    ] = 10_000,
    seed: Annotated[int, typer.Option(help="For drawing and shuffling.")] = 0,
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
) -> None:
    """Mix a domain's sentences with some of a base corpus, to be learnt in one run."""
    from paner.app.preparing import prepare_mix

    prepare_mix(
        data,
        out,
        base=base,
        schema=schema,
        base_schema=base_schema,
        number=base_sentences,
        seed=seed,
        reading=Reading(format_name, overlaps, scheme),
    )


@prompt_app.command("show")
def prompt_show_command(
    schema: Annotated[Path, typer.Option(help="YAML: each type with definition and guidelines.")],
    kind: Annotated[
        InstructionKind, typer.Option(help="What the instruction says of each type.")
    ] = "guidelines",
    tag_format: Annotated[
        TagFormat, typer.Option("--tags", help="How answers tag words.")
    ] = "word-tag",
    template: Annotated[
        Path | None, typer.Option(help="A Jinja file instead of our own template.")
    ] = None,
) -> None:
    """Print the instruction that stands before each sentence of a schema."""
    from paner.app.preparing import show_prompt

    show_prompt(schema, kind=kind, tag_format=tag_format, template=template)


@app.command("train")
def train_command(
    data: Annotated[
        list[str],
        typer.Argument(metavar="DATA...", help="Annotated and augmented files to learn from."),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder of the saved model.")],
    schema: SchemaFile = None,
    dev: Annotated[
        str | None, typer.Option(help="Annotated sentences for choices and calibration.")
    ] = None,
    backbone: Annotated[
        str,
        typer.Option(
            help="`compact`; `smollm2`; or the hub name or folder of another encoder or causal "
            "language model."
        ),
    ] = "compact",
    tagging: Annotated[
        str,
        typer.Option(
            help="How a language model tags: `twice` reads the sentence twice, `word-tag` writes "
            "each word with its tag."
        ),
    ] = "",
    preset: Annotated[
        str,
        typer.Option(
            help="A language model's settings: `few` for about a hundred sentences, `paper` as "
            "PANER states them."
        ),
    ] = "",
    mix: Annotated[
        list[str] | None,
        typer.Option(
            help="Sentences of a base corpus with other types, mixed into a language model's "
            "training; may be repeated."
        ),
    ] = None,
    mix_schema: Annotated[
        Path | None, typer.Option(help="YAML: what the types of --mix mean.")
    ] = None,
    checkpoints: Annotated[
        Path | None,
        typer.Option(
            help="A folder where a language model's training keeps checkpoints, and goes on from "
            "the last."
        ),
    ] = None,
    init_from: Annotated[
        Path | None, typer.Option(help="Start from this saved model; its types may differ.")
    ] = None,
    seed: Annotated[int, typer.Option(help="For initialisation and order.")] = 0,
    steps: Annotated[
        int, typer.Option(min=0, help="Optimiser steps; 0 is the default for the data's size.")
    ] = 0,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Any other setting of the backbone, such as learning_rate=1e-4 or "
            "prompt=guidelines; may be repeated.",
        ),
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            min=0,
            help="Use the first N annotated sentences and what was made from them; 0 is all.",
        ),
    ] = 0,
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
    as_json: AsJson = False,
) -> None:
    """Train a tagger."""
    from paner.app.commands import train

    train(
        data,
        out,
        schema=schema,
        dev=dev,
        backbone=backbone,
        init_from=init_from,
        seed=seed,
        steps=steps,
        limit=limit,
        tagging=tagging,
        preset=preset,
        mix=mix or [],
        mix_schema=mix_schema,
        checkpoints=checkpoints,
        settings=settings or [],
        reading=Reading(format_name, overlaps, scheme),
        as_json=as_json,
    )


@app.command("tag")
def tag_command(
    model: Annotated[
        Path,
        typer.Argument(
            metavar="MODEL",
            help="The folder of a saved model; with --schema, also a language model as it is: a "
            "hub name, a folder, or smollm2; with --engine, its name on the server or on the hub.",
        ),
    ],
    data: Annotated[
        str, typer.Argument(metavar="[INPUT]", help="Text in any format; - is stdin.")
    ] = "-",
    out: Annotated[str, typer.Option("-o", "--out", help="The file to write; - is stdout.")] = "-",
    to: Annotated[
        str | None, typer.Option(help="Write this format; JSONL, or what OUT's suffix names.")
    ] = None,
    engine: engines.Engine = "transformers",
    llm: options.Url = "",
    schema: engines.TagSchema = None,
    instruction: engines.Instruction = "guidelines",
    tag_format: engines.TagForm = "word-tag",
    hold: engines.Hold = None,
    unusable: engines.Unusable = "outside",
    adapter: engines.Adapter = None,
    journal: engines.Journal = None,
    concurrency: options.Concurrency = 64,
    timeout: options.Timeout = 120,
    key_env: options.KeyVariable = "",
    base: Annotated[
        str,
        typer.Option(help="Where MODEL's language model is now, if not where it was in training."),
    ] = "",
    draft: Annotated[
        Path | None,
        typer.Option(
            help="A saved compact model that guesses the tags first, so that a language model "
            "that writes word/tag answers needs fewer passes; the answers stay the same."
        ),
    ] = None,
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
) -> None:
    """Tag text: entities with character offsets, labels and confidences."""
    from paner.app.commands import tag, tag_with_engine

    reading = Reading(format_name, overlaps, scheme)
    if engine == "transformers":
        if llm:
            raise UsageError("--llm needs --engine openai")
        from paner.app.opening import Told

        told = None if schema is None else Told(schema, instruction, tag_format)
        tag(model, data, out, to=to, base=base, draft=draft, told=told, reading=reading)
        return
    from paner.app.engine_command import EngineChoice

    choice = EngineChoice(
        engine,
        str(model),
        url=llm,
        schema=schema,
        kind=instruction,
        tag_format=tag_format,
        unusable=unusable,
        hold=hold or "",
        journal=journal,
        concurrency=concurrency,
        timeout=timeout,
        key_variable=key_env,
        adapter=adapter,
    )
    tag_with_engine(choice, data, out, to=to, reading=reading)


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[
        str, typer.Argument(metavar="GOLD", help="The annotated file to score against.")
    ],
    predicted: Annotated[
        str | None, typer.Option(help="The same sentences, tagged; any format.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="Tag the sentences with this model.")] = None,
    train: Annotated[
        str | None, typer.Option(help="Training file: report seen and unseen mentions apart.")
    ] = None,
    resamples: Resamples = 1000,
    repair: RepairRule = "conlleval",
    format_name: Format = None,
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
    as_json: AsJson = False,
) -> None:
    """Score tagged text: strict span F1, and the set F1 of the literature beside it."""
    from paner.app.commands import evaluate

    if (predicted is None) == (model is None):
        raise UsageError("name either --predicted FILE or --model MODEL, not both")
    evaluate(
        gold,
        predicted=predicted,
        model=model,
        train=train,
        resamples=resamples,
        reading=Reading(format_name, overlaps, scheme, repair),
        as_json=as_json,
    )


@app.command("compare")
def compare_command(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN_A RUN_B...",
            help="Files of predictions, folders of `paner run` or `paner benchmark run`, or "
            "evaluations as JSON; the first is the baseline.",
        ),
    ],
    gold: Annotated[
        str | None,
        typer.Option(help="The annotated file; without it, the one in the first run's folder."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page (.html) that needs nothing but itself.")
    ] = None,
    resamples: Resamples = 1000,
    seed: Annotated[int, typer.Option(help="For the resampling.")] = 0,
    repair: RepairRule = "conlleval",
    overlaps: OverlapRule = "error",
    scheme: Scheme = None,
    as_json: AsJson = False,
) -> None:
    """Compare runs on the same sentences: scores, significance, types, changed sentences."""
    from paner.app.comparing import compare_runs, show_comparison

    reading = Reading(None, overlaps, scheme, repair)
    found = compare_runs(runs, gold, reading=reading, resamples=resamples, seed=seed)
    show_comparison(found, as_json=as_json, html=html)


@app.command("run")
def run_command(
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="The TOML file that says what to do.")
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The run's folder; CONFIG's name without it.")
    ] = None,
) -> None:
    """Augment, train, tag, evaluate and report from one file; a rerun does only what changed."""
    from paner.app.commands import run_all

    run_all(config, out)


@app.command("experiment")
def experiment_command(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="An experiment, `all`, `list`, or an experiment's config.toml to run it again.",
        ),
    ],
    data: Annotated[
        list[str] | None,
        typer.Option(help="A benchmark, a file, a folder or a run's TOML; may be repeated."),
    ] = None,
    backbone: Annotated[
        str, typer.Option(help="`compact`, or a model's hub name or folder, as in `train`.")
    ] = "compact",
    seeds: Annotated[int, typer.Option(min=1, help="Trainings of each kind.")] = 3,
    steps: Annotated[
        int, typer.Option(min=0, help="Optimiser steps of each; 0 is the backbone's default.")
    ] = 300,
    members: Annotated[
        int, typer.Option(min=1, help="Trainings averaged in each (compact backbone).")
    ] = 1,
    dev_limit: Annotated[
        int, typer.Option(min=0, help="Choose on the first so many dev sentences; 0 is all.")
    ] = 0,
    quick: Annotated[
        bool, typer.Option("--quick", help="150 steps, one member, choices on 200 dev sentences.")
    ] = False,
    model: Annotated[
        list[Path] | None, typer.Option(help="zero-shot: a saved tagger; may be repeated.")
    ] = None,
    pool: Annotated[
        str, typer.Option(help="is-it-worth-it: texts to choose the next to annotate from.")
    ] = "",
    workers: Annotated[
        int, typer.Option(min=0, help="Trainings at a time; 0 is what cores and memory allow.")
    ] = 1,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The folder; NAME without it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Repeat an experiment of the paper, or ask one of your own data; a rerun resumes."""
    from paner.app.experiments.command import run_experiment
    from paner.app.experiments.experiment import Setting

    setting = Setting(
        data=tuple(data or ()),
        backbone=backbone,
        seeds=seeds,
        steps=steps,
        members=members,
        dev=dev_limit,
        models=tuple(map(str, model or ())),
        pool=pool,
    )
    run_experiment(
        name,
        setting,
        out,
        workers=workers,
        quick=quick,
        as_json=as_json,
        given=_named_options(context, _OF_A_SETTING),
    )


def _named_options(context: typer.Context, names: Iterable[str]) -> list[str]:
    """Those of the options that stand on the command line."""
    return [
        f"--{name.replace('_', '-')}"
        for name in names
        if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"
    ]


@app.command("report")
def report_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run.")],
) -> None:
    """Write a run's report.html again."""
    from paner.app.commands import report

    report(folder)


def main() -> None:
    """Run the command line; exit 0 when done, 1 when data or run are wrong, 2 on wrong usage."""
    try:
        app(prog_name="paner")
    except UsageError as error:
        _stop(error, 2)
    except PanerError as error:
        _stop(error, 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _stop(f"{place}{error.strerror or error}", 1)
    except KeyboardInterrupt:
        _stop("interrupted", 130)


def _stop(message: object, code: int) -> None:
    sys.stderr.write(f"paner: error: {message}\n")
    sys.exit(code)
