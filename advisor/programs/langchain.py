"""An advisor as a retriever, a tool and a runnable of LangChain (https://docs.langchain.com).

LangChain runs what is written here in threads where a program wants it asynchronous; an advisor may
be used from many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from advisor.types import Answer, Hit, Message

#: A question, or a question with the conversation before it.
AskInput = str | Mapping[str, Any]


class Asked(Protocol):
    """What is needed of an advisor."""

    def search(self, question: str, k: int = 5) -> list[Hit]:
        """Return the sections that fit a question best."""
        ...

    def ask(self, question: str, history: Sequence[Message] = ()) -> Answer:
        """Answer a question."""
        ...

    def stream(self, question: str, history: Sequence[Message] = ()) -> Iterator[Answer]:
        """Answer a question bit by bit."""
        ...


class GuideRetriever(BaseRetriever):
    """Finds sections of the guides. Each document is a section's Markdown; its metadata has the
    fields of `Hit` but the text: guide, section (headings, outermost first), score, start, end."""

    advisor: Any
    k: int = 5

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's own
    ) -> list[Document]:
        documents = []
        for hit in self.advisor.search(query, self.k):
            metadata = asdict(hit)
            text = metadata.pop("text")
            documents.append(Document(page_content=text, metadata=metadata))
        return documents


class GuideRunnable(Runnable[AskInput, Answer]):
    """Answers questions. Its input is a question, or a mapping with the "question" and the
    "history" before it (role/content messages); streamed, it gives growing answers.

    Args:
        advisor: who answers.
    """

    def __init__(self, advisor: Asked) -> None:
        self._advisor = advisor

    def invoke(
        self,
        input: AskInput,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> Answer:
        """Return the answer to a question."""
        return self._call_with_config(self._answer, input, config)

    def stream(
        self,
        input: AskInput,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> Iterator[Answer]:
        """Yield growing answers to a question; the last one is what `invoke` returns."""
        yield from self._transform_stream_with_config(iter([input]), self._answers, config)

    def _answer(self, asked: AskInput) -> Answer:
        return self._advisor.ask(*_question_and_history(asked))

    def _answers(self, asked: Iterator[AskInput]) -> Iterator[Answer]:
        for each in asked:
            yield from self._advisor.stream(*_question_and_history(each))


class AskGuide(BaseModel):
    """What the tool is called with."""

    question: str = Field(
        description="One question in plain words that stands alone, such as “What does an "
        "entry-level machine learning engineer earn in Europe?”"
    )


def tool_of(advisor: Asked, titles: Sequence[str]) -> BaseTool:
    """Return a tool that answers questions from the guides.

    Args:
        advisor: who answers.
        titles: the guides' titles, by which an agent chooses the tool.

    Returns:
        A tool whose content is the answer with its numbered sources, as text, and whose artifact
        is the `Answer`.
    """

    def ask_guide(question: str) -> tuple[str, Answer]:
        answer = advisor.ask(question)
        return _as_text(answer), answer

    about = "; ".join(titles) or "none yet"
    return StructuredTool.from_function(
        ask_guide,
        name="ask_guide",
        description=(
            "Answers a career question from career guides, word for word, with numbered sources: "
            "pay, skills, training, applications, daily work. Says so when the guides do not "
            f"answer it. The guides: {about}."
        ),
        args_schema=AskGuide,
        response_format="content_and_artifact",
    )


def _question_and_history(asked: AskInput) -> tuple[str, Sequence[Message]]:
    if isinstance(asked, Mapping):
        return asked["question"], asked.get("history", ())
    return asked, ()


def _as_text(answer: Answer) -> str:
    """Return an answer with what its markers stand for below it, and whether it is covered."""
    sources = [
        f"[{each.number}] {each.guide}: {' > '.join(each.section)}" for each in answer.citations
    ]
    said = {
        "covered": "The guides answer this.",
        "partial": "The guides may not answer this.",
        "not_covered": "The guides do not answer this.",
    }
    return "\n".join([answer.text, "", *sources, said[answer.coverage]])
