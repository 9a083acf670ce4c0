"""Charts: small frozen data in, safe SVG and a table out. See docs/reference/charts.md."""
