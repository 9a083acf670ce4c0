/* The button that goes on to the decision takes along the budget and the way of choosing as they stand on the page. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-decide]").forEach(function (form) {
    form.addEventListener("submit", function () {
      var field = document.querySelector("[data-budget-field]"), choice = document.querySelector("input[name='choice']:checked");
      if (field && field.getAttribute("aria-invalid") !== "true") { form.elements.budget.value = field.value; }
      if (choice) { form.elements.choice.value = choice.value; }
    });
  });
}());
