"""Try the configured language model on questions of the guides: python app.py --try-model."""

from __future__ import annotations

import time
from collections.abc import Iterator

from advisor.advisor import Advisor
from advisor.errors import AdvisorError
from advisor.models.local import ollama_models
from advisor.types import Answer

_QUESTIONS = 3
_SLOW_SECONDS = 20.0
#: About how many characters make a token.
_TOKEN = 4


def ollama_hint(advisor: Advisor) -> str:
    """Return which setting would use a local Ollama server, where no model is set and one answers;
    else ""."""
    models = () if advisor.settings.model else ollama_models()
    if not models:
        return ""
    return (
        f"Ollama answers on this machine. To have answers written by it: "
        f"ADVISOR_MODEL=ollama:{models[0]} python app.py"
    )


def try_model(advisor: Advisor) -> Iterator[str]:
    """Ask the configured model three questions of the guides, and yield what works and what to
    change, line by line, in plain words."""
    settings = advisor.settings
    if not settings.model:
        yield "No model is set. Set one, for example: ADVISOR_MODEL=openai:gpt-5-mini"
        if hint := ollama_hint(advisor):
            yield hint
        return
    questions = advisor.examples(_QUESTIONS)
    if not questions:
        yield "There is no guide to ask about yet. Run: python ingest.py"
        return
    yield f"Trying {settings.model} with {len(questions)} questions of the guides."
    answers: list[Answer] = []
    for question in questions:
        yield f"\n{question}"
        begun, first, states = time.monotonic(), 0.0, 0
        answer = Answer("")
        try:
            for state in advisor.stream(question):
                answer, states = state, states + 1
                first = first or time.monotonic() - begun
        except AdvisorError as error:
            yield f"  failed: {error}"
            return
        took = time.monotonic() - begun
        answers.append(answer)
        if answer.model is None:
            yield f"  failed: {answer.text.partition(chr(10))[0].strip('*')}"
            continue
        cited = sum(bool(claim.citations) for claim in answer.claims)
        yield f"  reached; first words after {first:.1f} s, all after {took:.1f} s"
        yield f"  streams: {'yes' if states > 2 else 'no, the answer came in one piece'}"
        yield f"  sentences with a marker: {cited} of {len(answer.claims)}"
        yield f"  checked by: {answer.checked_by or 'nobody'}"
        sent = min(settings.model_context, 12_000) // _TOKEN
        received = len(answer.text) // _TOKEN
        yield f"  price: about {sent} tokens sent and {received} received to write it"
        if took > _SLOW_SECONDS:
            yield "  slow: a smaller model, or a lower ADVISOR_MODEL_CONTEXT, is faster"
    yield ""
    yield from _advice(answers, bool(settings.judge_model or settings.checking_model))


def _advice(answers: list[Answer], has_judge: bool) -> Iterator[str]:
    """Yield what to change, or that nothing need be."""
    written = [answer for answer in answers if answer.model is not None]
    if not written:
        yield (
            "The model wrote no answer. Check ADVISOR_MODEL, ADVISOR_MODEL_URL and "
            "ADVISOR_MODEL_KEY; the reasons above are the server's own."
        )
        return
    claims = [claim for answer in written for claim in answer.claims]
    if not any(claim.citations for claim in claims):
        yield "It writes no markers like [1]. A larger model is more likely to keep to them."
    if all(answer.checked_by == "likeness" for answer in written) and not has_judge:
        yield (
            "It cannot fill in a form (structured output), so no model judges what it writes. Name "
            "one that can: ADVISOR_JUDGE_MODEL=provider:name, or a local one with "
            "ADVISOR_CHECKING_MODEL."
        )
    elif len(written) == len(answers) and any(claim.citations for claim in claims):
        yield "Everything works."
