/* The budget line. All answers at every budget came with the page; moving the line only looks them up: a binary search, then the options
   whose state changed. No server is asked, and each frame does as little as it can. */
(function () {
  "use strict";

  function money(sum) {
    var sign = sum < 0 ? "−" : "", size = Math.abs(sum);
    if (size >= 999500) { return sign + "£" + group((size / 1e6).toFixed(2)) + "m"; }
    if (size >= 9995) { return sign + "£" + group((size / 1e3).toFixed(0)) + "k"; }
    if (size >= 1000) { return sign + "£" + (size / 1e3).toFixed(1).replace(/\.0$/, "") + "k"; }
    return sign + "£" + (Number.isInteger(size) ? String(size) : size.toFixed(2));
  }
  function group(text) { return text.replace(/\B(?=(\d{3})+(?!\d))/g, ","); }
  function whole(sum) {
    var text = Number.isInteger(sum) ? String(Math.abs(sum)) : Math.abs(sum).toFixed(2), parts = text.split(".");
    parts[0] = group(parts[0]);
    return (sum < 0 ? "−" : "") + "£" + parts.join(".");
  }
  function fixed(value, places) {
    var parts = Math.abs(value).toFixed(places).split(".");
    parts[0] = group(parts[0]);
    return (value < 0 && Number(parts.join("").replace(/,/g, "")) > 0 ? "−" : "") + parts.join(".");
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }

  /* Steps come as changes against the one before; unfolded once, a bit for each option. */
  function unfold(rows, options) {
    var words = Math.ceil(options / 32), bits = new Uint32Array(rows.length * words), begins = new Float64Array(rows.length);
    var counts = new Uint16Array(rows.length), now = new Uint32Array(words), count = 0;
    rows.forEach(function (row, i) {
      if (row[2] !== "") {
        row[2].split(".").forEach(function (text) {
          var n = Number(text), bit = 1 << (n & 31);
          now[n >> 5] ^= bit;
          count += now[n >> 5] & bit ? 1 : -1;
        });
      }
      bits.set(now, i * words);
      counts[i] = count;
      begins[i] = row.length > 3 ? row[3] : row[0];
    });
    return { rows: rows, bits: bits, words: words, begins: begins, counts: counts };
  }

  function Frontier(figure) {
    this.figure = figure;
    this.data = JSON.parse(document.getElementById(figure.id + "-data").textContent);
    this.answers = {};
    Object.keys(this.data.answers).forEach(function (key) { this.answers[key] = unfold(this.data.answers[key], this.data.all); }, this);
    this.field = figure.querySelector("[data-budget-field]");
    this.described = this.field.getAttribute("aria-describedby") || "";
    this.error = figure.querySelector("[data-budget-error]");
    this.states = [];
    figure.querySelectorAll("[data-option]").forEach(function (row) {
      this.states[Number(row.getAttribute("data-option"))] = { row: row, word: row.querySelector("[data-state]") };
    }, this);
    this.groups = [false, true].map(function (funded) {
      var body = figure.querySelector("[data-group='" + (funded ? "funded" : "not") + "']");
      return { body: body, sum: body.querySelector("[data-group-sum]") };
    });
    this.ways = Array.prototype.map.call(figure.querySelectorAll("[data-way]"), function (row) {
      return { key: row.getAttribute("data-way"), count: row.querySelector("[data-count]"), value: row.querySelector("[data-value]"), left: row.querySelector("[data-left]") };
    });
    this.shown = this.states.map(function (state) { return state.row.classList.contains("lode-frontier__funded"); });
    this.drawings = Array.prototype.map.call(figure.querySelectorAll("svg[data-scale]"), this.prepare, this);
    this.finding = figure.querySelector("[data-finding]");
    this.budget = this.read(this.field.value);
    this.frame = 0;
    this.field.addEventListener("input", this.typed.bind(this));
    this.field.form.addEventListener("change", function (event) { if (event.target.name === "choice") { this.ask(this.budget); } }.bind(this));
    this.field.form.addEventListener("submit", function (event) {
      this.typed();
      if (this.isExact() || !this.error.hidden) { event.preventDefault(); } // what was not sent with the page is asked of the server
    }.bind(this));
    figure.setAttribute("data-ready", this.data.every ? "in-steps" : "exact");
    this.draw();
  }

  Frontier.prototype.prepare = function (svg) {
    var scale = svg.getAttribute("data-scale").split(" ").map(Number), line = svg.querySelector("[data-budget]");
    var drawing = {
      svg: svg, line: line, left: scale[0], top: scale[1], width: scale[2], height: scale[3], low: scale[4], high: scale[5], best: scale[6],
      wash: svg.querySelector("[data-wash]"), spent: svg.querySelector("[data-spent]"),
      triangles: Array.prototype.slice.call(svg.querySelectorAll("[data-i]")),
      words: line.querySelector("[data-words='budget']"), over: line.querySelector("[data-words='left']"), turned: null
    };
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", this.data.words.picture);
    svg.removeAttribute("aria-labelledby");
    svg.querySelectorAll("title, desc").forEach(function (words) { words.remove(); }); // what they say is about to change
    svg.setAttribute("focusable", "true");
    line.setAttribute("role", "slider");
    line.setAttribute("tabindex", "0");
    line.setAttribute("aria-label", this.data.words.slider);
    line.setAttribute("aria-valuemin", String(this.data.lowest));
    line.setAttribute("aria-valuemax", String(this.data.highest));
    line.addEventListener("keydown", this.keyed.bind(this));
    line.addEventListener("pointerdown", this.grasp.bind(this, drawing));
    return drawing;
  };

  Frontier.prototype.grasp = function (drawing, event) {
    if (event.button > 0) { return; }
    var line = drawing.line, move = this.drag.bind(this, drawing);
    event.preventDefault();
    line.focus({ preventScroll: true });
    line.setPointerCapture(event.pointerId);
    line.addEventListener("pointermove", move);
    function release() {
      line.removeEventListener("pointermove", move);
      line.removeEventListener("pointerup", release);
      line.removeEventListener("pointercancel", release);
    }
    line.addEventListener("pointerup", release);
    line.addEventListener("pointercancel", release);
  };

  Frontier.prototype.drag = function (drawing, event) {
    var matrix = drawing.svg.getScreenCTM();
    if (!matrix) { return; }
    var x = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()).x;
    var sum = drawing.low + (x - drawing.left) / drawing.width * (drawing.high - drawing.low);
    var round = this.data.every || this.data.step / 10;
    this.ask(Math.round(sum / round) * round, true);
  };

  Frontier.prototype.keyed = function (event) {
    var step = this.data.step, sums = {
      ArrowRight: this.budget + step, ArrowUp: this.budget + step, ArrowLeft: this.budget - step, ArrowDown: this.budget - step,
      PageUp: this.budget + 10 * step, PageDown: this.budget - 10 * step, Home: this.data.lowest, End: this.data.highest
    };
    if (!(event.key in sums) || event.altKey || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    this.ask(sums[event.key], true);
  };

  Frontier.prototype.isExact = function () { return !this.data.every || Math.abs(this.budget / this.data.every - Math.round(this.budget / this.data.every)) < 1e-9; };

  Frontier.prototype.read = function (text) {
    var tidy = text.replace(/[£,\s]/g, "");
    return /^\d+(\.\d{1,2})?$/.test(tidy) ? Number(tidy) : NaN;
  };

  Frontier.prototype.typed = function () {
    var sum = this.read(this.field.value);
    this.complain(Number.isNaN(sum));
    this.ask(sum);
  };

  Frontier.prototype.complain = function (bad) {
    this.error.hidden = !bad;
    this.error.textContent = bad ? this.data.words.invalid : "";
    this.figure.querySelector("[data-budget-group]").classList.toggle("govuk-form-group--error", bad);
    this.field.classList.toggle("govuk-input--error", bad);
    if (bad) {
      this.field.setAttribute("aria-invalid", "true");
      this.field.setAttribute("aria-describedby", (this.described + " " + this.error.id).trim());
    } else {
      this.field.removeAttribute("aria-invalid");
      if (this.described) { this.field.setAttribute("aria-describedby", this.described); } else { this.field.removeAttribute("aria-describedby"); }
    }
  };

  Frontier.prototype.ask = function (sum, write) {
    if (Number.isNaN(sum)) { return; }
    sum = Math.max(0, Math.round(sum * 100) / 100);
    if (write) { sum = Math.min(Math.max(sum, this.data.lowest), this.data.highest); }
    this.budget = sum;
    if (write) { this.field.value = whole(sum).slice(1); this.complain(false); }
    if (!this.frame) {
      this.frame = window.requestAnimationFrame(function () { this.frame = 0; this.draw(); }.bind(this));
    }
  };

  /* The step in force at the budget; -1 when nothing can be funded. Between round budgets the last round one answers. */
  Frontier.prototype.step = function (answer) {
    var low = 0, high = answer.begins.length, middle;
    while (low < high) {
      middle = (low + high) >> 1;
      if (answer.begins[middle] <= this.budget + 1e-9) { low = middle + 1; } else { high = middle; }
    }
    return low - 1;
  };

  Frontier.prototype.draw = function () {
    var choice = this.field.form.elements.choice, key = choice ? choice.value : Object.keys(this.answers)[0];
    var answer = this.answers[key], at = this.step(answer), row = at < 0 ? [0, 0] : answer.rows[at], words = this.data.words, i;
    var moved = [];
    for (i = 0; i < this.states.length; i += 1) {
      var funded = at >= 0 && Boolean(answer.bits[at * answer.words + (i >> 5)] & (1 << (i & 31)));
      if (funded !== this.shown[i]) { this.mark(i, funded); moved.push(i); }
    }
    if (moved.length) { this.split(moved); }
    this.ways.forEach(function (way) {
      var other = this.answers[way.key], step = this.step(other), none = step < 0;
      put(way.count, none ? "–" : String(other.counts[step]));
      put(way.value, none ? "–" : fixed(other.rows[step][1], this.data.places));
      put(way.left, none ? "–" : whole(Math.round((this.budget - other.rows[step][0]) * 100) / 100));
    }, this);
    var said = {
      budget: money(this.budget), count: String(at < 0 ? 0 : answer.counts[at]), all: String(this.data.all),
      share: (this.data.total > 0 ? (100 * row[1] / this.data.total).toFixed(0) : "0") + " %", left: money(this.budget - row[0])
    };
    if (this.data.sentence) { put(this.finding, fill(this.data.sentence, said)); }
    this.drawings.forEach(function (drawing) {
      var budget = Math.min(Math.max(this.budget, drawing.low), drawing.high);
      var x = this.x(drawing, budget), from = this.x(drawing, 0), turned = x > drawing.left + drawing.width * 0.5;
      drawing.line.setAttribute("transform", "translate(" + x.toFixed(1) + " 0)");
      drawing.line.setAttribute("aria-valuenow", String(this.budget));
      drawing.line.setAttribute("aria-valuetext", fill(words.value, said));
      drawing.wash.setAttribute("width", Math.max(x - from, 0).toFixed(1));
      drawing.spent.setAttribute("transform", "translate(" + this.x(drawing, row[0]).toFixed(1) + " " + (drawing.top + drawing.height * (1 - row[1] / drawing.best)).toFixed(1) + ")");
      put(drawing.words, fill(words.budget, { sum: said.budget }));
      put(drawing.over, at < 0 ? words.none : fill(words.left, { sum: said.left }));
      if (turned !== drawing.turned) {
        drawing.turned = turned;
        [drawing.words, drawing.over].forEach(function (text) {
          text.setAttribute("x", turned ? "-22" : "22");
          text.classList.toggle("c-end", turned);
          text.classList.toggle("c-start", !turned);
        });
      }
    }, this);
  };

  Frontier.prototype.x = function (drawing, sum) { return drawing.left + (sum - drawing.low) / (drawing.high - drawing.low) * drawing.width; };

  Frontier.prototype.mark = function (i, funded) {
    this.shown[i] = funded;
    this.states[i].row.classList.toggle("lode-frontier__funded", funded);
    this.states[i].word.textContent = funded ? this.data.words.funded : this.data.words.not;
    this.drawings.forEach(function (drawing) {
      if (drawing.triangles[i]) { drawing.triangles[i].setAttribute("class", funded ? "c-funded" : "c-not-funded"); }
    });
  };

  /* Rows go over to the other half of the list, each to its place by value for money. */
  Frontier.prototype.split = function (moved) {
    var next = [null, null], wanted = {}, i, side;
    moved.forEach(function (n) { wanted[n] = true; });
    for (i = this.states.length - 1; i >= 0; i -= 1) {
      side = this.shown[i] ? 1 : 0;
      if (wanted[i]) { this.groups[side].body.insertBefore(this.states[i].row, next[side]); }
      next[side] = this.states[i].row;
    }
    this.groups.forEach(function (group, which) {
      var count = 0, sum = 0;
      this.shown.forEach(function (funded, n) { if (funded === Boolean(which)) { count += 1; sum += this.data.costs[n]; } }, this);
      put(group.sum, fill(this.data.words.group, { count: String(count), sum: whole(Math.round(sum * 100) / 100) }));
    }, this);
  };

  function put(element, text) { if (element && element.textContent !== text) { element.textContent = text; } }

  function start() {
    document.querySelectorAll("[data-frontier]:not([data-ready])").forEach(function (figure) { new Frontier(figure); });
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
  document.addEventListener("htmx:load", start);
}());
