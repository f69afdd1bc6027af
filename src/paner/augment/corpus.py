"""A corpus made larger: every new sentence with its provenance, every lost one with its reason."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from paner.augment.augmented import AugmentedCorpus, Made
from paner.augment.decisions import Decisions, obeyed
from paner.augment.filling import PARAPHRASE, filled, named
from paner.augment.inline import annotation_types, read_inline
from paner.augment.matching import match
from paner.augment.mentions import MentionPool, build_pool
from paner.augment.new_sentences import GATES, NewSentenceGate
from paner.augment.paraphrases import Answered, judge
from paner.augment.recorded import RecordedParaphrases, RecordedText, Recording
from paner.augment.rejection import Rejection
from paner.augment.settings import AugmentSettings
from paner.augment.similarity import Embedder, LexicalEmbedder
from paner.augment.simple import augmenter
from paner.augment.substitute import substitute
from paner.augment.template import Template, fill, mask
from paner.data.sentence import GOLD, Provenance, Sentence
from paner.errors import UsageError
from paner.schema.entity_types import Schema

__all__ = ["augment_corpus"]

NEW, SUBSTITUTION = "new-sentence", "substitution"
ATTEMPTS = 5  # draws for a substituted copy that is unlike all others
NO_ANSWER = "no recorded answer"


def augment_corpus(
    sentences: Iterable[Sentence],
    *,
    recorded: Recording | None = None,
    method: str | None = None,
    per_sentence: int = 2,
    schema: Schema | None = None,
    held_out: Iterable[Sentence] = (),
    settings: AugmentSettings | None = None,
    embedder: Embedder | None = None,
    decisions: Decisions | None = None,
    seed: int = 0,
) -> AugmentedCorpus:
    """Make a corpus larger, from recorded answers of a language model or by a simple method.

    Args:
        sentences: The annotated sentences.
        recorded: Recorded answers of any kind.
        method: A simple augmenter instead, by its name in `paner.augment.simple.METHODS`.
        per_sentence: Paraphrases (or copies of a simple method) to keep of each sentence.
        schema: Types that new sentences may have; those of the sentences where `None`.
        held_out: Sentences that no new sentence may copy: development and test data.
        settings: Checks, and the mixture of substituted copies.
        embedder: Measures similarity; a lexical one, without a model, where `None`.
        decisions: What people rejected or corrected in a review; no copies are made of that.
        seed: For all that is drawn by chance: equal input and seed give equal output.

    Raises:
        UsageError: Neither or both of `recorded` and `method` are given, or a number is impossible.
    """
    settings = settings or AugmentSettings()
    if per_sentence < 0:
        raise UsageError(f"per_sentence must be 0 or more, found {per_sentence}")
    originals = list(named(sentences))
    if method is not None and recorded is None:
        share = settings.simple_share
        made = _simple(originals, method, per_sentence=per_sentence, share=share, seed=seed)
        return AugmentedCorpus.of([obeyed(made, decisions)], {})
    if recorded is None or method is not None:
        raise UsageError("augmentation needs either recorded answers or a method, and not both")
    return _from_recording(
        originals,
        recorded,
        _annotation_types(originals, schema),
        tuple(held_out),
        per_sentence=per_sentence,
        settings=settings,
        embedder=embedder or LexicalEmbedder(),
        decisions=decisions,
        seed=seed,
    )


def _from_recording(
    originals: Sequence[Sentence],
    recorded: Recording,
    types: Mapping[str, str],
    held_out: Sequence[Sentence],
    *,
    per_sentence: int,
    settings: AugmentSettings,
    embedder: Embedder,
    decisions: Decisions | None,
    seed: int,
) -> AugmentedCorpus:
    pool = build_pool(originals, recorded.mentions, types=types)
    made: list[Made] = []
    if recorded.paraphrases:
        made.append(
            _paraphrased(
                originals,
                recorded.paraphrases,
                pool.names,
                per_sentence=per_sentence,
                settings=settings,
                embedder=embedder,
            )
        )
    if recorded.texts and settings.new_sentences:
        train = [sentence.words for sentence in originals]
        guarded = [sentence.words for sentence in held_out]
        gate = NewSentenceGate(train, guarded, pool, near=settings.near_copy)
        made.append(_new(recorded.texts, types, gate))
    made = [obeyed(one, decisions) for one in made]
    if recorded.mentions:
        bases = {GOLD: originals, **{one.method: one.sentences for one in made}}
        known = {s.words for s in [*originals, *(s for one in made for s in one.sentences)]}
        asked = (
            (f"{PARAPHRASE}+{SUBSTITUTION}", PARAPHRASE, settings.copies_per_paraphrase),
            (SUBSTITUTION, GOLD, settings.copies_per_original),
            (f"{NEW}+{SUBSTITUTION}", NEW, settings.copies_per_new_sentence),
        )
        made += [
            obeyed(
                _substituted(
                    bases[base], method, copies, pool, settings=settings, seed=seed, known=known
                ),
                decisions,
            )
            for method, base, copies in asked
            if bases.get(base) and copies
        ]
    if not settings.paraphrases:
        made = [one for one in made if one.method != PARAPHRASE]
    return AugmentedCorpus.of(made, _missing(originals, recorded, pool))


def _paraphrased(
    originals: Sequence[Sentence],
    recorded: Sequence[RecordedParaphrases],
    names: AbstractSet[tuple[str, ...]],
    *,
    per_sentence: int,
    settings: AugmentSettings,
    embedder: Embedder,
) -> Made:
    templates = [mask(sentence) for sentence in originals]
    found, missing = match(templates, recorded)
    failed = Counter[str]()
    answered: list[Answered] = []
    for sentence, template, record in zip(originals, templates, found, strict=True):
        answers = () if record is None else record.paraphrases
        failed[NO_ANSWER] += max(0, per_sentence - len(answers))
        if record is not None:
            answered.append(
                Answered(template, answers, sentence.id, record.source, record.line, last=True)
            )
    judged = judge(
        answered,
        per_sentence=per_sentence,
        embedder=embedder,
        settings=settings.checks,
        names=names,
    )
    sentences = [sentence for one in judged for sentence in filled(one, settings.checks)]
    rejections = tuple(rejection for one in judged for rejection in one.rejections)
    noted = Counter[str]()
    for one in judged:
        noted.update(one.noted)
    return Made(PARAPHRASE, tuple(sentences), rejections, +failed, missing, noted)


def _new(recorded: Sequence[RecordedText], types: Mapping[str, str], gate: NewSentenceGate) -> Made:
    sentences: list[Sentence] = []
    rejections: list[Rejection] = []
    for number, row in enumerate(recorded, 1):
        read = read_inline(row.text, types)
        rejection = read if isinstance(read, Rejection) else gate.reject(read)
        if isinstance(read, Sentence) and rejection is None:
            origin = Provenance(row.source, row.line, NEW, checks=GATES)
            sentences.append(replace(read, id=f"{NEW}-{number}", provenance=origin))
        elif rejection is not None:
            rejections.append(
                replace(rejection, text=row.text, method=NEW, source=row.source, line=row.line)
            )
    return Made(NEW, tuple(sentences), tuple(rejections))


def _substituted(
    bases: Sequence[Sentence],
    method: str,
    copies: int,
    pool: MentionPool,
    *,
    settings: AugmentSettings,
    seed: int,
    known: set[tuple[str, ...]],
) -> Made:
    """Copies with other mentions; `known` are words that none may repeat, and grows."""
    sentences: list[Sentence] = []
    rejections: list[Rejection] = []
    failed = Counter[str]()
    for base in bases:
        template = mask(base)
        if not any(pool.has_other(mention) for mention in template.entities.values()):
            failed["no entity to substitute"] += copies
            continue
        for number in range(1, copies + 1):
            # a generator of its own: a sentence more or less changes no other sentence's copies
            rng = random.Random(f"{seed}:{method}:{template.text}:{number}")
            copy = _fresh_copy(template, pool, settings, rng, known)
            origin = _origin(base, method)
            if copy is None:
                detail = f"{ATTEMPTS} draws gave nothing new"
                rejections.append(Rejection("duplicate", detail, base.text, method, origin.parent))
                continue
            known.add(copy.words)
            name = f"{base.id}/{SUBSTITUTION}-{number}"
            sentences.append(replace(copy, id=name, provenance=origin))
    return Made(method, tuple(sentences), tuple(rejections), failed)


def _fresh_copy(
    template: Template,
    pool: MentionPool,
    settings: AugmentSettings,
    rng: random.Random,
    known: set[tuple[str, ...]],
) -> Sentence | None:
    share, language = settings.share, settings.checks.language
    for _ in range(ATTEMPTS):
        changed, _count = substitute(template, pool, share=share, rng=rng, language=language)
        copy = fill(changed)
        if copy.words not in known:
            return copy
    return None


def _origin(base: Sentence, method: str) -> Provenance:
    """The base's provenance, under another method; a paraphrase's original stays the parent."""
    origin = base.provenance or Provenance("")
    parent = origin.parent if method.startswith(PARAPHRASE) else base.id
    return replace(origin, method=method, parent=parent, checks=(*origin.checks, "duplicate"))


def _simple(
    originals: Sequence[Sentence], method: str, *, per_sentence: int, share: float, seed: int
) -> Made:
    change = augmenter(method, originals, share=share)
    sentences = [
        replace(
            change(sentence, random.Random(f"{seed}:{method}:{sentence.text}:{number}")),
            id=f"{sentence.id}/{method}-{number}",
            provenance=replace(
                sentence.provenance or Provenance(""), method=method, parent=sentence.id
            ),
        )
        for sentence in originals
        for number in range(1, per_sentence + 1)
    ]
    return Made(method, tuple(sentences))


def _missing(
    originals: Sequence[Sentence], recorded: Recording, pool: MentionPool
) -> Mapping[str, int]:
    missing = Counter({f"proposed mentions: {reason}": n for reason, n in pool.dropped.items()})
    if recorded.mentions:
        labels = {entity.label for sentence in originals for entity in sentence.entities}
        missing["types without proposed mentions"] = len(labels - pool.proposed)
    return missing


def _annotation_types(originals: Sequence[Sentence], schema: Schema | None) -> Mapping[str, str]:
    seen = sorted({entity.label for sentence in originals for entity in sentence.entities})
    if schema is None:
        return annotation_types(seen, {})
    shown = {entity_type.name: entity_type.label for entity_type in schema.types}
    return annotation_types([*schema.names, *(set(seen) - set(schema.names))], shown)
