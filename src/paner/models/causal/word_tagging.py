"""Tagging a stream of sentences with word/tag answers: cut, drafted, decoded, put together."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from paner.data.pieces import join_sentences
from paner.data.sentence import Sentence
from paner.instruct.prompt import input_text
from paner.instruct.tagged_words import AnswerTags, read_tags
from paner.models.causal.certainty import with_confidences
from paner.models.causal.chat import Frame
from paner.models.causal.drafts import Drafter, outside_drafts, with_drafts
from paner.models.causal.jacobi import ParallelDecoder
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.room import AnswerRoom
from paner.models.causal.self_test import self_test, trial_answers
from paner.models.causal.verification import Tagging, Task

__all__ = ["WordTagger"]


class WordTagger:
    """A causal model that tags the sentences of one schema.

    At the start it is tested, and logged, whether answers word by word have the tokens of texts.

    Args:
        model: The causal model of transformers, adapters included.
        tokenizer: Its tokenizer.
        frame: What stands around a sentence.
        tags: The tags that answers hold.
        drafter: Guesses the tags.
        max_words: Words decoded together; longer texts are cut at the ends of sentences.
        max_tokens: Tokens of a sentence and its answer; longer texts are cut, and of a word that
            is longer alone the model reads the beginning.
        batch_size: Sentences computed in a pass.
    """

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        frame: Frame,
        tags: AnswerTags,
        *,
        drafter: Drafter = outside_drafts,
        max_words: int | None = None,
        max_tokens: int | None = None,
        batch_size: int = 16,
    ) -> None:
        end_id = frame.end_ids[0] if frame.end_ids else None
        self._planner = AnswerPlanner(tokenizer, tags.names, end_id=end_id)
        self_test(self._planner, trial_answers(self._planner))
        self._decoder = ParallelDecoder(model, self._planner, frame.head_ids, batch_size=batch_size)
        self._tail, self._tags = frame.tail_ids, tags
        self._drafter, self._room = drafter, AnswerRoom(self._planner, max_tokens, max_words)

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        """The sentences with the entities found, in order, as they come.

        Confidences are the probabilities of the spans, not calibrated.
        """
        documents: deque[tuple[Sentence, list[Sentence]]] = deque()
        drafted = with_drafts(self._pieces(sentences, documents), self._drafter)
        tasks = (self.task(piece, draft) for piece, draft in drafted)
        found: list[Sentence] = []
        for tagging in self._decoder.decode(tasks):
            document, pieces = documents[0]
            found.append(self._tagged(pieces[len(found)], tagging))
            if len(found) == len(pieces):
                yield join_sentences(document, found)
                documents.popleft()
                found = []

    def task(self, sentence: Sentence, draft: Sequence[int]) -> Task:
        """A sentence as the decoder takes it."""
        words = self._room.shown(sentence.words)
        prompt = [*self._planner.encode([input_text(words)])[0], *self._tail]
        return Task(words, prompt, draft)

    def _pieces(
        self,
        sentences: Iterable[Sentence],
        documents: deque[tuple[Sentence, list[Sentence]]],
    ) -> Iterator[Sentence]:
        for sentence in sentences:
            bare = sentence.with_entities(())
            pieces = self._room.pieces(bare)
            documents.append((bare, pieces))
            yield from pieces

    def _tagged(self, sentence: Sentence, tagging: Tagging) -> Sentence:
        names = self._planner.tag_names
        entities = read_tags([names[tag] for tag in tagging.tags], self._tags)
        return sentence.with_entities(with_confidences(entities, tagging, self._tags))
