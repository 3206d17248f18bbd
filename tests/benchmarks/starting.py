"""How long it takes from the command to the first answer, beside the imports and the model."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from advisor import Advisor, Settings
from advisor.models.embedding import bundled_model
from tests.benchmarks.asking import CORPUS
from tests.benchmarks.figures import Figure, median_ratio

ROOT = CORPUS.parent
_RUNS = 3
_QUESTION = "How much does a machine learning engineer earn in Europe?"
_PATIENCE = 180  # seconds
_BARE = """
import gradio
from sentence_transformers import SentenceTransformer

model = SentenceTransformer({folder!r}, local_files_only=True)
model.encode({question!r})
print("ready", flush=True)
"""
_local = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def starting() -> Iterator[Figure]:
    """`python app.py` to the page and to the first answer, and `import advisor`, over a script
    that imports gradio and sentence_transformers and encodes one text."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with Advisor(Settings(data_dir=data)) as advisor:
            advisor.ingest([CORPUS])
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ADVISOR_")}
        environment["ADVISOR_DATA_DIR"] = str(data)
        bare = _BARE.format(folder=str(bundled_model()), question=_QUESTION)
        _script(bare, environment)  # the files are read from disk once
        served, answered, imported = [], [], []
        for _ in range(_RUNS):
            baseline = _script(bare, environment)
            to_page, to_answer = _app(environment)
            served.append((to_page, baseline))
            answered.append((to_answer, baseline))
            imported.append((_script("import advisor; print('ready')", environment), baseline))
    yield _figure("first answer / bare script", answered, 1.2)
    yield _figure("page served / bare script", served, 1.0)
    yield _figure("import advisor / bare script", imported, 0.1)


def _figure(name: str, pairs: list[tuple[float, float]], target: float) -> Figure:
    own, bare = sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]
    return Figure(name, median_ratio(pairs), f"{own:.2f} s / {bare:.2f} s, fresh processes", target)


def _script(code: str, environment: dict[str, str]) -> float:
    """Seconds until a script says that it is ready."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        took = time.perf_counter() - started
    if said.strip() != "ready":
        raise RuntimeError("the bare script failed")
    return took


def _app(environment: dict[str, str]) -> tuple[float, float]:
    """Seconds until the page is served, and until it has answered a question."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_served(address):
            if process.poll() is not None or time.perf_counter() - started > _PATIENCE:
                raise RuntimeError("the page was not served")
            time.sleep(0.01)
        to_page = time.perf_counter() - started
        ask_page(address, _QUESTION)
        return to_page, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask_page(address: str, question: str) -> None:
    """Asks as the page itself does when Enter is pressed, and waits for the whole answer.

    Raises:
        RuntimeError: the page did not answer, or cited nothing.
    """
    with _local.open(f"{address}/config", timeout=_PATIENCE) as response:
        config = json.load(response)
    asking = next(
        each
        for each in config["dependencies"]
        if any(event == "submit" for _, event in each["targets"])
    )
    prefix = address + config.get("api_prefix", "")
    join = {
        "data": [question, *[None] * (len(asking["inputs"]) - 1)],
        "fn_index": asking["id"],
        "session_hash": "benchmark",
        "trigger_id": asking["targets"][0][0],
        "event_data": None,
    }
    request = urllib.request.Request(
        f"{prefix}/queue/join",
        json.dumps(join).encode(),
        {"Content-Type": "application/json"},
    )
    _local.open(request, timeout=_PATIENCE).close()
    said = ""
    with _local.open(f"{prefix}/queue/data?session_hash=benchmark", timeout=_PATIENCE) as stream:
        for raw in stream:
            line = raw.decode()
            said += line
            if '"process_completed"' in line:
                if '"success":true' not in line.replace(" ", "") or "cite" not in said:
                    raise RuntimeError(f"the page did not answer: {line[:500]}")
                return
    raise RuntimeError("the page went away")


def _is_served(address: str) -> bool:
    try:
        _local.open(address, timeout=5).close()
    except OSError:
        return False
    return True
