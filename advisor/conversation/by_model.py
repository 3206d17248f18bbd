"""A follow-up made to stand alone by a language model."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.answering.prompting import rewriting
from advisor.models.chat import LanguageModel, ModelFailureError
from advisor.types import Turn

_LONGEST_REWRITE = 400


def rewritten(question: str, alone: str, turns: Sequence[Turn], model: LanguageModel | None) -> str:
    """Make a follow-up a question that stands alone, in the model's words where there is a model.

    Args:
        question: as it was asked.
        alone: as it was made to stand alone without a model; the same where it does so anyway.
        turns: the conversation before it.
        model: asked once, and only about a question that depends on the conversation.
    """
    if model is None or alone == question:
        return alone
    try:
        written = " ".join("".join(model.stream(rewriting(question, turns))).split())
    except ModelFailureError:
        return alone  # the answer itself will say that the model fails
    sensible = written and len(written) <= _LONGEST_REWRITE
    return written.strip('"“”') if sensible else alone
