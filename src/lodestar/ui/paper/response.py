"""A paper as an answer to a browser."""

from __future__ import annotations

from django.http import HttpResponse

from lodestar.ui.paper.blocks import Paper
from lodestar.ui.paper.typeset import paper_pdf


def pdf_response(paper: Paper, name: str) -> HttpResponse:
    """The paper as a PDF file, shown in the browser where it can; `name` is plain ASCII without an ending."""
    response = HttpResponse(paper_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
