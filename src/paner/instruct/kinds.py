"""What a person chooses from: how much an instruction says, and how answers tag words."""

from typing import Literal

__all__ = ["InstructionKind", "TagFormat"]

InstructionKind = Literal["guidelines", "definitions", "names"]
TagFormat = Literal["word-tag", "word-tag-lossless", "bio"]
