"""The files that guides came from, given out where that is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import docx_bytes, pdf_bytes
from fastapi.testclient import TestClient
from scripted import ScriptedAdvisor, guide

from advisor import Advisor, Settings
from advisor.serving.http import api_of

GUIDES = {"bees.pdf": pdf_bytes(3), "more/bees.docx": docx_bytes(styled=True)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guides")
    (folder / "more").mkdir()
    for name, data in GUIDES.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def data(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    with Advisor(Settings(data_dir=data)) as advisor:
        advisor.ingest([folder])
    return data


def test_nothing_is_given_out_unless_it_is_allowed(data: Path) -> None:
    with Advisor(Settings(data_dir=data)) as advisor:
        assert advisor.original("bees.pdf") is None
        refused = TestClient(api_of(advisor)).get("/original", params={"guide": "bees.pdf"})
    assert refused.status_code == 404
    assert "not given out" in refused.json()["error"]


def test_a_pdf_is_opened_and_another_file_saved(data: Path, folder: Path) -> None:
    with Advisor(Settings(data_dir=data, open_originals=True)) as advisor:
        assert advisor.original("bees.pdf") == str(folder / "bees.pdf")
        client = TestClient(api_of(advisor))
        pdf = client.get("/original", params={"guide": "bees.pdf"})
        word = client.get("/original", params={"guide": "more/bees.docx"})
        unknown = client.get("/original", params={"guide": "../data/registry"})
    assert (pdf.content, pdf.headers["content-type"]) == (GUIDES["bees.pdf"], "application/pdf")
    assert pdf.headers["content-disposition"].startswith("inline")
    for part in ("default-src 'none'", "frame-ancestors 'none'"):
        assert part in pdf.headers["content-security-policy"]
    assert word.content == GUIDES["more/bees.docx"]
    assert word.headers["content-type"] == "application/octet-stream"
    assert word.headers["content-disposition"].startswith("attachment")
    assert unknown.status_code == 404


def test_a_file_that_has_changed_or_gone_is_not_given_out(tmp_path: Path) -> None:
    path = tmp_path / "bees.pdf"
    path.write_bytes(pdf_bytes(2))
    with Advisor(Settings(data_dir=tmp_path / "data", open_originals=True)) as advisor:
        advisor.ingest([path])
        assert advisor.original("bees.pdf") == str(path)
        path.write_bytes(pdf_bytes(3))
        assert advisor.original("bees.pdf") is None
        path.unlink()
        assert advisor.original("bees.pdf") is None


def test_a_guide_from_the_web_leads_there() -> None:
    advisor = ScriptedAdvisor(guides=(guide(),))
    advisor.originals["work.md"] = "https://guides.example/work"
    client = TestClient(api_of(advisor), follow_redirects=False)  # type: ignore[arg-type]
    led = client.get("/original", params={"guide": "work.md"})
    assert (led.status_code, led.headers["location"]) == (307, "https://guides.example/work")
