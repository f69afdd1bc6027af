"""Of vllm.sampling_params: what an answer is held to, one way at a time."""

from dataclasses import dataclass
from typing import Any


@dataclass
class StructuredOutputsParams:
    """Of vllm.sampling_params.StructuredOutputsParams."""

    json: str | dict[str, Any] | None = None
    regex: str | None = None
    choice: list[str] | None = None
    grammar: str | None = None
    json_object: bool | None = None

    def __post_init__(self) -> None:
        given = (self.json, self.regex, self.choice, self.grammar, self.json_object)
        if sum(one is not None for one in given) != 1:
            raise ValueError("exactly one kind of structured outputs must be given")
