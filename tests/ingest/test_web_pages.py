"""Guides from web pages, by a whole advisor and a server on loopback."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from documents import docx_bytes
from fakes import write
from sites import Served, Site

from advisor import Advisor, GuideError, Settings
from advisor.types import GuideChange, IngestReport
from advisor.ui.keeping import take_in

pytestmark = pytest.mark.usefixtures("loopback_alone")


def html(*paragraphs: str, title: str = "Nurse") -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f"<html><body><h1>{title}</h1><h2>Pay</h2>{body}</body></html>"


def sitemap(*locations: str, index: bool = False) -> str:
    kind, each = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    entries = "".join(f"<{each}><loc>{location}</loc></{each}>" for location in locations)
    return f"<{kind}>{entries}</{kind}>"


OLD = html("A nurse earns 20 crowns a day.", "Nights are paid twice.")
NEW = html("A nurse earns 30 crowns a day.", "Nights are paid twice.")


@pytest.fixture
def settings(tmp_path: Path, tiny_model: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        embedding_model=str(tiny_model),
        fetch_networks="127.0.0.1",
        fetch_seconds=30,
        fetch_pages=3,
        read_file_mb=1,
    )


@pytest.fixture
def advisor(settings: Settings) -> Iterator[Advisor]:
    with Advisor(settings) as made:
        yield made


@pytest.fixture
def host(site: Site) -> str:
    """What names of guides from the site begin with."""
    return f"127.0.0.1-{site.port}"


def whats(report: IngestReport) -> dict[str, str]:
    return {change.guide: change.what for change in report.changes}


def only(changes: Sequence[GuideChange]) -> GuideChange:
    (change,) = changes
    return change


def texts(advisor: Advisor) -> dict[str, str]:
    return {guide.name: guide.text for guide in advisor.guides()}


# --- versions ----------------------------------------------------------------------------------


def test_a_page_becomes_a_guide_and_is_not_sent_again(
    advisor: Advisor, site: Site, host: str
) -> None:
    address = site.put("/nurse", OLD)
    first = advisor.ingest([address])
    assert whats(first) == {f"{host}/nurse.html": "added"}
    assert first.embedded > 0
    assert "20 crowns" in texts(advisor)[f"{host}/nurse.html"]

    again = advisor.ingest([address])
    assert whats(again) == {f"{host}/nurse.html": "unchanged"}
    assert (again.embedded, again.skipped) == (0, ())
    assert "if-none-match" in site.asked[-1][1]


def test_the_same_bytes_sent_again_change_nothing(advisor: Advisor, site: Site) -> None:
    address = site.put("/nurse", OLD)
    advisor.ingest([address])
    site.put("/nurse", OLD, ETag='"another"')
    report = advisor.ingest([address])
    assert (only(report.changes).what, report.embedded) == ("unchanged", 0)
    advisor.ingest([address])
    assert site.asked[-1][1]["if-none-match"] == '"another"'


def test_a_page_that_has_changed_is_the_next_edition_and_is_cited(
    advisor: Advisor, site: Site
) -> None:
    address = site.put("/nurse", OLD)
    first = only(advisor.ingest([address]).changes)
    site.put("/nurse", NEW)
    change = only(advisor.ingest([address]).changes)
    assert (change.what, change.edition, change.kept) == ("changed", 2, 1)
    assert change.guide == first.guide
    answer = advisor.ask("What does a nurse earn a day?")
    quotes = [citation.quote for citation in answer.citations]
    assert any("30 crowns" in quote for quote in quotes)
    assert not any("20 crowns" in quote for quote in quotes)
    guide = advisor.guide(change.guide)
    assert all(guide.text[c.start : c.end] == c.quote for c in answer.citations)


def test_the_address_is_what_a_guide_is_known_by(advisor: Advisor, site: Site, host: str) -> None:
    """Not its title, content or format; and what a redirect leads to is not another guide."""
    address = site.redirect("/nurse", "/2024/nurse.html")
    site.put("/2024/nurse.html", OLD)
    advisor.ingest([address])
    site.redirect("/nurse", "/2025/carer")
    site.put("/2025/carer", "# Carer\n\nA carer earns 40 crowns.\n", "text/markdown")
    change = only(advisor.ingest([address]).changes)
    assert (change.guide, change.edition, change.what) == (f"{host}/nurse.md", 2, "moved")
    assert list(texts(advisor)) == [f"{host}/nurse.md"]

    site.put("/copy", "# Carer\n\nA carer earns 40 crowns.\n", "text/markdown")
    assert whats(advisor.ingest([site.root + "/copy"])) == {f"{host}/copy.md": "added"}
    assert len(texts(advisor)) == 2


def test_one_address_in_several_spellings_is_one_guide(advisor: Advisor, site: Site) -> None:
    site.put("/nurse", OLD)
    spellings = ["/nurse", "/x/../nurse", "/nurse#pay"]
    advisor.ingest([site.root + each for each in spellings])
    assert site.paths() == ["/nurse"]
    assert len(advisor.guides()) == 1


def test_addresses_of_one_name_are_guides_of_their_own_and_stay_so(
    advisor: Advisor, site: Site, host: str
) -> None:
    pages = [site.put(path, OLD.replace("20", path[-1])) for path in ("/p?1", "/p-1", "/p//1")]
    advisor.ingest(pages)
    before = texts(advisor)
    assert len(before) == 3
    assert f"{host}/p-1.html" in before
    for given in (pages[::-1], pages[1:], pages[:1]):
        assert set(whats(advisor.ingest(given)).values()) == {"unchanged"}
    assert texts(advisor) == before
    advisor.remove(f"{host}/p-1.html")
    assert set(whats(advisor.ingest(pages[1:])).values()) == {"unchanged"}
    assert whats(advisor.ingest(pages[:1])) == {f"{host}/p-1.html": "added"}
    assert texts(advisor) == before


def test_a_page_with_the_words_of_a_file_that_is_gone_is_another_guide(
    advisor: Advisor, site: Site, host: str, tmp_path: Path
) -> None:
    write(tmp_path, {"nurse.html": OLD})
    advisor.ingest([tmp_path / "nurse.html"])
    (tmp_path / "nurse.html").unlink()
    change = only(advisor.ingest([site.put("/nurse", OLD)]).changes)
    assert (change.what, change.embedded) == ("added", 0)
    assert set(texts(advisor)) == {"nurse.html", f"{host}/nurse.html"}


def test_a_page_that_was_cut_off_when_it_was_kept_is_fetched_anew(
    advisor: Advisor, site: Site, settings: Settings
) -> None:
    address = site.put("/nurse", OLD)
    advisor.ingest([address])
    (kept,) = (settings.data_dir / "pages").glob("*/*/nurse.html")
    kept.write_bytes(b"<h1>")
    assert only(advisor.ingest([address]).changes).what == "unchanged"
    assert "if-none-match" not in site.asked[-1][1]


# --- formats -----------------------------------------------------------------------------------


def test_formats_are_those_of_the_content_type(advisor: Advisor, site: Site, host: str) -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    document = docx_bytes(styled=True)
    report = advisor.ingest(
        [
            site.put("/get?id=1", document, word),
            site.put("/raw.md", "# Baker\n\n## Pay\n\nIt is **20** crowns.\n", "text/plain"),
            site.put("/plain", "BAKER\n\nBakers rise early.\n", "text/plain; charset=utf-8"),
        ]
    )
    assert report.skipped == ()
    assert set(report.guides) == {f"{host}/get-id-1.docx", f"{host}/raw.md", f"{host}/plain.txt"}


def test_a_charset_that_the_server_names_counts(advisor: Advisor, site: Site, host: str) -> None:
    for number, charset in enumerate(("koi8-r", "shift_jis", "utf-8", "no-such")):
        words = {"koi8-r": "Пекарь встаёт рано.", "shift_jis": "パン屋は早起きです。"}
        text = f'<meta charset="utf-8"><p>{words.get(charset, "Bäcker.")}</p>'
        encoded = text.encode(charset if charset in words else "utf-8")
        address = site.put(f"/{number}", encoded, f"text/html; charset={charset}")
        advisor.ingest([address])
        assert words.get(charset, "Bäcker.") in texts(advisor)[f"{host}/{number}.html"]


def test_what_is_no_guide_is_skipped_with_the_reason_and_the_others_go_in(
    advisor: Advisor, site: Site, tmp_path: Path
) -> None:
    picture = site.put("/a.png", b"\x89PNG", "image/png")
    lying = site.put("/b", b"\x89PNG\x00\x01\x02", "application/pdf")
    large = site.put("/c", "x" * 1_100_000)
    forbidden = "http://10.0.0.1/x"
    write(tmp_path, {"guide.md": "# Pay\n\nPay is good.\n"})
    report = advisor.ingest(
        [picture, lying, large, forbidden, site.root + "/missing", tmp_path / "guide.md"]
    )
    reasons = dict(report.skipped)
    assert report.guides == ("guide.md",)
    assert "image/png" in reasons[picture]
    assert "PDF" in reasons[lying]
    assert "ADVISOR_READ_FILE_MB" in reasons[large]
    assert "ADVISOR_FETCH_NETWORKS" in reasons[forbidden]
    assert "404" in reasons[site.root + "/missing"]


# --- what stays --------------------------------------------------------------------------------


def test_folders_and_pages_leave_each_others_guides_alone(
    advisor: Advisor, site: Site, host: str, tmp_path: Path
) -> None:
    guides = write(tmp_path / "guides", {"a.md": "# A\n\nWords of a.\n", "b.md": "# B\n\nOf b.\n"})
    address = site.put("/nurse", OLD)
    advisor.ingest([address, guides])
    (guides / "b.md").unlink()
    assert whats(advisor.ingest([address]))[f"{host}/nurse.html"] == "unchanged"
    assert set(texts(advisor)) == {"a.md", "b.md", f"{host}/nurse.html"}
    assert whats(advisor.ingest([guides])) == {"a.md": "unchanged", "b.md": "removed"}
    assert set(texts(advisor)) == {"a.md", f"{host}/nurse.html"}


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_page_that_is_gone_is_said_to_be_and_its_guide_stays_until_it_is_removed(
    advisor: Advisor, site: Site, host: str, tmp_path: Path, status: int
) -> None:
    address = site.put("/nurse", OLD)
    guides = write(tmp_path / "guides", {"a.md": "# A\n\nWords of a.\n"})
    advisor.ingest([address, guides])
    before = texts(advisor)
    site.pages["/nurse"] = Served(status=status)
    ((where, reason),) = advisor.ingest([address, guides]).skipped
    assert where == address
    assert str(status) in reason
    with pytest.raises(GuideError, match=str(status)):
        advisor.ingest([address])
    assert texts(advisor) == before

    advisor.remove(f"{host}/nurse.html")
    assert list(texts(advisor)) == ["a.md"]
    site.put("/nurse", OLD)
    assert whats(advisor.ingest([address]))[f"{host}/nurse.html"] == "added"
    assert "if-none-match" not in site.asked[-1][1]


def test_pages_come_along_when_the_store_is_made_anew(
    settings: Settings, advisor: Advisor, site: Site, tmp_path: Path
) -> None:
    guides = write(tmp_path / "guides", {"a.md": "# A\n\nWords of a.\n"})
    advisor.ingest([site.put("/nurse", OLD), guides])
    before = texts(advisor)
    advisor.close()
    other = settings.model_copy(update={"embedding_model": ""})
    with Advisor(other) as rebuilt:
        rebuilt.ingest([guides], rebuild=True)
        assert texts(rebuilt) == before


def test_a_dry_run_keeps_nothing(advisor: Advisor, site: Site, settings: Settings) -> None:
    address = site.put("/nurse", OLD)
    assert only(advisor.ingest([address], dry_run=True).changes).what == "added"
    assert not (settings.data_dir / "pages").exists()
    advisor.ingest([address])
    site.put("/nurse", NEW)
    kept = sorted((settings.data_dir / "pages").rglob("*"))
    assert only(advisor.ingest([address], dry_run=True).changes).what == "changed"
    assert sorted((settings.data_dir / "pages").rglob("*")) == kept
    assert only(advisor.ingest([address]).changes).what == "changed"


def test_a_question_is_not_written_into_a_page(advisor: Advisor, site: Site, host: str) -> None:
    advisor.ingest([site.put("/nurse.md", "# Nurse\n\n## Pay\n\nIt is good.\n", "text/markdown")])
    with pytest.raises(GuideError, match="was fetched from http://127"):
        advisor.teach("what do nurses earn?", f"{host}/nurse.md", "Pay")


# --- lists and sitemaps ------------------------------------------------------------------------


def test_a_list_names_pages(advisor: Advisor, site: Site, tmp_path: Path) -> None:
    one, two = site.put("/1", OLD), site.put("/2", NEW)
    write(tmp_path, {"pages.txt": f"# ours\n{one}\n{two} # and this\nsite.example/3\n"})
    report = advisor.ingest([f"@{tmp_path}/pages.txt", f"@{tmp_path}/missing.txt"])
    assert len(report.guides) == 2
    reasons = dict(report.skipped)
    assert "no address" in reasons[f"{tmp_path}/pages.txt, line 4"]
    assert "missing.txt" in reasons[f"{tmp_path}/missing.txt"]


def test_a_file_whose_name_begins_like_a_list_is_a_file(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"@home.md": "# Home\n\nWork from home.\n"})
    monkeypatch.chdir(tmp_path)
    assert advisor.ingest(["@home.md"]).guides == ("@home.md",)


def test_a_sitemap_names_pages_of_its_own_site_and_not_too_many(
    advisor: Advisor, site: Site, host: str
) -> None:
    pages = [site.put(f"/{number}", OLD) for number in range(5)]
    others = ["http://127.0.0.2/x", "https://other.example/", "file:///etc/passwd", "no address"]
    address = site.put("/sitemap.xml", sitemap(*others, pages[0], *pages), "text/xml")
    report = advisor.ingest([address])
    assert report.guides == tuple(f"{host}/{number}.html" for number in range(3))
    said = "\n".join(f"{where}: {reason}" for where, reason in report.skipped)
    assert f"{address}: of the pages that it names, 2 are of other sites" in said
    assert "2 are left out, as no more than 3 are read" in said
    assert "ADVISOR_FETCH_PAGES" in said
    assert "2 cannot be fetched, the first of them file:///etc/passwd: only http and https" in said
    assert site.paths() == ["/sitemap.xml", "/0", "/1", "/2"]


def test_an_index_of_sitemaps_is_read_with_those_within_it(
    advisor: Advisor, site: Site, host: str
) -> None:
    pages = [site.put(f"/{number}", html("A nurse works.", str(number))) for number in range(3)]
    index = f"{site.root}/index.xml"
    site.put("/a.xml", sitemap(pages[0]), "application/xml")
    packed = gzip.compress(sitemap(pages[1], site.root + "/a.xml").encode())
    site.put("/b.xml.gz", packed, "application/octet-stream")
    # names itself, what names it, and a sitemap that is read already
    around = (f"{site.root}{each}" for each in ("/deep.xml", "/index.xml", "/a.xml", "/c.xml"))
    site.put("/deep.xml", sitemap(*around, index=True), "application/xml")
    site.put("/c.xml", sitemap(pages[2]), "application/xml")
    named = (site.root + each for each in ("/a.xml", "/b.xml.gz", "/deep.xml"))
    site.put("/index.xml", sitemap(*named, index=True), "text/html")
    report = advisor.ingest([index])
    assert report.guides == tuple(f"{host}/{number}.html" for number in range(3))
    assert report.skipped == ()
    asked = site.paths()
    assert len(asked) == len({*asked}) == 8


def test_no_more_than_fifty_sitemaps_are_read_however_deep(advisor: Advisor, site: Site) -> None:
    for depth in range(60):
        site.put(f"/{depth}.xml", sitemap(f"{site.root}/{depth + 1}.xml", index=True), "text/xml")
    with pytest.raises(GuideError, match="1 are left out, as no more than 50 are read"):
        advisor.ingest([f"{site.root}/0.xml"])
    assert len(site.paths()) == 51


def test_a_sitemap_that_has_not_changed_still_names_its_pages(advisor: Advisor, site: Site) -> None:
    page = site.put("/nurse", OLD)
    address = site.put("/sitemap.xml", sitemap(page), "application/xml")
    advisor.ingest([address])
    site.put("/nurse", NEW)
    change = only(advisor.ingest([address]).changes)
    assert "if-none-match" in dict(site.asked)["/sitemap.xml"]
    assert (change.what, change.edition) == ("changed", 2)


def test_a_page_that_leaves_a_sitemap_stays_a_guide(advisor: Advisor, site: Site) -> None:
    pages = [site.put(path, OLD) for path in ("/1", "/2")]
    address = site.put("/sitemap.xml", sitemap(*pages), "application/xml")
    advisor.ingest([address])
    site.put("/sitemap.xml", sitemap(pages[0]), "application/xml")
    advisor.ingest([address])
    assert len(advisor.guides()) == 2


def test_a_sitemap_that_unpacks_to_too_much_is_refused(advisor: Advisor, site: Site) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (60 * 1024 * 1024))
    with pytest.raises(GuideError, match="larger than 50 MB"):
        advisor.ingest([site.put("/sitemap.xml.gz", bomb, "application/gzip")])


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def test_a_site_that_does_not_answer_is_not_asked_for_each_of_its_pages(
    advisor: Advisor, site: Site
) -> None:
    pages = [f"{site.root}/{number}" for number in range(6)]
    for number in range(6):
        site.pages[f"/{number}"] = Served(send=hang_up)
    del site.pages["/1"]  # an answer, though not a page
    with pytest.raises(GuideError, match=r"/5: its site did not answer.* not tried"):
        advisor.ingest(pages)
    assert site.paths() == ["/0", "/1", "/2", "/3", "/4"]


# --- who may fetch -----------------------------------------------------------------------------


def test_nothing_private_is_fetched_unless_that_is_set(site: Site, settings: Settings) -> None:
    address = site.put("/nurse", OLD)
    closed = settings.model_copy(update={"fetch_networks": ()})
    with Advisor(closed) as advisor, pytest.raises(GuideError, match="ADVISOR_FETCH_NETWORKS"):
        advisor.ingest([address])
    assert (site.asked, site.robots_asked) == ([], 0)


def test_the_page_does_not_fetch(advisor: Advisor, site: Site, tmp_path: Path) -> None:
    """An upload is a file, whatever its name says."""
    address = site.put("/nurse", OLD)
    write(tmp_path, {"list.txt": f"{address}\n"})
    for upload in (address, f"@{tmp_path}/list.txt"):
        *_, outcome = take_in(advisor, upload)
        assert not isinstance(outcome, IngestReport) or not outcome.guides
    assert (site.asked, site.robots_asked) == ([], 0)
    assert advisor.guides() == ()


def test_an_uploaded_file_takes_the_place_of_a_page_until_that_changes(
    advisor: Advisor, site: Site, host: str, tmp_path: Path
) -> None:
    address = site.put("/nurse", OLD)
    advisor.ingest([address])
    write(tmp_path, {"nurse.html": html("Nobody knows what a nurse earns.")})
    *_, outcome = take_in(advisor, tmp_path / "nurse.html")
    assert isinstance(outcome, IngestReport)
    assert only(outcome.changes).guide == f"{host}/nurse.html"
    assert advisor.ingest([address]).replaced == ((address, f"{host}/nurse.html"),)
    assert "Nobody knows" in texts(advisor)[f"{host}/nurse.html"]
    site.put("/nurse", NEW)
    assert only(advisor.ingest([address]).changes).edition == 3
    assert "30 crowns" in texts(advisor)[f"{host}/nurse.html"]
