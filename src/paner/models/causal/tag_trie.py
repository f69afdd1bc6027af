"""The tokens with which each tag goes on behind a word, as a tree: forks are decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from paner.errors import UsageError

__all__ = ["Step", "TagTrie", "tag_trie"]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A decision on a tag's path.

    Args:
        offset: Tokens of the path before it.
        node: Where it is made.
        index: Which of the node's tokens the tag takes; None where the tag ends although others
            go on: then the right token is the first one behind the word.
    """

    offset: int
    node: "TagTrie"
    index: int | None


@dataclass(frozen=True, eq=False)
class TagTrie:
    """A node: what may stand next.

    Args:
        tokens: The tokens that may stand next, ascending.
        branches: What follows each of them.
        tags: All tags at and below this node, ascending.
        ends: The tag that ends here.
    """

    tokens: tuple[int, ...]
    branches: tuple["TagTrie", ...]
    tags: tuple[int, ...]
    ends: int | None = None

    @property
    def decides(self) -> bool:
        """Whether more than one thing may follow."""
        return len(self.tokens) + (self.ends is not None) > 1

    @cached_property
    def open_tags(self) -> tuple[tuple[int, ...], ...]:
        """For each of the tokens the tags that it leaves open."""
        return tuple(branch.tags for branch in self.branches)

    @cached_property
    def paths(self) -> dict[int, tuple[tuple[int, ...], tuple[Step, ...]]]:
        """For each tag at or below this node its tokens from here on, and the decisions there."""
        found: dict[int, tuple[tuple[int, ...], tuple[Step, ...]]] = {}
        if self.ends is not None:
            found[self.ends] = ((), (Step(0, self, None),) if self.decides else ())
        for index, (token, branch) in enumerate(zip(self.tokens, self.branches, strict=True)):
            own = (Step(0, self, index),) if self.decides else ()
            for tag, (tokens, steps) in branch.paths.items():
                later = tuple(Step(step.offset + 1, step.node, step.index) for step in steps)
                found[tag] = ((token, *tokens), own + later)
        return found


def tag_trie(sequences: Sequence[Sequence[int]]) -> TagTrie:
    """Build the tree of the tags' token sequences; tag `i` has the `i`-th.

    Raises:
        UsageError: Two tags have the same tokens.
    """
    return _node(range(len(sequences)), sequences, 0)


def _node(tags: Iterable[int], sequences: Sequence[Sequence[int]], depth: int) -> TagTrie:
    ends: list[int] = []
    goes_on: dict[int, list[int]] = {}
    for tag in tags:
        if len(sequences[tag]) == depth:
            ends.append(tag)
        else:
            goes_on.setdefault(sequences[tag][depth], []).append(tag)
    if len(ends) > 1:
        raise UsageError(f"tags {ends} have the same tokens; give the entity types other names")
    tokens = tuple(sorted(goes_on))
    branches = tuple(_node(goes_on[token], sequences, depth + 1) for token in tokens)
    below = sorted([*ends, *(tag for branch in branches for tag in branch.tags)])
    return TagTrie(tokens, branches, tuple(below), ends[0] if ends else None)
