/* Dragging on the stakeholder map sets the form's number inputs, which stay the truth; typing in them moves the mark. */
(function () {
  "use strict";

  function Chart(figure) {
    this.figure = figure;
    this.form = figure.closest("form") || document.querySelector("form[data-map-form]");
    if (!this.form) { return; }
    this.fields = JSON.parse(document.getElementById(figure.id + "-data").textContent).fields;
    this.drawings = Array.prototype.map.call(figure.querySelectorAll("svg[data-cells]"), function (svg) {
      var cells = svg.getAttribute("data-cells").split(" ").map(Number);
      var drawing = { svg: svg, left: cells[0], top: cells[1], width: cells[2], height: cells[3] };
      svg.querySelectorAll("[data-group]").forEach(function (mark) { mark.addEventListener("pointerdown", this.grasp.bind(this, drawing, mark)); }, this);
      return drawing;
    }, this);
    this.form.addEventListener("change", this.changed.bind(this));
    figure.setAttribute("data-ready", "");
  }

  Chart.prototype.input = function (key, which) { return this.form.elements[this.fields[key][which]]; };

  Chart.prototype.grasp = function (drawing, mark, event) {
    if (event.button > 0) { return; }
    event.preventDefault();
    var chart = this, key = mark.getAttribute("data-group"), place = null, name = drawing.svg.querySelector("[data-name='" + CSS.escape(key) + "']");
    mark.setPointerCapture(event.pointerId);
    function move(moved) {
      var point = new DOMPoint(moved.clientX, moved.clientY).matrixTransform(drawing.svg.getScreenCTM().inverse());
      place = point;
      if (name) { name.remove(); name = null; } // it no longer stands beside its mark; the list below has it
      mark.setAttribute("transform", "translate(" + point.x.toFixed(1) + " " + point.y.toFixed(1) + ")");
    }
    function release() {
      mark.removeEventListener("pointermove", move);
      mark.removeEventListener("pointerup", release);
      mark.removeEventListener("pointercancel", release);
      if (place) { chart.drop(key, drawing, place); }
    }
    mark.addEventListener("pointermove", move);
    mark.addEventListener("pointerup", release);
    mark.addEventListener("pointercancel", release);
  };

  function oneToFive(n) { return Math.max(1, Math.min(5, n)); }

  Chart.prototype.drop = function (key, drawing, place) {
    var interest = oneToFive(Math.ceil((place.x - drawing.left) / drawing.width)), power = oneToFive(6 - Math.ceil((place.y - drawing.top) / drawing.height));
    [[0, power], [1, interest]].forEach(function (pair) {
      var input = this.input(key, pair[0]);
      if (!input || input.disabled) { return; }
      input.value = String(pair[1]);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, this);
  };

  Chart.prototype.changed = function (event) {
    Object.keys(this.fields).forEach(function (key) {
      if (this.fields[key].indexOf(event.target.name) < 0) { return; }
      var power = Number(this.input(key, 0).value), interest = Number(this.input(key, 1).value);
      if (!(power >= 1 && power <= 5 && interest >= 1 && interest <= 5)) { return; }
      this.drawings.forEach(function (drawing) { this.stand(drawing, key, power, interest); }, this);
    }, this);
  };

  /* In the middle of its cell, or beside those already there. */
  Chart.prototype.stand = function (drawing, key, power, interest) {
    var x = drawing.left + (interest - 0.5) * drawing.width, y = drawing.top + (5.5 - power) * drawing.height;
    var mark = drawing.svg.querySelector("[data-group='" + CSS.escape(key) + "']"), tries = 0, free = false, to = [x, y];
    if (!mark) { return; }
    var others = Array.prototype.filter.call(drawing.svg.querySelectorAll("[data-group]"), function (each) { return each !== mark; }).map(function (each) {
      return each.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
    });
    function clear(other) { return Math.abs(other[0] - to[0]) > 27 || Math.abs(other[1] - to[1]) > 27; }
    while (!free && tries < 40) {
      var turn = tries * 2.4, reach = 9 * Math.sqrt(tries);
      to = [x + Math.max(-drawing.width / 2 + 14, Math.min(drawing.width / 2 - 14, reach * Math.cos(turn))),
        y + Math.max(-drawing.height / 2 + 14, Math.min(drawing.height / 2 - 14, reach * Math.sin(turn)))];
      free = others.every(clear);
      tries += 1;
    }
    mark.setAttribute("transform", "translate(" + to[0].toFixed(1) + " " + to[1].toFixed(1) + ")");
    var name = drawing.svg.querySelector("[data-name='" + CSS.escape(key) + "']");
    if (name) { name.remove(); }
  };

  function start() {
    document.querySelectorAll("[data-map]:not([data-ready])").forEach(function (figure) { new Chart(figure); });
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
  document.addEventListener("htmx:load", start);
}());
