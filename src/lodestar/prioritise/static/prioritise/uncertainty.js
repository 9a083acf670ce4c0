/* While the budget is dragged, 1,000 draws answer and only the bars move; once it is let go, 10,000 draws give the whole page anew.
   A newer question always puts an end to an older one, so that nothing late is shown. */
(function () {
  "use strict";
  var LIVE_PAUSE = 90, WAIT_BEFORE_WORDS = 400;

  function group(sum) { return String(Math.round(sum)).replace(/\B(?=(\d{3})+(?!\d))/g, ","); }

  function Sureness(form) {
    this.form = form;
    this.field = form.querySelector("[data-sure-field]");
    this.line = form.querySelector("[data-sure-line]");
    this.status = form.querySelector("[data-sure-status]");
    this.results = document.querySelector("[data-sure-results]");
    this.asked = null;
    this.pause = 0;
    form.querySelector("[data-sure-slider]").hidden = false;
    this.round = Math.pow(10, Math.max(0, Math.floor(Math.log10(Number(this.line.max) || 1)) - 3));
    this.line.step = String(this.round);
    this.line.max = String(Math.ceil(Number(this.line.max) / this.round) * this.round);
    this.line.value = String(this.read());
    this.line.addEventListener("input", this.moved.bind(this));
    this.line.addEventListener("change", this.settle.bind(this));
    this.field.addEventListener("input", this.typed.bind(this));
    form.addEventListener("submit", function (event) { event.preventDefault(); this.settle(); }.bind(this));
    form.setAttribute("data-ready", "");
    this.say();
  }

  Sureness.prototype.read = function () { return Number(this.field.value.replace(/[£,\s]/g, "")); };

  Sureness.prototype.say = function () { this.line.setAttribute("aria-valuetext", "£" + this.field.value); };

  Sureness.prototype.moved = function () {
    this.field.value = group(Number(this.line.value));
    this.say();
    this.soon();
  };

  Sureness.prototype.typed = function () {
    var sum = this.read();
    if (!(sum >= 0)) { return; }
    this.line.value = String(sum);
    this.say();
    this.soon();
  };

  Sureness.prototype.soon = function () {
    window.clearTimeout(this.pause);
    this.pause = window.setTimeout(this.live.bind(this), LIVE_PAUSE);
  };

  Sureness.prototype.address = function (base) {
    var query = new URLSearchParams(new FormData(this.form));
    query.set("budget", this.field.value.replace(/[£,\s]/g, ""));
    return base + "?" + query.toString();
  };

  /* One question at a time: asking anew gives up the one before. */
  Sureness.prototype.ask = function (url, read, shown) {
    if (this.asked) { this.asked.abort(); }
    var asked = this.asked = new AbortController(), form = this.form, status = this.status;
    var slow = window.setTimeout(function () { status.textContent = form.getAttribute("data-waiting"); }, WAIT_BEFORE_WORDS);
    fetch(url, { signal: asked.signal, credentials: "same-origin", headers: { "X-Requested-With": "fetch" } }).then(function (response) {
      if (!response.ok) { throw new Error(String(response.status)); }
      return response[read]();
    }).then(function (answer) {
      window.clearTimeout(slow);
      if (!asked.signal.aborted) { status.textContent = ""; shown(answer); }
    }).catch(function (fault) {
      window.clearTimeout(slow);
      if (fault.name !== "AbortError") { status.textContent = form.getAttribute("data-failed"); }
    });
  };

  Sureness.prototype.live = function () {
    this.ask(this.address(this.form.getAttribute("data-live")), "json", this.show.bind(this));
  };

  Sureness.prototype.show = function (answer) {
    if (answer.problem) { this.status.textContent = answer.problem; return; }
    var by = {};
    answer.rows.forEach(function (row) { by[row.id] = row; });
    this.results.querySelectorAll("svg[data-room]").forEach(function (svg) {
      var room = Number(svg.getAttribute("data-room"));
      svg.querySelectorAll("[data-chance]").forEach(function (row) {
        var now = by[row.getAttribute("data-chance")];
        if (!now) { return; }
        row.querySelector("[data-bar]").setAttribute("width", (now.share * room).toFixed(1));
        row.querySelector("[data-words]").textContent = now.words;
      });
    });
    this.results.querySelector("[data-finding]").textContent = answer.finding;
  };

  /* All draws: the results of the page itself, put in their place. */
  Sureness.prototype.settle = function () {
    window.clearTimeout(this.pause);
    var url = this.address(window.location.pathname);
    this.ask(url, "text", function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), results = page.querySelector("[data-sure-results]");
      if (!results) { window.location.assign(url); return; } // another kind of page: a conflict, or the sign-in page
      var open = this.results.querySelectorAll("details"), parts = page.querySelector("[data-decide-parts]");
      results.querySelectorAll("details").forEach(function (one, n) { one.open = Boolean(open[n] && open[n].open); });
      this.results.replaceWith(results);
      this.results = results;
      if (parts) { document.querySelector("[data-decide-parts]").replaceWith(parts); }
      window.history.replaceState(null, "", url);
      results.querySelectorAll("[data-copy]").forEach(function (button) { button.hidden = !navigator.clipboard; });
      this.status.textContent = this.form.getAttribute("data-settled") + " " + results.querySelector("[data-finding]").textContent;
    }.bind(this));
  };

  document.querySelectorAll("[data-sure]").forEach(function (form) { new Sureness(form); });
}());
