/* The budget and the way of choosing go along as they stand on the page: with the button that decides, and to the other pages of the budget. */
(function () {
  "use strict";
  function standing() {
    var field = document.querySelector("[data-budget-field]"), choice = document.querySelector("input[name='choice']:checked");
    return {
      budget: field && field.getAttribute("aria-invalid") !== "true" ? field.value.replace(/[\s,£]/g, "") : "",
      choice: choice ? choice.value : ""
    };
  }
  document.querySelectorAll("form[data-decide]").forEach(function (form) {
    form.addEventListener("submit", function () {
      var now = standing();
      Object.keys(now).forEach(function (name) { if (now[name]) { form.elements[name].value = now[name]; } });
    });
  });
  document.querySelectorAll("[data-decide-parts] a").forEach(function (link) {
    function follow() {
      var now = standing(), url = new URL(link.href);
      Object.keys(now).forEach(function (name) { if (now[name]) { url.searchParams.set(name, now[name]); } });
      link.href = url.href;
    }
    link.addEventListener("pointerdown", follow);
    link.addEventListener("keydown", follow);
    link.addEventListener("click", follow);
  });
}());
