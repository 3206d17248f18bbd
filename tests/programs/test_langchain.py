"""The advisor in LangChain's chains and agents, with a scripted model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fakes import ROOT, write
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.runnables import RunnableLambda

from advisor import Advisor, AdvisorError, Answer, Settings

GUIDE = "# Welding\n\n## Pay\n\nA welder earns 20 crowns.\n\n## Tools\n\nA welder needs a torch.\n"
#: The tiny model knows no words; so the guide says itself which questions it answers.
ASKED = GUIDE.replace("Pay\n", "Pay\n<!-- asked: What does a welder earn? -->\n").replace(
    "Tools\n", "Tools\n<!-- asked: And which tools? -->\n"
)
SCHEMA = ROOT / "docs" / "answer.schema.json"


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[Advisor]:
    folder = tmp_path_factory.mktemp("programs")
    guides = write(folder / "guides", {"welding.md": ASKED})
    settings = Settings(data_dir=folder / "data", embedding_model=str(tiny_model))
    with Advisor(settings) as made:
        made.ingest([guides])
        yield made


def awaited(result: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns, in a thread of its own: the browser's tests have left an event loop
    in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, result).result()


class Scripted(GenericFakeChatModel):
    """Says what it is given to say; tools may be offered to it."""

    def bind_tools(self, tools: Any, **_: Any) -> Scripted:
        assert [tool.name for tool in tools] == ["ask_guide"]
        return self


def test_a_retriever_gives_sections_with_their_places(advisor: Advisor) -> None:
    documents = advisor.as_retriever(k=1).invoke("What does a welder earn?")
    (hit,) = advisor.search("What does a welder earn?", 1)
    assert [each.page_content for each in documents] == [hit.text]
    metadata = documents[0].metadata
    assert (metadata["guide"], metadata["section"]) == ("welding.md", hit.section)
    assert advisor.guide("welding.md").text[metadata["start"] : metadata["end"]] == hit.text


def test_a_retriever_stands_in_a_chain(advisor: Advisor) -> None:
    chain = advisor.as_retriever() | RunnableLambda(lambda found: len(found))
    assert chain.invoke("pay") == 2
    assert awaited(chain.ainvoke("pay")) == 2


def test_a_runnable_answers_streams_and_works_in_batches(advisor: Advisor) -> None:
    runnable, question = advisor.as_runnable(), "What does a welder earn?"
    expected = advisor.ask(question)
    assert runnable.invoke(question) == expected
    assert list(runnable.stream(question))[-1] == expected
    assert runnable.batch([question, question]) == [expected, expected]
    assert awaited(runnable.ainvoke(question)) == expected
    history = [{"role": "user", "content": question}, {"role": "assistant", "content": "20."}]
    asked = {"question": "And what does she need?", "history": history}
    assert runnable.invoke(asked) == advisor.ask("And what does she need?", history)
    chain = runnable | (lambda answer: answer.coverage)
    assert chain.invoke(question) == expected.coverage


def test_an_agent_asks_the_tool_and_gets_the_answer_with_its_sources(advisor: Advisor) -> None:
    tool = advisor.as_tool()
    assert "Welding" in tool.description
    assert list(tool.args) == ["question"]
    call = {"name": "ask_guide", "args": {"question": "What does a welder earn?"}, "id": "1"}
    model = Scripted(messages=iter([AIMessage("", tool_calls=[call]), AIMessage("20 crowns.")]))
    agent = create_agent(model, [tool])
    messages = agent.invoke({"messages": [{"role": "user", "content": "Pay?"}]})["messages"]
    (reply,) = [each for each in messages if isinstance(each, ToolMessage)]
    answer = advisor.ask("What does a welder earn?")
    assert reply.artifact == answer
    assert answer.text in reply.content
    assert "[1] welding.md: Welding > " in reply.content
    assert messages[-1].content == "20 crowns."


def test_an_answer_survives_json(advisor: Advisor) -> None:
    answer = advisor.ask("What does a welder earn?")
    assert answer.citations
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer
    with pytest.raises(AdvisorError, match="not an answer"):
        Answer.from_dict({"text": 3})


def test_the_published_schema_is_that_of_the_records(advisor: Advisor) -> None:
    import jsonschema

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == Answer.json_schema()
    jsonschema.validate(advisor.ask("What does a welder earn?").to_dict(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"text": 3}, schema)
