"""The Model Context Protocol, by its official client: over the page's server, over standard input
and output, and with what no client should send."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import write
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from processes import free_port
from scripted import ScriptedAdvisor, citation, guide

from advisor import Advisor, Answer, Settings
from advisor.errors import QuestionError
from advisor.serving.mcp import mcp_of
from advisor.ui.server import open_page

WHOLE = Answer("Learn Python. [1]", (citation(),), "covered", ("What else?",))
SCRIPTS: dict[str, list[Answer | Exception]] = {
    "How?": [WHOLE],
    "": [QuestionError("Write what you would like to know.")],
    "bug": [ZeroDivisionError("secret")],
}
TOOLS = ["ask_guide", "list_gaps", "list_guides", "plan_way", "read_section", "search_guide"]

Use = Callable[[Client], Awaitable[Any]]


def awaited(result: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns, in a thread of its own: the browser's tests have left an event loop
    in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, result).result()


@pytest.fixture(scope="module")
def advisor() -> ScriptedAdvisor:
    return ScriptedAdvisor(SCRIPTS, (guide(),))


@pytest.fixture(scope="module")
def address(advisor: ScriptedAdvisor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, uploads = free_port(), tmp_path_factory.mktemp("uploads")
    page = open_page(advisor, "127.0.0.1", port, Path(uploads))  # type: ignore[arg-type]
    yield f"http://127.0.0.1:{port}/mcp"
    page.close(verbose=False)


def using(server: Any, use: Use) -> Any:
    """What a client gets out of a server."""

    async def used() -> Any:
        async with Client(server) as client:
            return await use(client)

    return awaited(used())


def called(server: Any, tool: str, **arguments: object) -> Any:
    return using(server, lambda client: client.call_tool(tool, arguments))


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_says_what_it_is_for_takes_and_gives(address: str, tool: str) -> None:
    tools = using(address, lambda client: client.list_tools()).tools
    assert sorted(each.name for each in tools) == TOOLS
    (about,) = [each for each in tools if each.name == tool]
    assert len(about.description) > 60
    assert about.annotations.read_only_hint
    assert about.output_schema["type"] == "object"
    assert about.output_schema["properties"]
    for name, field in about.input_schema["properties"].items():
        assert field["description"], name


def test_an_answer_is_text_with_sources_and_the_one_json(address: str) -> None:
    asked = called(address, "ask_guide", question="How?")
    assert not asked.is_error
    assert Answer.from_dict(asked.structured_content) == WHOLE
    assert asked.content[0].text == f"{WHOLE.text}\n\n[1] Work, edition 2: Work › Skills"


def test_the_conversation_reaches_the_advisor(address: str, advisor: ScriptedAdvisor) -> None:
    history = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]
    called(address, "ask_guide", question="How?", history=history)
    assert advisor.histories[-1] == history


def test_sections_are_found_and_read(address: str) -> None:
    (hit,) = called(address, "search_guide", question="python").structured_content["result"]
    assert hit["section"] == ["Work", "Skills"]
    read = called(address, "read_section", guide="work.md", section="Work > Skills")
    assert read.structured_content["text"] == "## Skills\n\nLearn Python.\n"
    (about,) = called(address, "list_guides").structured_content["result"]
    assert about["name"] == "work.md"
    assert hit["section"] in about["sections"]


def test_every_section_of_a_guide_is_a_resource(address: str) -> None:
    listed = using(address, lambda client: client.list_resources()).resources
    assert [each.name for each in listed] == ["Work", "Work > Skills"]
    read = using(address, lambda client: client.read_resource(listed[1].uri))
    assert read.contents[0].text == "## Skills\n\nLearn Python.\n"
    assert read.contents[0].mime_type == "text/markdown"


def test_names_with_slashes_and_other_scripts_are_resources_too() -> None:
    named = guide("# Pay / Perks\n\nGood.\n\n## Übersee: 50 % > ../Asia\n\nBetter.\n", "a/b ç.md")
    server = mcp_of(ScriptedAdvisor({}, (named,)))  # type: ignore[arg-type]
    listed = using(server, lambda client: client.list_resources()).resources
    texts = [
        using(server, lambda client, uri=each.uri: client.read_resource(uri)).contents[0].text
        for each in listed
    ]
    assert "".join(texts) == named.text


def test_prompts_lead_to_the_tools(address: str) -> None:
    listed = using(address, lambda client: client.list_prompts()).prompts
    assert [each.name for each in listed] == ["career_question", "career_plan"]
    told = using(address, lambda client: client.get_prompt("career_question", {"question": "Pay?"}))
    assert "Pay?" in told.messages[0].content.text
    assert "ask_guide" in told.messages[0].content.text


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask_guide", {"question": ""}, "Write what you would like to know."),
        ("ask_guide", {}, "question"),
        ("search_guide", {"question": "pay", "k": 0}, "k"),
        ("read_section", {"guide": "none.md", "section": "Work"}, "no guide"),
        ("read_section", {"guide": "work.md", "section": "Pay"}, "no section"),
        ("no_such_tool", {}, "no_such_tool"),
    ],
)
def test_what_cannot_be_done_is_said(
    address: str, tool: str, arguments: dict[str, Any], words: str
) -> None:
    failed = called(address, tool, **arguments)
    assert failed.is_error
    assert words in failed.content[0].text


def test_what_nobody_foresaw_stays_in_the_log(address: str) -> None:
    failed = called(address, "ask_guide", question="bug")
    assert failed.is_error
    assert "secret" not in failed.content[0].text


def test_a_section_that_is_not_there_is_no_resource(address: str) -> None:
    async def read(client: Client) -> None:
        with pytest.raises(MCPError, match="no section"):
            await client.read_resource("guide://work.md/Pay")

    using(address, read)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Host": "evil.test"}, 421), ({"Origin": "https://evil.test"}, 403)],
)
def test_the_door_holds_for_it_too(address: str, headers: dict[str, str], status: int) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {"Accept": "application/json, text/event-stream"}
    with httpx.Client(trust_env=False) as client:
        assert client.post(address, json=body, headers=accepted | headers).status_code == status


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    body=JSON
    | st.fixed_dictionaries(
        {
            "jsonrpc": st.just("2.0"),
            "id": st.integers() | st.text() | st.none(),
            "method": st.sampled_from(["tools/call", "resources/read", "prompts/get", "initialize"])
            | st.text(),
            "params": JSON
            | st.fixed_dictionaries(
                {"name": st.sampled_from(TOOLS), "arguments": JSON, "uri": st.text()}
            ),
        }
    )
)
@settings(max_examples=60, deadline=None)
def test_no_request_makes_the_server_fail(address: str, body: Any) -> None:
    accepted = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    sent = json.dumps(body).encode("utf-8", "surrogatepass")
    with httpx.Client(trust_env=False, timeout=60) as client:
        reply = client.post(address, content=sent, headers=accepted)
    assert reply.status_code < 500, reply.text
    assert "Traceback" not in reply.text


def test_the_process_logs_as_it_did_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])  # as in a process that has set nothing up
    monkeypatch.setattr(logging.root, "level", logging.WARNING)
    mcp_of(ScriptedAdvisor({}, (guide(),)))  # type: ignore[arg-type]
    assert (logging.root.level, logging.root.handlers) == (logging.WARNING, [])


def test_the_command_serves_it_on_standard_input_and_output(
    tmp_path: Path, tiny_model: Path
) -> None:
    """Whatever is not the protocol would break the client's reading."""
    data = {"ADVISOR_DATA_DIR": str(tmp_path / "data"), "ADVISOR_EMBEDDING_MODEL": str(tiny_model)}
    text = "# Welding\n\n## Pay\n<!-- asked: What does a welder earn? -->\n\nIt is 20 crowns.\n"
    folder = write(tmp_path / "guides", {"welding.md": text})
    own_settings = Settings(data_dir=tmp_path / "data", embedding_model=str(tiny_model))
    with Advisor(own_settings) as own:
        own.ingest([folder])
        question = "What does a welder earn?"
        wanted = own.ask(question)
    code = "from advisor.command import main; main()"
    server = StdioServerParameters(command=sys.executable, args=["-c", code, "mcp"], env=data)
    asked = called(server, "ask_guide", question=question)
    assert Answer.from_dict(asked.structured_content) == wanted
    assert "20 crowns" in asked.content[0].text


def test_a_plan_is_text_with_boxes_and_the_one_json(address: str) -> None:
    planned = called(address, "plan_way", person={"about": "I know R."})
    assert planned.content[0].text.startswith("# Work: a plan")
    assert "- [ ] **Python**: Learn Python. [1]" in planned.content[0].text
    (step,) = planned.structured_content["steps"]
    (gap,) = called(address, "list_gaps", person={"about": "I know R."}).structured_content[
        "result"
    ]
    assert step["requirements"] == [gap]
