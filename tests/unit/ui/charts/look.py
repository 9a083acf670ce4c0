"""To look at the charts: `python tests/unit/ui/charts/look.py DIRECTORY` writes a page with every sample, ready to open in a browser.

A number after the directory adds a frontier of so many options, to try the speed of the budget line.
"""

import shutil
import sys
from pathlib import Path

import django
from django.conf import settings

UI = Path(__file__).resolve().parents[4] / "src" / "lodestar" / "ui"

# Charts need gettext and their own templates, nothing else of the project.
_TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [UI / "templates"],
    "OPTIONS": {"libraries": {"charts": "lodestar.ui.templatetags.charts"}},
}
settings.configure(TEMPLATES=[_TEMPLATES], USE_I18N=True, LANGUAGE_CODE="en-gb", SECRET_KEY="looking-needs-none")
django.setup()

from lodestar.ui.charts import samples as made_up  # noqa: E402
from lodestar.ui.charts.render import render_frontier  # noqa: E402


def write_page(folder: Path) -> None:
    """A static page with the same styles and the same policy as the product: no inline script, no inline style."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("ui/charts", "vendor/govuk"):
        shutil.copytree(UI / "static" / part, folder / part, dirs_exist_ok=True)
    everything = dict(made_up.samples())
    many = render_frontier(made_up.sample_frontier(int(sys.argv[2]), "many")) if len(sys.argv) > 2 else ""
    body = "".join(f"<h2 class='govuk-heading-l'>{name}</h2>{html}" for name, html in everything.items())
    policy = "default-src 'none'; img-src 'self' file:; font-src 'self' file:; style-src 'self' file:; script-src 'self' file:"
    scripts = "".join(f"<script src='ui/charts/{p.name}' defer></script>" for p in sorted((folder / "ui/charts").glob("*.js")))
    sheets = "".join(f"<link rel='stylesheet' href='{href}'>" for href in ("vendor/govuk/lodestar-govuk.css", "ui/charts/charts.css"))
    (folder / "index.html").write_text(
        f"<!doctype html><html lang='en-GB' class='govuk-template'><head><meta charset='utf-8'><title>Charts</title>"
        f"<meta name='viewport' content='width=device-width'>"
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">{sheets}{scripts}</head>'
        f"<body class='govuk-template__body'><main class='govuk-width-container govuk-body'>{body}{many}</main></body></html>"
    )


if __name__ == "__main__":
    write_page(Path(sys.argv[1]))
