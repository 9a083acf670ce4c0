// Brings GOV.UK's components to life, here and in every part of the page that htmx puts in later; and the small buttons for copy and print.
const link = document.getElementById("govuk-frontend");

// A radio may not carry aria-expanded, which GOV.UK's script gives it; so what a radio reveals is opened and closed here instead.
const reveal = (scope) => {
  for (const group of scope.querySelectorAll(".govuk-radios")) {
    const openers = [...group.querySelectorAll("input[data-aria-controls]")];
    const sync = () => {
      for (const radio of openers) {
        document.getElementById(radio.dataset.reveals).classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
      }
    };
    for (const radio of openers) {
      radio.dataset.reveals = radio.dataset.ariaControls;
      radio.removeAttribute("data-aria-controls");
    }
    if (openers.length) {
      group.addEventListener("change", sync);
      window.addEventListener("pageshow", sync);
      sync();
    }
  }
};
reveal(document);

if (link) {
  const { initAll } = await import(link.href);
  initAll();
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt === document.body) return;
    reveal(event.detail.elt);
    initAll({ scope: event.detail.elt });
  });
}

const ready = (scope) => {
  for (const button of scope.querySelectorAll("[data-print]")) button.hidden = false;
  if (navigator.clipboard) for (const button of scope.querySelectorAll("[data-copy-table]")) button.parentElement.hidden = false;
};
ready(document);
document.addEventListener("htmx:load", (event) => ready(event.detail.elt));

// A table as spreadsheets take it: cells between tabs, rows between line ends; figures without their thousands commas.
const cellText = (cell) => {
  const copy = cell.cloneNode(true);
  for (const hidden of copy.querySelectorAll(".govuk-visually-hidden, .lode-table__note")) hidden.remove();
  const text = copy.textContent.trim().replace(/\s+/g, " ");
  if (text === "–") return "";
  return cell.classList.contains("govuk-table__cell--numeric") ? text.replace(/,(?=\d{3})/g, "").replace("−", "-") : text;
};

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-copy-table]");
  if (!button) return;
  const table = button.closest(".lode-data").querySelector("table");
  const rows = [...table.rows].map((row) => [...row.cells].map(cellText).join("\t"));
  await navigator.clipboard.writeText(rows.join("\n"));
  button.dataset.words = button.dataset.words || button.firstChild.textContent;
  button.firstChild.textContent = button.dataset.copied;
  setTimeout(() => (button.firstChild.textContent = button.dataset.words), 3000);
});
