"""The advisor over HTTP: questions, search, guides and citations as JSON."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from advisor.errors import AdvisorError, GuideError, QuestionError
from advisor.fetching.addresses import is_address
from advisor.serving.completions import add_completions
from advisor.serving.forms import AboutGuide, AboutPerson, Said, about_guide
from advisor.serving.mcp import mcp_app, mcp_of
from advisor.serving.messages import STREAMED, UNFORESEEN, EventStream, event
from advisor.types import Answer, Citation, Hit, Plan, Requirement, Standing

if TYPE_CHECKING:
    from advisor.advisor import Advisor

_logger = logging.getLogger(__name__)

_SECTIONS = 20


class AskedQuestion(BaseModel):
    """A question, and the conversation before it."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="what is asked", examples=["What do beginners earn?"])
    history: list[Said] = Field(
        default=[], max_length=1000, description="the conversation before it, oldest first"
    )
    stream: bool = Field(
        default=False,
        description="send the growing answer as server-sent events: `partial`, then one `answer`",
    )


class SearchedFor(BaseModel):
    """What to look for in the guides."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="what is asked, in words or keywords", examples=["salary"])
    k: int = Field(default=5, ge=1, le=_SECTIONS, description="how many sections at most")


class AboutCitation(BaseModel):
    """Whether the words of a citation still stand in its guide."""

    standing: Standing = Field(
        description='"current" where they stood, "moved" elsewhere in the guide, "gone" nowhere'
    )


class State(BaseModel):
    """Whether the server is of use."""

    status: Literal["ok"] = "ok"


class Refusal(BaseModel):
    """Why a request could not be answered, in a sentence for people."""

    error: str


_Question = Annotated[str, Query(description="what is asked", examples=["What do I need?"])]
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The request is no text."},
    422: {"model": Refusal, "description": "The request is not one that can be answered."},
    503: {"model": Refusal, "description": "The advisor cannot answer now."},
}


_NO_SUCH_GUIDE: dict[int | str, dict[str, Any]] = {
    404: {"model": Refusal, "description": "There is no guide of that name."}
}


_ORIGINALS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}, "application/octet-stream": {}}},
    307: {"description": "The guide was read from a web page."},
    **_NO_SUCH_GUIDE,
}
#: What the page itself may do is more than what a file from elsewhere may.
_FILE_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


def api_of(advisor: Advisor) -> FastAPI:
    """Return the endpoints over an advisor as an application with its own OpenAPI document. It has
    a lifespan, without which MCP is not served.

    Args:
        advisor: who answers. It stays the caller's to close.
    """
    served = mcp_app(mcp_of(advisor))
    api = FastAPI(
        title="Career advisor",
        description="Answers career questions from guides, and cites them word for word.",
        version="1",
        docs_url=None,
        redoc_url=None,
        responses=_REFUSALS,
        lifespan=served.router.lifespan_context,
    )

    streamed: dict[int | str, dict[str, Any]] = {200: {"content": STREAMED}}

    @api.post("/ask", response_model=Answer, responses=streamed)
    def ask(asked: AskedQuestion) -> Any:
        """Answer a question from the guides, with citations."""
        history = [said.model_dump() for said in asked.history]
        return _answered(advisor, asked.question, history, stream=asked.stream)

    @api.get("/ask", response_model=Answer, responses=streamed)
    def ask_by_address(question: _Question, stream: bool = False) -> Any:
        """Answer a question without a conversation before it; for `EventSource` and curl."""
        return _answered(advisor, question, (), stream=stream)

    @api.post("/search")
    def search(wanted: SearchedFor) -> list[Hit]:
        """Find the sections of the guides that fit a question best, best first."""
        return advisor.search(wanted.question, wanted.k)

    @api.get("/search")
    def search_by_address(
        question: _Question, k: Annotated[int, Query(ge=1, le=_SECTIONS)] = 5
    ) -> list[Hit]:
        """Find the sections of the guides that fit a question best, best first."""
        return advisor.search(question, k)

    @api.get("/guides")
    def guides() -> list[AboutGuide]:
        """List the live guides with their headings."""
        return [about_guide(guide) for guide in advisor.guides()]

    @api.get("/original", response_class=FileResponse, responses=_ORIGINALS)
    def original(guide: Annotated[str, Query(description="the guide's name")]) -> Response:
        """Give out the file that a guide was read from, or lead to its web page."""
        source = advisor.original(guide)
        if source is None:
            raise HTTPException(404, "The file of this guide is not given out, or it has changed")
        return _opened(source)

    @api.post("/citation")
    def citation(cited: Citation) -> AboutCitation:
        """Tell whether the words of a citation of an earlier answer still stand."""
        return AboutCitation(standing=advisor.standing(cited))

    @api.post("/gaps", responses=_NO_SUCH_GUIDE)
    def gaps(person: AboutPerson) -> list[Requirement]:
        """Tell of each thing that the guide asks for whether a person has it."""
        return advisor.gaps(person.profile(), person.guide)

    @api.post("/plan", response_model=Plan, responses=_NO_SUCH_GUIDE)
    def plan(person: AboutPerson) -> Any:
        """Lay out the guide's way without what a person has already, with citations."""
        return advisor.plan(person.profile(), person.guide)

    @api.get("/healthz")
    def healthz() -> State:
        """Say that the server runs."""
        return State()

    @api.get("/readyz")
    def readyz() -> State:
        """Say that questions can be answered: there is a guide and its store can be used."""
        if not advisor.guides():
            raise AdvisorError("There is no guide to answer from yet.")
        return State()

    add_completions(api, advisor)
    api.router.routes.extend(served.routes)
    api.add_exception_handler(RequestValidationError, _malformed)
    api.add_exception_handler(HTTPException, _not_served)
    api.add_exception_handler(AdvisorError, _refused)
    api.add_exception_handler(Exception, _failed)
    return api


def _answered(
    advisor: Advisor, question: str, history: Sequence[dict[str, Any]], *, stream: bool
) -> Any:
    answers = advisor.stream(question, history)
    if not stream:
        *_, whole = answers
        return whole
    first = next(answers)  # a question that is refused is refused with a status, not in the stream
    return EventStream(_events(first, answers))


def _opened(source: str) -> Response:
    """Return a PDF to be looked at, any other file to be saved; the browser goes to an address."""
    if is_address(source):
        return RedirectResponse(source)
    path = Path(source)
    shown = path.suffix.lower() == ".pdf"
    return FileResponse(
        path,
        media_type="application/pdf" if shown else "application/octet-stream",
        filename=path.name,
        content_disposition_type="inline" if shown else "attachment",
        headers={"Content-Security-Policy": _FILE_POLICY},
    )


def _events(first: Answer, rest: Iterator[Answer]) -> Generator[str]:
    """Yield the growing answers as `partial` events, and the last one as `answer`."""
    latest = first
    try:
        for answer in rest:
            yield event(latest.to_dict(), "partial")
            latest = answer
    except AdvisorError as error:
        yield event({"error": str(error)}, "error")
    except Exception:
        _logger.exception("could not answer a question")
        yield event({"error": UNFORESEEN}, "error")
    else:
        yield event(latest.to_dict(), "answer")


def _reply(request: Request, status: int, words: str) -> JSONResponse:
    """Return a refusal in the form that the endpoint's clients expect."""
    if request.url.path.startswith("/v1/"):
        kind = "invalid_request_error" if status < 500 else "server_error"
        body: Any = {"message": words, "type": kind, "param": None, "code": None}
        return JSONResponse({"error": body}, status)
    return JSONResponse({"error": words}, status)


def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [
        f"{'.'.join(str(part) for part in each['loc'][1:]) or 'the request'}: {each['msg']}"
        for each in error.errors()[:5]
    ]
    words = f"The request cannot be read: {'; '.join(problems)}. GET /docs says what to send."
    return _reply(request, 422, words)


def _not_served(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _reply(request, error.status_code, f"{error.detail}. GET /docs says what to send.")


def _refused(request: Request, error: Exception) -> JSONResponse:
    status = 503
    if isinstance(error, (QuestionError, GuideError)):
        status = 422 if isinstance(error, QuestionError) else 404
    return _reply(request, status, str(error))


def _failed(request: Request, error: Exception) -> JSONResponse:
    _logger.error("could not serve %s", request.url.path, exc_info=error)
    return _reply(request, 500, UNFORESEEN)
