"""The exercise as an Excel workbook with live formulas, and back again."""

from lodestar.prioritise.workbooks.layout import Book, BookRow, Fault, Given, GivenAnswer
from lodestar.prioritise.workbooks.reading import Reading, ReadRow, read_workbook
from lodestar.prioritise.workbooks.writing import write_workbook

__all__ = ["Book", "BookRow", "Fault", "Given", "GivenAnswer", "ReadRow", "Reading", "read_workbook", "write_workbook"]
