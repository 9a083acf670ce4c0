"""The sheets of formulas: value, rank, frontier, and the two walks along it at a budget."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lodestar.prioritise.models import Commitment, Quantity
from lodestar.prioritise.workbooks.cells import MAY_CHANGE, MONEY, NUMBER, TEAL, VALUE, WASH, Cells, letter, quoted
from lodestar.prioritise.workbooks.given import areas
from lodestar.prioritise.workbooks.layout import QUANTITIES, BookRow, column_of
from lodestar.prioritise.workbooks.worked import Walks, WalkStep, Worked

TABLE = 13  # the first row of the table under the budget, counted from 1


def value(cells: Cells) -> None:
    sheet = cells.sheets[cells.names.value]
    cells.head(
        sheet,
        (
            _("Id"), _("Intervention"), _("Area"), _("Commitment"), _("People counted"), _("Benefit counted"), _("Probability"),
            _("Value"), _("Cash of the budget year"), _("Cost compared"), _("Value for £1,000"), _("Kind"), _("Order within its kind"),
            _("Order of ids"), _("Rank"), _("Value as the site has it"), _("Changed since"),
        ),
    )  # fmt: skip
    sheet.freeze_panes(1, 2)
    for column, width in ((0, 15), (1, 34), (2, 24), (3, 18), (4, 12)):
        sheet.set_column(column, column, width)
    sheet.set_column(5, 16, 13)
    ids = {row.key: place for place, row in enumerate(sorted(cells.book.weighed, key=lambda one: one.key), 1)}
    area_rows = {area: place for place, (area, _factor) in enumerate(areas(cells), 9)}
    for place, row in enumerate(cells.book.weighed, 2):
        _value_row(cells, place, row, (area_rows[row.area], ids[row.key]))


def _value_row(cells: Cells, r: int, row: BookRow, places: tuple[int, int]) -> None:
    """`places` are the row of its area in the settings, and where its id stands among all ids."""
    sheet, (area_row, id_order) = cells.sheets[cells.names.value], places
    figures = Worked(cells.book, row)
    one, settings = quoted(cells.names.interventions), quoted(cells.names.settings)
    best = {quantity: f"{one}!{letter(column_of(quantity, 'best'))}{r}" for quantity in QUANTITIES}
    for column, name in enumerate("ACBE"):
        text = (row.key, row.name, row.area, row.commitment)[column]
        cells.formula(sheet, (r - 1, column), f"{one}!{name}{r}", text)
    sums = [
        (f"ROUND({best[Quantity.PEOPLE]}*{settings}!$B$6,4)", figures.people, NUMBER),
        (_benefit(cells, best[Quantity.BENEFIT], f"{settings}!$B${area_row}"), figures.benefit, NUMBER),
        (f"{best[Quantity.PROBABILITY]}", figures.probability, NUMBER),
        (f"E{r}*F{r}*G{r}", row.value, VALUE),
        (f"{best[Quantity.COST]}+{best[Quantity.ONE_OFF_COST]}", figures.cash, MONEY),
        (f"{best[Quantity.ONE_OFF_COST]}+ROUND({best[Quantity.COST]}*{settings}!$B$5,4)", figures.compared, MONEY),
        (f'IF(J{r}>0,H{r}/J{r}*1000,"")', None if row.value_for_money is None else row.value_for_money * 1000, VALUE),
        (f"IF(J{r}>0,IF(H{r}>0,1,2),IF(H{r}>0,0,IF(J{r}<0,3,4)))", figures.kind, "0"),
        (f"IF(J{r}>0,ROUND(H{r}/J{r},12),IF(AND(J{r}<0,H{r}<=0),-ROUND(H{r}/J{r},12),0))", figures.order, "0.000000"),
    ]
    for column, (text, value, form) in enumerate(sums, 4):
        cells.formula(sheet, (r - 1, column), text, value, form)
    cells.number(sheet, r - 1, 13, id_order, "0")
    cells.formula(sheet, (r - 1, 14), _rank(cells, r), row.rank, "0", bold=True)
    cells.number(sheet, r - 1, 15, row.value, VALUE)
    cells.formula(sheet, (r - 1, 16), f'IF(ABS(H{r}-P{r})>0.000001,"{_("changed")}","")', "")


def _benefit(cells: Cells, cell: str, factor: str) -> str:
    """The benefit as written or, where areas are on one scale, times what the area counts for, to six significant digits."""
    if not cells.book.is_scaled:
        return cell
    return f"IF({cell}*{factor}=0,0,ROUND({cell}*{factor},5-INT(LOG10(ABS({cell}*{factor})))))"


def _rank(cells: Cells, r: int) -> str:
    """One more than those before it: lower kind, then higher order, higher value, lower cost, earlier id."""
    last = cells.last

    def before(column: str, sign: str, rest: str = "") -> str:
        column_range = f"{column}$2:{column}${last}"
        own = f"{column}{r}"
        return f"({column_range}{sign}{own})" + (f"+({column_range}={own})*({rest})" if rest else "")

    inner = before("N", "<")
    for column, sign in (("J", "<"), ("H", ">"), ("M", ">"), ("L", "<")):
        inner = before(column, sign, inner)
    return f"1+SUMPRODUCT({inner})"


def budget_line(cells: Cells) -> None:
    sheet, book = cells.sheets[cells.names.budget_line], cells.book
    for column, width in ((0, 30), (1, 16), (2, 34), (3, 24)):
        sheet.set_column(column, column, width)
    sheet.set_column(4, 17, 13)
    worked = Walks(book)
    value = quoted(cells.names.value)
    cells.words(sheet, 0, 0, _("Budget"), bold=True)
    cells.number(sheet, 0, 1, book.budget, MONEY, bg_color=MAY_CHANGE, border=2, bold=True)
    cells.words(sheet, 1, 0, _("What must be funded costs"))
    must = Commitment.MUST.label
    cells.formula(sheet, (1, 1), f'SUMIF({value}!D2:D{cells.last},"{must}",{value}!I2:I{cells.last})', worked.must_cost, MONEY)
    cells.formula(
        sheet, (2, 0), f'IF(B2>B1,"{_("What must be funded costs more than this budget: ask the site whether anything fits.")}","")', ""
    )
    cells.head(sheet, ("", _("Interventions"), "", "", _("Cost"), _("Value"), _("Left over")), 4)
    first, last = TABLE, TABLE + len(book.weighed) - 1
    for row, (title, column, way) in enumerate(
        ((_("Draw the line"), "L", worked.line), (_("Skip what does not fit"), "O", worked.skip)), 5
    ):
        cells.words(sheet, row, 0, title, bold=True)
        flags = f"{column}{first}:{column}{last}"
        cost, worth = worked.sums(way)
        cells.formula(sheet, (row, 1), f"SUM({flags})", len(way), "0")
        cells.formula(sheet, (row, 4), f"SUMPRODUCT({flags},E{first}:E{last})", cost, MONEY)
        cells.formula(sheet, (row, 5), f"SUMPRODUCT({flags},F{first}:F{last})", worth, VALUE)
        cells.formula(sheet, (row, 6), f"B1-E{row + 1}", float(book.budget) - cost, MONEY)
    _best_row(cells, sheet)
    if cells.book.rules:
        words = _("The formulas keep the budget and what is fixed. This exercise has other rules too: see the sheet “%(sheet)s”.")
        cells.words(sheet, 9, 0, words % {"sheet": cells.names.answers}, text_wrap=False, italic=True)
    _table(cells, sheet, worked)


def _best_row(cells: Cells, sheet: Any) -> None:
    best = cells.book.answers.get("optimum")
    cells.words(sheet, 7, 0, _("The best there is, as the site worked it out"), bold=True)
    if best is not None:
        cells.number(sheet, 7, 1, len(best.keys), "0")
        cells.number(sheet, 7, 4, best.cost, MONEY)
        cells.number(sheet, 7, 5, best.value, VALUE)
        cells.number(sheet, 7, 6, float(cells.book.budget) - best.cost, MONEY)
    value = quoted(cells.names.value)
    note = _("Worked out for %(budget)s: at another budget, or once numbers have changed, ask the site again.")
    words = note % {"budget": f"£{cells.book.budget:,.2f}"}
    changed = f'OR(B1<>{cells.book.budget:f},COUNTIF({value}!Q2:Q{cells.last},"?*")>0)'
    cells.formula(sheet, (8, 0), f'IF({changed},"{words}","")', "")


def _table(cells: Cells, sheet: Any, worked: Walks) -> None:
    cells.head(
        sheet,
        (
            _("Rank"), _("Id"), _("Intervention"), _("Area"), _("Cost"), _("Value"), _("Value for £1,000"), _("On the frontier"),
            _("Cumulative cost"), _("Cumulative value"), _("Commitment"), _("Line: funded"), _("Line: spent"), _("Line: stopped"),
            _("Skip: funded"), _("Skip: spent"), _("Best there is (as the site worked it out)"),
        ),
        TABLE - 2,
    )  # fmt: skip
    sheet.freeze_panes(TABLE - 1, 3)
    best = cells.book.answers.get("optimum")
    ranked = sorted(cells.book.weighed, key=lambda row: row.rank)
    for place, row in enumerate(ranked):
        _table_row(cells, sheet, TABLE + place, row, worked.steps[row.key])
        if best is not None:
            cells.number(sheet, TABLE + place - 1, 16, int(row.key in best.keys), "0")
    wash = cells.workbook.add_format({"bg_color": WASH})
    sheet.conditional_format(TABLE - 1, 0, TABLE + len(ranked) - 2, 6, {"type": "formula", "criteria": f"=$L{TABLE}=1", "format": wash})
    _chart(cells, sheet, len(ranked))


def _table_row(cells: Cells, sheet: Any, r: int, row: BookRow, step: WalkStep) -> None:
    value, last = quoted(cells.names.value), cells.last
    must, never = Commitment.MUST.label, Commitment.NEVER.label
    figures = Worked(cells.book, row)
    cells.number(sheet, r - 1, 0, row.rank, "0")
    looked_up = [
        ("A", row.key, NUMBER), ("B", row.name, NUMBER), ("C", row.area, NUMBER), ("I", figures.cash, MONEY),
        ("H", row.value, VALUE), ("K", None if row.value_for_money is None else row.value_for_money * 1000, VALUE),
    ]  # fmt: skip
    for column, (name, now, form) in enumerate(looked_up, 1):
        cells.formula(sheet, (r - 1, column), _found(cells, name, r), now, form)
    cells.formula(sheet, (r - 1, 7), f'IF(AND(F{r}>0,K{r}<>"{never}"),1,0)', int(step.on_frontier), "0")
    for column, name, total in ((8, "E", step.cumulative_cost), (9, "F", step.cumulative_value)):
        text = f'IF(H{r}=1,SUMPRODUCT(H${TABLE}:H{r},{name}${TABLE}:{name}{r}),"")'
        cells.formula(sheet, (r - 1, column), text, total if step.on_frontier else "", MONEY)
    cells.formula(sheet, (r - 1, 10), f"INDEX({value}!$D$2:$D${last},MATCH($A{r},{value}!$O$2:$O${last},0))", row.commitment)
    is_first = r == TABLE
    line, stopped, skip = ("$B$2", "0", "$B$2") if is_first else (f"M{r - 1}", f"N{r - 1}", f"P{r - 1}")
    open_ = f'F{r}>0,K{r}<>"{must}",K{r}<>"{never}"'
    line_fits, skip_fits = f"ROUND($B$1-{line}-E{r},4)>=0", f"ROUND($B$1-{skip}-E{r},4)>=0"
    flags = [
        (11, f'IF($B$2>$B$1,0,IF(K{r}="{must}",1,IF(AND({open_},{stopped}=0,{line_fits}),1,0)))', int(step.line), "0"),
        (12, f'{line}+IF(AND(L{r}=1,K{r}<>"{must}"),E{r},0)', step.line_spent, MONEY),
        (13, f"IF(OR({stopped}=1,AND({open_},NOT({line_fits}))),1,0)", int(step.stopped), "0"),
        (14, f'IF($B$2>$B$1,0,IF(K{r}="{must}",1,IF(AND({open_},{skip_fits}),1,0)))', int(step.skip), "0"),
        (15, f'{skip}+IF(AND(O{r}=1,K{r}<>"{must}"),E{r},0)', step.skip_spent, MONEY),
    ]
    for column, text, now, form in flags:
        cells.formula(sheet, (r - 1, column), text, now, form)


def _found(cells: Cells, name: str, r: int) -> str:
    value, last = quoted(cells.names.value), cells.last
    return f"INDEX({value}!${name}$2:${name}${last},MATCH($A{r},{value}!$O$2:$O${last},0))"


def _chart(cells: Cells, sheet: Any, count: int) -> None:
    name = cells.names.budget_line
    chart = cells.workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    last = TABLE + count - 2
    chart.add_series(
        {
            "name": _("Efficiency frontier"),
            "categories": [name, TABLE - 1, 8, last, 8],
            "values": [name, TABLE - 1, 9, last, 9],
            "line": {"color": TEAL, "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": {"color": TEAL}, "border": {"color": TEAL}},
        }
    )
    chart.set_title({"name": _("The efficiency frontier"), "name_font": {"size": 12}})
    chart.set_x_axis({"name": _("Money spent"), "num_format": "£#,##0"})
    chart.set_y_axis({"name": _("Value")})
    chart.set_legend({"none": True})
    chart.set_size({"width": 760, "height": 420})
    words = _(
        "The most value for the money, laid end to end in order of rank. The figures are in the columns of cumulative cost and value."
    )
    sheet.insert_chart(TABLE + count + 1, 0, chart, {"description": words})
