/* "Copy" beside a table: its cells with tabs between, as spreadsheets take them. The button is shown only where it works. */
(function () {
  "use strict";
  function start() {
    if (!navigator.clipboard) { return; }
    document.querySelectorAll("[data-copy][hidden]").forEach(function (button) { button.hidden = false; });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-copy]") : null;
    if (!button) { return; }
    var table = button.closest(".lode-chart").querySelector("table[data-copy-source]"), said = button.parentNode.querySelector("[data-copied]");
    var text = Array.prototype.map.call(table.rows, function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        var words = cell.textContent.trim().replace(/\s+/g, " ");
        return /^[=+\-@]/.test(words) && !/^-?[\d.,]+$/.test(words) ? "'" + words : words; // a cell must not become a formula
      }).join("\t");
    }).join("\n");
    navigator.clipboard.writeText(text).then(function () { said.textContent = said.getAttribute("data-words"); });
  });
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
  document.addEventListener("htmx:load", start);
}());
