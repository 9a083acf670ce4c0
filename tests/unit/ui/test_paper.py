"""Papers: tagged, titled, the same bytes for the same blocks, and nothing in them can become source or reach the network."""

from __future__ import annotations

import re
import socket
import zlib

import pytest

from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.triangles import Option, ValueTriangles, draw_triangles
from lodestar.ui.paper import Chart, Column, Facts, Figures, Grid, Heading, Items, NewPage, Paper, Words, chart_of, paper_pdf, paper_pngs

OPTIONS = tuple(Option(str(n), f"Option {n} → more", 1000.0 * n, 900.0 / n, n < 3) for n in range(1, 7))
CHART = chart_of(draw_triangles(ValueTriangles(Finding("triangles", "The first is best"), OPTIONS)))
BLOCKS = (
    Words("One sentence.", "lead"),
    Figures((("£1", "Budget"), ("2", "Funded"))),
    Heading("Part"),
    Words("Body\nsecond line"),
    Words("Said by someone", "callout"),
    Items(("one", "two")),
    Facts((("Term", "Said"),)),
    Grid("Caption", (Column("Name", share=1), Column("Cost", numeric=True)), tuple((f"Row {n}", "£1") for n in range(80)), strong=(0,)),
    CHART,
    NewPage(),
    Heading("Inner", 2),
    Words("Small", "quiet"),
)
PAPER = Paper("A title", BLOCKS, organisation="Northshire", subtitle="For decision", foot="Foot", page_words="Page {page} of {pages}")


def streams(pdf: bytes) -> bytes:
    """Everything in a PDF, unpacked."""
    out = pdf
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            out += zlib.decompress(found.group(1))
        except zlib.error:
            continue
    return out


def test_a_paper_is_tagged_titled_and_in_a_language() -> None:
    pdf = paper_pdf(PAPER)
    inside = streams(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in inside
    assert b"/StructTreeRoot" in inside
    assert b"pdfuaid:part" in inside
    assert b"(en-GB)" in inside
    assert b"A title" in inside
    assert inside.count(b"/S/TH") + inside.count(b"/S /TH") >= 2
    assert b"AtkinsonHyperlegible" in inside


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert paper_pdf(PAPER) == paper_pdf(PAPER)
    assert b"/CreationDate" not in streams(paper_pdf(PAPER))


def test_a_figure_without_words_instead_of_it_is_refused() -> None:
    bare = Chart(CHART.svg, "", "Finding")
    with pytest.raises(RuntimeError, match="alt"):
        paper_pdf(Paper("A title", (bare,)))


def test_what_people_typed_is_never_source() -> None:
    """Were it source, reading a file or a package would either fail or show."""
    typed = '#read("/etc/passwd") #import "@preview/x:1.0.0" *bold* $x$ \\ ] } " = Heading'
    pdf = paper_pdf(Paper(typed, (Words(typed), Heading(typed), Facts(((typed, typed),)), Items((typed,))), foot=typed))
    assert pdf.startswith(b"%PDF")
    assert b"root:" not in streams(pdf)


def test_no_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a paper asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert paper_pdf(PAPER)


@pytest.mark.parametrize("words", ["日本語", "😀 smiles", "العربية", "ŵ ŷ → ≥ ×", "a\u202eb\u200bc", "\ufffd\u0000".replace("\u0000", "")])
def test_letters_that_the_typeface_lacks_do_not_stop_a_paper(words: str) -> None:
    assert paper_pdf(Paper(words, (Words(words), Grid("x", (Column("a"),), ((words,),))))).startswith(b"%PDF")


def test_every_page_can_be_looked_at() -> None:
    pages = paper_pngs(PAPER)
    assert len(pages) >= 3
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_chart_on_paper_has_its_description_as_words_and_no_outside_style() -> None:
    assert CHART.finding == "The first is best"
    assert "Option 2" in CHART.alt
    assert "var(--" not in CHART.svg
    assert "→" not in CHART.svg  # the typeface has no arrow, and a label is set in one typeface
    assert CHART.names[0] == ("1", "Option 1 → more")
