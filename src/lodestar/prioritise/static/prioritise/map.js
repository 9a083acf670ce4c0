/* Saves each move on the stakeholder map, and lets the arrow keys move a group. The number inputs stay the truth. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-map-form]"), status = form && form.querySelector("[data-map-status]");
  if (!form || !status) { return; }
  var WAIT = 400, timers = {}, sending = {};
  form.querySelector("[data-map-how]").hidden = false;

  function line(id) { return form.querySelector("[data-map-line='" + CSS.escape(id) + "']"); }
  function field(id, name) { return form.elements[id + "-" + name]; }
  function say(text) { status.textContent = text; }

  function show(id, facts) {
    var row = line(id), list = row.querySelector("[data-map-warnings]");
    field(id, "seen").value = facts.seen;
    row.querySelector("[data-map-suggested]").textContent = facts.suggested || "–";
    row.querySelector("[data-map-why]").textContent = facts.why;
    list.replaceChildren.apply(list, facts.warnings.map(function (words) { var item = document.createElement("li"); item.textContent = words; return item; }));
    say(row.dataset.mapName + ": " + form.dataset.mapSaved);
  }

  /* One after another for each group, so that the second save carries what the first one wrote. */
  function save(id) {
    if (sending[id]) { sending[id] = "again"; return; }
    sending[id] = "now";
    var body = new FormData(), row = line(id);
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    ["seen", "power", "interest"].forEach(function (name) { body.append(id + "-" + name, field(id, name).value); });
    fetch(row.dataset.mapUrl, { method: "POST", body: body, headers: { Accept: "application/json" }, redirect: "error" })
      .then(function (answer) { return answer.json().then(function (facts) { return { ok: answer.ok, facts: facts }; }); })
      .then(function (answer) { if (answer.ok) { show(id, answer.facts); } else { say(answer.facts.message); } })
      .catch(function () { say(form.dataset.mapOffline); })
      .finally(function () {
        var again = sending[id] === "again";
        delete sending[id];
        if (again) { save(id); }
      });
  }

  form.addEventListener("change", function (event) {
    var found = /^(.+)-(power|interest)$/.exec(event.target.name || "");
    if (!found) { return; }
    clearTimeout(timers[found[1]]);
    timers[found[1]] = setTimeout(save.bind(null, found[1]), WAIT);
    name(found[1]);
  });

  function marks(id) { return form.querySelectorAll("svg[data-cells] [data-group='" + CSS.escape(id) + "']"); }

  function name(id) {
    var words = form.dataset.mapKeys.replace("{name}", line(id).dataset.mapName);
    ["power", "interest"].forEach(function (which) { words = words.replace("{" + which + "}", field(id, which).value || form.dataset.mapUnsaid); });
    marks(id).forEach(function (mark) { mark.setAttribute("aria-label", mark.textContent.trim() + ". " + words); }); // its number is what one sees
  }

  function press(id, event) {
    var move = { ArrowUp: ["power", 1], ArrowDown: ["power", -1], ArrowRight: ["interest", 1], ArrowLeft: ["interest", -1] }[event.key];
    if (!move) { return; }
    event.preventDefault();
    var input = field(id, move[0]), value = Math.max(1, Math.min(5, Number(input.value) + move[1]));
    if (String(value) === input.value) { return; }
    input.value = String(value);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    say(marks(id)[0].getAttribute("aria-label"));
  }

  form.querySelectorAll("svg[data-cells]").forEach(function (svg) {
    svg.setAttribute("role", "group"); // an image has no parts that can be chosen
    svg.querySelectorAll("[data-group]").forEach(function (mark) {
      var id = mark.getAttribute("data-group");
      mark.setAttribute("tabindex", "0");
      mark.setAttribute("role", "button");
      mark.addEventListener("keydown", press.bind(null, id));
      name(id);
    });
  });
}());
