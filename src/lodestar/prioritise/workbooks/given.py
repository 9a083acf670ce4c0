"""The sheets that hold no formula, or only those of the settings: what the site knows and a workbook cannot work out."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from lodestar.prioritise.models import Commitment, Grade
from lodestar.prioritise.workbooks.cells import INK, MONEY, SHARE, VALUE, Cells
from lodestar.prioritise.workbooks.layout import source_columns


def read_me(cells: Cells) -> None:
    sheet, book = cells.sheets[cells.names.read_me], cells.book
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    cells.words(sheet, 0, 0, book.programme, bold=True, font_size=16, font_color=INK, text_wrap=False)
    said = [
        (_("Organisation"), book.organisation),
        (_("Programme"), book.programme_key),
        (_("Financial year"), book.year),
        (_("Taken on"), book.exported_on.isoformat()),
        (_("Digest of the exercise"), book.digest),
        (_("Method"), book.method),
        ("", ""),
        (
            cells.names.interventions,
            _(
                "The numbers. Yellow cells may be changed; write in the last column why. "
                "Leave everything else as it is: names, areas and new interventions are entered on the site."
            ),
        ),
        (
            cells.names.budget_line,
            _("Change the yellow budget: the list splits into funded and not funded by formulas, in the two ways that people use by hand."),
        ),
        (
            cells.names.value,
            _("Value = people × benefit × probability, value for money and rank, as formulas. Change a number and they follow."),
        ),
        (
            cells.names.answers,
            _("What the site worked out and formulas cannot: the three answers with every rule kept, and the best there is."),
        ),
        (cells.names.settings, _("How far the exercise looks ahead, and what the benefits of each area count for.")),
        (cells.names.sources, _("Where each number comes from.")),
        (
            _("To bring it back"),
            _(
                "Save it as an Excel workbook and choose “Bring a workbook back” on the page “Hand over”. "
                "You see every difference first; then all of it is recorded, or nothing."
            ),
        ),
    ]
    for row, (term, text) in enumerate(said, 1):
        cells.words(sheet, row, 0, term, bold=True)
        cells.words(sheet, row, 1, text)


def settings(cells: Cells) -> None:
    sheet, book = cells.sheets[cells.names.settings], cells.book
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 18)
    cells.head(sheet, (_("How far it looks ahead"), ""))
    facts = [
        (_("Years"), Decimal(book.years), "0"),
        (_("Discount rate of costs"), book.cost_rate, SHARE),
        (_("Discount rate of benefits"), book.benefit_rate, SHARE),
    ]
    for row, (term, value, form) in enumerate(facts, 1):
        cells.words(sheet, row, 0, term)
        cells.number(sheet, row, 1, value, form)
    for row, (term, rate, cell) in enumerate(
        (
            (_("Years that later costs are worth"), book.cost_rate, "B3"),
            (_("Years that later benefits are worth"), book.benefit_rate, "B4"),
        ),
        4,
    ):
        cells.words(sheet, row, 0, term)
        text = f"IF(OR({cell}=0,B2=1),B2,(1-(1+{cell})^-B2)/(1-1/(1+{cell})))"
        cells.formula(sheet, (row, 1), text, float(sum(1 / (1 + rate) ** n for n in range(book.years))), "0.000000")
    cells.head(sheet, (_("Area"), _("Its benefits count for")), 7)
    for row, (area, factor) in enumerate(areas(cells), 8):
        cells.words(sheet, row, 0, area)
        cells.number(sheet, row, 1, factor, "0.000000")


def areas(cells: Cells) -> list[tuple[str, Decimal]]:
    return list({row.area: row.area_factor for row in cells.rows}.items())


def sources(cells: Cells) -> None:
    sheet = cells.sheets[cells.names.sources]
    cells.head(sheet, source_columns())
    sheet.freeze_panes(1, 2)
    for column, width in enumerate((15, 34, 22, 26, 40, 14, 20, 60, 15)):
        sheet.set_column(column, column, width)
    place = 0
    for row in cells.rows:
        for quantity, given in row.numbers.items():
            place += 1
            day = given.source_date.isoformat() if given.source_date else ""
            grade = str(Grade(given.grade).label)
            said = (row.key, row.name, str(quantity.label), given.unit, given.source, day, grade, given.reason, given.key)
            for column, text in enumerate(said):
                cells.words(sheet, place, column, text)


def answers(cells: Cells) -> None:
    sheet, book = cells.sheets[cells.names.answers], cells.book
    for column, width in enumerate((44, 16, 16, 16, 80)):
        sheet.set_column(column, column, width)
    words = _("As the site worked it out for a budget of %(budget)s. Nothing on this sheet is a formula.")
    cells.words(sheet, 0, 0, words % {"budget": f"£{book.budget:,.2f}"}, text_wrap=False, italic=True)
    cells.head(sheet, (_("Answer"), _("Interventions"), _("Cost"), _("Value"), _("Which")), 1)
    titles = {"line": _("Draw the line"), "skip": _("Skip what does not fit"), "optimum": _("The best there is, proven")}
    names = {row.key: row.name for row in book.rows}
    for place, (way, title) in enumerate(titles.items(), 2):
        answer = book.answers.get(way)
        cells.words(sheet, place, 0, title, bold=True)
        if answer is None:
            cells.words(sheet, place, 4, _("Nothing within this budget keeps every rule."))
            continue
        cells.number(sheet, place, 1, len(answer.keys), "0")
        cells.number(sheet, place, 2, answer.cost, MONEY)
        cells.number(sheet, place, 3, answer.value, VALUE)
        cells.words(sheet, place, 4, "; ".join(names[key] for key in sorted(answer.keys, key=lambda key: names[key])))
    cells.head(sheet, (_("Rule that every answer keeps"), "", "", "", _("Why")), 6)
    fixed = [(f"{row.name}: {row.commitment}", "") for row in book.rows if row.commitment != Commitment.OPEN.label]
    for place, (rule, why) in enumerate([*book.rules, *fixed], 7):
        cells.words(sheet, place, 0, rule)
        cells.words(sheet, place, 4, why)
