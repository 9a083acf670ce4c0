// Brings GOV.UK's components to life, here and in every part of the page that htmx puts in later.
const link = document.getElementById("govuk-frontend");

if (link) {
  const { initAll } = await import(link.href);
  initAll();
  document.addEventListener("htmx:load", (event) => initAll({ scope: event.detail.elt }));
}
