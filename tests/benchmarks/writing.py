"""What the check of a written answer costs in time and text, beside the same answer unchecked."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Literal

from advisor import Advisor, Settings
from tests.benchmarks.asking import CORPUS
from tests.benchmarks.figures import Figure
from tests.scripted_openai import Handler, Script, scripted_openai

#: Of the writer and of the judge, a word or a mark being one.
_TOKENS_A_SECOND = 50
_ROUNDS = 5
_QUESTION = "What do machine learning engineers earn in North America, Singapore and China?"
#: What is written, and the words of the guide that it is from.
_SENTENCES = (
    ("In Singapore the median lies between S$80,000 and S$180,000.", "In Singapore, the median"),
    ("In China it lies between ¥500,000 and ¥1,500,000.", "In China, the median salary"),
    (
        "In Silicon Valley and New York City you can expect from $80,000 up to $300,000 or more.",
        "In North American tech hubs",
    ),
    ("Entry-level engineers typically start at around $50,000.", "Entry-level machine learning"),
    (
        "What you will earn exactly depends on your experience, your location and the industry.",
        "Exact salaries of machine learning engineers",
    ),
)
_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])")


def writing() -> Iterator[Figure]:
    """A writer and a judge that both say fifty tokens a second, checked and unchecked."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with Advisor(Settings(data_dir=data)) as advisor:
            advisor.ingest([CORPUS])
        rounds = [(_answered(data, "full"), _answered(data, "off")) for _ in range(_ROUNDS)]
    checked, unchecked = zip(*rounds, strict=True)
    for name, place in (("first words that may be read", 0), ("last word", 1), ("text sent", 2)):
        own, bare = (median(each[place] for each in side) for side in (checked, unchecked))
        unit = "characters" if place == 2 else "s"
        yield Figure(
            f"written and checked answer, {name} / unchecked", own / bare, _detail(own, bare, unit)
        )


def _detail(own: float, bare: float, unit: str) -> str:
    return f"{own:.2f} {unit} / {bare:.2f} {unit}" if unit == "s" else f"{own:.0f} / {bare:.0f}"


def _answered(data: Path, check: Literal["off", "full"]) -> tuple[float, float, float]:
    """Return the seconds until the first words that are not under examination, and until the last
    one, and how many characters were sent and received."""
    replies: list[str] = []
    with scripted_openai(_write, judge=_judge(replies)) as server:
        settings = Settings(
            data_dir=data,
            model="openai:scripted",
            model_url=server.url,
            model_key="none",
            check=check,
        )
        with Advisor(settings) as advisor:
            advisor.search(_QUESTION)  # warm
            began, first = time.perf_counter(), 0.0
            for answer in advisor.stream(_QUESTION):
                if not first and len(answer.text.strip()) > len(answer.unchecked):
                    first = time.perf_counter() - began
            last = time.perf_counter() - began
        if len(answer.claims) != len(_SENTENCES):
            raise RuntimeError(f"not all was kept: {answer.text}")
        said = sum(len(sentence) for sentence, _ in _SENTENCES)
        sent = [json.dumps(each["messages"]) for each in (*server.requests, *server.judged)]
    return first, last, said + sum(map(len, replies)) + sum(map(len, sent))


def _write(handler: Handler, body: dict[str, Any]) -> None:
    passages = _passages(body)
    handler.begin()
    for sentence, words in _SENTENCES:
        number = next(number for number, text in passages if words in text)
        for token in _TOKEN.findall(f"{sentence} [{number}] "):
            time.sleep(1 / _TOKENS_A_SECOND)
            handler.piece(token)
        handler.piece(" ")
    handler.piece("", "stop")
    handler.event("[DONE]")


def _judge(replies: list[str]) -> Script:
    def script(handler: Handler, body: dict[str, Any]) -> None:
        text = body["messages"][-1]["content"]
        verdicts = []
        for number, sentence in re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE):
            words = next((words for said, words in _SENTENCES if said == sentence), "")
            verdicts.append(
                {"number": int(number), "verdict": "supported", "words": [words], "why": ""}
            )
        reply = json.dumps({"verdicts": verdicts})
        replies.append(reply)
        time.sleep(len(_TOKEN.findall(reply)) / _TOKENS_A_SECOND)
        handler.reply(reply)

    return script


def _passages(body: dict[str, Any]) -> list[tuple[int, str]]:
    content = body["messages"][-1]["content"]
    return [
        (int(number), text)
        for number, text in re.findall(
            r'<passage number="(\d+)"[^>]*>\n?(.*?)</passage>', content, re.DOTALL
        )
    ]
