/* The slider of how strongly the gap is minded: every step was worked out before, so dragging asks nobody. Without scripts the list says it all. */
(function () {
  "use strict";
  var part = document.querySelector("[data-eta]"), data = document.getElementById("eta-steps");
  if (!part || !data) { return; }
  var steps = JSON.parse(data.textContent).steps;
  var slider = part.querySelector("input"), words = part.querySelector("[data-eta-words]"), field = document.querySelector("input[name='eta']");
  function show(fill) {
    var step = steps[Number(slider.value)];
    words.textContent = step.words;
    slider.setAttribute("aria-valuetext", step.eta);
    if (fill && field) { field.value = step.eta; }
  }
  slider.max = String(steps.length - 1);
  slider.value = String(Math.max(steps.findIndex(function (step) { return step.at; }), 0));
  slider.addEventListener("input", function () { show(true); });
  show(false);
  part.hidden = false;
}());
