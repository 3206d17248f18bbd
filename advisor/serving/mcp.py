"""The advisor as a server of the Model Context Protocol, for assistants and agents.

Specification: https://modelcontextprotocol.io/specification.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from anyio.to_thread import run_sync
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.mcpserver.resources import ResourceSecurity
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, Resource, TextContent, ToolAnnotations
from pydantic import BaseModel, Field, GetJsonSchemaHandler, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from starlette.applications import Starlette

from advisor.errors import AdvisorError, GuideError
from advisor.guide.teaching import section_named
from advisor.serving.forms import AboutGuide, AboutPerson, Said, about_guide
from advisor.serving.messages import with_footnotes
from advisor.types import Answer, Guide, Hit, Plan, Requirement

if TYPE_CHECKING:
    from advisor.advisor import Advisor

#: Where the page's server has it.
PATH = "/mcp"

_INSTRUCTIONS = """\
Answers career questions from guides that a career service keeps. Ask `ask_guide` first: its \
answer is the guide's own words, or checked against them, with citations. Where its `coverage` \
is "not_covered" the guides do not answer, and you should say so instead of answering from \
memory. Use `search_guide` and `read_section` to read on, and name guide and section for what \
you take from them."""
_ONLY_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
# Names of guides and sections are looked up among those that are live, never on a disk.
_NAMES = ResourceSecurity(exempt_params={"name", "section"})

_Question = Annotated[
    str, Field(description="one question in plain words", examples=["What do beginners earn?"])
]

_Person = Annotated[
    AboutPerson, Field(description="what the person has told of themselves, as they told it")
]


class AnswerForm(RootModel[Answer]):
    """An answer in its one JSON form."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of an object, as MCP wants it, rather than a reference to one."""
        return handler.resolve_ref_schema(handler(schema))


class PlanForm(RootModel[Plan]):
    """A plan in its one JSON form."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of an object, as MCP wants it, rather than a reference to one."""
        return handler.resolve_ref_schema(handler(schema))


class SectionText(BaseModel):
    """A section of a guide."""

    guide: str
    edition: int
    section: list[str] = Field(description="heading path, outermost heading first")
    text: str = Field(description="Markdown, with the heading")
    uri: str


class _Server(MCPServer[None]):
    """A server whose list of resources follows the live guides."""

    def __init__(self, advisor: Advisor) -> None:
        level, before = logging.root.level, list(logging.root.handlers)
        super().__init__("career-advisor", title="Career advisor", instructions=_INSTRUCTIONS)
        for handler in logging.root.handlers[:]:  # what is logged is for the process to decide
            if handler not in before:
                logging.root.removeHandler(handler)
        logging.root.setLevel(level)
        self._advisor = advisor

    async def list_resources(self) -> list[Resource]:
        """List the sections of the live guides."""
        guides = await run_sync(self._advisor.guides)  # it may have to open the store
        return [
            Resource(
                uri=uri_of(guide, section.path),
                name=" > ".join(section.path),
                title=" › ".join(section.path),
                description=f"A section of {guide.title}",
                mime_type="text/markdown",
            )
            for guide in guides
            for section in guide.sections
            if section.part == 0
        ]


def mcp_of(advisor: Advisor) -> MCPServer[None]:
    """Return a server over an advisor, for standard input and output or to be served.

    Args:
        advisor: who answers. It stays the caller's to close.
    """
    server = _Server(advisor)

    @server.tool(structured_output=True, title="Ask the career guides", annotations=_ONLY_READS)
    def ask_guide(
        question: _Question,
        history: Annotated[
            list[Said], Field(max_length=1000, description="the conversation before, oldest first")
        ] = [],  # noqa: B006 - a default of the schema, never changed
    ) -> Annotated[CallToolResult, AnswerForm]:
        """Answer a career question (pay, skills, steps, job hunting, …) from the career guides.

        Use it for anything that a career guide may say, also for follow-up questions: then pass the
        conversation in `history`. The text has markers like [1] and the sources below; the
        structured answer has every citation word for word, and `coverage`: "covered", "partial"
        (what helps, not the answer itself) or "not_covered".
        """
        with _in_words():
            answer = advisor.ask(question, [each.model_dump() for each in history])
            titles = {guide.name: guide.title for guide in advisor.guides()}
        text = TextContent(type="text", text=with_footnotes(answer, titles))
        return CallToolResult(content=[text], structured_content=answer.to_dict())

    @server.tool(structured_output=True, title="Search the career guides", annotations=_ONLY_READS)
    def search_guide(
        question: _Question,
        k: Annotated[int, Field(ge=1, le=20, description="how many sections at most")] = 5,
    ) -> list[Hit]:
        """Find the sections of the career guides that fit a question best, best first.

        Use it to gather material on a topic, or where `ask_guide` does not answer.
        """
        with _in_words():
            return advisor.search(question, k)

    @server.tool(
        structured_output=True, title="Read a section of a career guide", annotations=_ONLY_READS
    )
    def read_section(
        guide: Annotated[str, Field(description="the guide's name, as list_guides gives it")],
        section: Annotated[
            str,
            Field(description="a heading, or several that lead to it", examples=["Pay > Europe"]),
        ],
    ) -> SectionText:
        """Read one section of a career guide whole, to see what stands around a citation."""
        with _in_words():
            return _read(advisor.guide(guide), section)

    @server.tool(structured_output=True, title="List the career guides", annotations=_ONLY_READS)
    def list_guides() -> list[AboutGuide]:
        """List the career guides with their editions and headings: what can be asked about."""
        with _in_words():
            return [about_guide(guide) for guide in advisor.guides()]

    @server.tool(structured_output=True, title="What is missing", annotations=_ONLY_READS)
    def list_gaps(person: _Person) -> list[Requirement]:
        """Tell of each thing that a career guide asks for whether a person has it, with citations.

        Use it where somebody tells what they know and asks what is missing. `status` is "have",
        "missing" or "unsure", and `reason` says why in the person's own words.
        """
        with _in_words():
            return advisor.gaps(person.profile(), person.guide)

    @server.tool(structured_output=True, title="Plan the way", annotations=_ONLY_READS)
    def plan_way(person: _Person) -> Annotated[CallToolResult, PlanForm]:
        """Lay out the way into a career along its guide, without what a person has already.

        Use it where somebody introduces themselves and asks how to get there, where to start or
        what comes next. The text is Markdown with check-boxes and the sections that it is from.
        """
        with _in_words():
            plan = advisor.plan(person.profile(), person.guide)
        text = TextContent(type="text", text=plan.to_markdown())
        return CallToolResult(content=[text], structured_content=plan.to_dict())

    @server.resource(
        "guide://{name}/{section}",
        title="A section of a guide",
        mime_type="text/markdown",
        security=_NAMES,
    )
    def section_of_guide(name: str, section: str) -> str:
        """The text of a section: the guide's name, and the headings that lead to it."""
        try:
            return _read(advisor.guide(name), section).text
        except GuideError as error:
            raise ResourceNotFoundError(str(error)) from None

    @server.prompt(title="Ask the guide")
    def career_question(question: str) -> str:
        """Answer a career question from the guides, with citations."""
        return (
            f"Answer this question with the tool ask_guide, and cite guide and section for "
            f"everything: {question}\nWhere the guides do not answer it, say so."
        )

    @server.prompt(title="Plan my way")
    def career_plan(about: str) -> str:
        """Plan the steps into a career for a person, from the guides."""
        return (
            f"This is who I am and what I want: {about}\nCall the tool plan_way with that as "
            "`about`, and lay the plan before me: its steps in its order, each with its section. "
            "Add nothing that it does not say; read_section shows what stands around a citation."
        )

    return server


def mcp_app(server: MCPServer[None]) -> Starlette:
    """Return a server as an application that serves `PATH` over streamable HTTP.

    It keeps no sessions, and leaves to the page's door which hosts and origins are answered.
    """
    return server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


def uri_of(guide: Guide, path: tuple[str, ...]) -> str:
    """Return the address of a section as a resource."""
    return f"guide://{quote(guide.name, safe='')}/{quote(' > '.join(path), safe='')}"


def _read(guide: Guide, name: str) -> SectionText:
    path = guide.sections[section_named(name, guide)].path
    text = "".join(
        guide.text[each.start : each.end] for each in guide.sections if each.path == path
    )
    return SectionText(
        guide=guide.name,
        edition=guide.edition,
        section=list(path),
        text=text,
        uri=uri_of(guide, path),
    )


@contextmanager
def _in_words() -> Iterator[None]:
    """Tell an assistant what the advisor's errors say; what nobody foresaw stays in the log."""
    try:
        yield
    except AdvisorError as error:
        raise ToolError(str(error)) from None
