/* The star that can be filled in. The form's radio buttons are the truth: a choice on the drawing checks one of them and tells the page so
   (input and change events), and whatever changes them redraws the star. Without this script the radio buttons do it all. */
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";

  function Star(figure) {
    this.figure = figure;
    this.data = JSON.parse(document.getElementById(figure.getAttribute("data-star-data")).textContent);
    this.areas = this.data.areas;
    this.form = figure.closest("form") || document.querySelector("form[data-star-form]");
    if (!this.form) { return; }
    this.current = 0;
    this.drawings = Array.prototype.map.call(figure.querySelectorAll("svg[data-radius]"), this.prepare, this);
    this.form.addEventListener("change", this.changed.bind(this));
    this.form.addEventListener("reset", function () { window.setTimeout(this.draw.bind(this), 0); }.bind(this));
    figure.querySelector("[data-star-words]").hidden = false;
    figure.setAttribute("data-ready", "");
    this.draw();
    this.tell(0, this.score(0));
  }

  Star.prototype.radios = function (arm) {
    var found = this.form.elements[this.areas[arm].field];
    return !found ? [] : (found.length === undefined ? [found] : Array.prototype.slice.call(found));
  };

  Star.prototype.score = function (arm) {
    var checked = this.radios(arm).filter(function (radio) { return radio.checked; })[0];
    return checked && checked.value ? Number(checked.value) : null;
  };

  Star.prototype.point = function (arm, score) {
    return this.areas[arm].points.filter(function (point) { return point[0] === score; })[0] || [score, "", ""];
  };

  Star.prototype.at = function (drawing, arm, score) {
    var angle = 2 * Math.PI * arm / this.areas.length - Math.PI / 2;
    var distance = drawing.radius * score / this.data.highest;
    return [distance * Math.cos(angle), distance * Math.sin(angle)];
  };

  Star.prototype.prepare = function (svg) {
    var voice = svg.querySelector("[data-voice='" + this.data.voice + "']");
    var drawing = {
      svg: svg,
      radius: Number(svg.getAttribute("data-radius")),
      line: voice.querySelector(".c-line-main, .c-line-person"),
      fill: voice.querySelector(".c-fill-main"),
      marks: Array.prototype.slice.call(svg.querySelector("[data-marks='" + this.data.voice + "']").children),
      gaps: svg.querySelector(".c-gaps"),
      here: svg.querySelector("[data-here]"),
      arms: Array.prototype.slice.call(svg.querySelectorAll("[data-area]"))
    };
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", this.data.words.star);
    svg.removeAttribute("aria-labelledby");
    svg.querySelectorAll("title, desc").forEach(function (words) { words.remove(); }); // what they say is about to change
    svg.setAttribute("focusable", "true");
    drawing.arms.forEach(function (arm, i) {
      arm.setAttribute("role", "slider");
      arm.setAttribute("aria-orientation", "vertical");
      arm.setAttribute("aria-label", this.areas[i].label);
      arm.setAttribute("aria-valuemin", "0");
      arm.setAttribute("aria-valuemax", String(this.data.highest));
      arm.setAttribute("tabindex", i === 0 ? "0" : "-1");
      arm.addEventListener("keydown", this.keyed.bind(this, drawing, i));
      arm.addEventListener("focus", this.stand.bind(this, drawing, i));
      arm.addEventListener("blur", function () { drawing.here.setAttribute("display", "none"); });
    }, this);
    svg.addEventListener("click", this.tapped.bind(this, drawing));
    svg.addEventListener("pointermove", this.hovered.bind(this, drawing));
    svg.addEventListener("pointerleave", this.left.bind(this, drawing));
    return drawing;
  };

  /* The arm and the point of the scale nearest to the pointer; no point when it is beyond the end of the arm. */
  Star.prototype.nearest = function (drawing, event) {
    var matrix = drawing.svg.getScreenCTM();
    if (!matrix) { return null; }
    var place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    var turn = Math.atan2(place.y, place.x) + Math.PI / 2;
    var count = this.areas.length;
    var arm = ((Math.round(turn / (2 * Math.PI) * count) % count) + count) % count;
    var end = this.at(drawing, arm, this.data.highest);
    var along = (place.x * end[0] + place.y * end[1]) / drawing.radius;
    var score = Math.max(1, Math.min(this.data.highest, Math.round(along / drawing.radius * this.data.highest)));
    return { arm: arm, score: along > drawing.radius * 1.08 ? null : score };
  };

  Star.prototype.tapped = function (drawing, event) {
    var near = this.nearest(drawing, event);
    if (!near) { return; }
    this.current = near.arm;
    if (near.score !== null) { this.choose(near.arm, near.score); }
    drawing.arms[near.arm].focus({ preventScroll: true });
  };

  Star.prototype.hovered = function (drawing, event) {
    if (event.pointerType !== "mouse") { return; }
    var near = this.nearest(drawing, event);
    if (!near || near.score === null) { return this.left(drawing); }
    this.show(drawing, near.arm, near.score);
    this.tell(near.arm, near.score);
  };

  Star.prototype.left = function (drawing) {
    if (drawing.svg.contains(document.activeElement)) {
      this.show(drawing, this.current, this.score(this.current));
    } else {
      drawing.here.setAttribute("display", "none");
    }
    this.tell(this.current, this.score(this.current));
  };

  Star.prototype.keyed = function (drawing, arm, event) {
    var now = this.score(arm), count = this.areas.length, next = null, to = null;
    if (event.altKey || event.ctrlKey || event.metaKey) { return; }
    switch (event.key) {
      case "ArrowUp": next = Math.min(this.data.highest, (now || 0) + 1); break;
      case "ArrowDown": next = Math.max(1, (now || 2) - 1); break;
      case "Home": next = 1; break;
      case "End": next = this.data.highest; break;
      case "ArrowRight": to = (arm + 1) % count; break;
      case "ArrowLeft": to = (arm + count - 1) % count; break;
      case "Delete": case "Backspace": next = ""; break;
      default: return;
    }
    event.preventDefault();
    if (to !== null) { drawing.arms[to].focus(); } else { this.choose(arm, next); this.show(drawing, arm, this.score(arm)); }
  };

  Star.prototype.stand = function (drawing, arm) {
    this.current = arm;
    this.drawings.forEach(function (each) {
      each.arms.forEach(function (control, i) { control.setAttribute("tabindex", i === arm ? "0" : "-1"); });
    });
    this.show(drawing, arm, this.score(arm));
    this.tell(arm, this.score(arm));
  };

  Star.prototype.choose = function (arm, value) {
    var radio = this.radios(arm).filter(function (each) { return each.value === String(value); })[0];
    if (!radio || radio.disabled) { return; }
    if (!radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event("input", { bubbles: true }));
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.tell(arm, this.score(arm));
    this.say(arm);
  };

  Star.prototype.changed = function (event) {
    var arm = this.areas.map(function (area) { return area.field; }).indexOf(event.target.name);
    if (arm < 0) { return; }
    this.current = arm;
    this.draw();
    this.tell(arm, this.score(arm));
  };

  Star.prototype.show = function (drawing, arm, score) {
    if (!score) { drawing.here.setAttribute("display", "none"); return; }
    var place = this.at(drawing, arm, score);
    drawing.here.setAttribute("cx", place[0].toFixed(1));
    drawing.here.setAttribute("cy", place[1].toFixed(1));
    drawing.here.removeAttribute("display");
  };

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? String(values[name]) : whole; });
  }

  /* The words of the point, beside the drawing; what is focused or chosen is also said, what is only pointed at is not. */
  Star.prototype.tell = function (arm, score) {
    var words = this.data.words, area = this.areas[arm], last = this.data.last[area.key], figure = this.figure;
    var point = this.point(arm, score), standing = score ? fill(words.of, { score: score, highest: this.data.highest }) : words.none;
    if (last) {
      var before = this.point(arm, last)[1];
      standing += " · " + fill(words.last, { score: last }) + (before ? ", “" + before + "”" : "");
    }
    figure.querySelector("[data-star-area]").textContent = area.label;
    figure.querySelector("[data-star-standing]").textContent = standing;
    figure.querySelector("[data-star-name]").textContent = score ? score + (point[1] ? " · " + point[1] : "") : words.none;
    figure.querySelector("[data-star-text]").textContent = score ? point[2] : "";
    var other = this.data.other[area.key], differ = figure.querySelector("[data-star-differ]");
    differ.hidden = !(other && score && other !== score);
    if (!differ.hidden) {
      differ.textContent = "";
      var strong = document.createElement("strong");
      strong.textContent = words.differ;
      differ.append(strong, " " + fill(words.both, { own: this.data.ownLabel, score: score, other: this.data.otherLabel, otherScore: other }));
    }
  };

  Star.prototype.say = function (arm) {
    var score = this.score(arm), point = this.point(arm, score), status = this.figure.querySelector("[data-star-status]");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(function () { status.textContent = score ? point[2] : ""; }, 400);
  };

  function path(points, closed) {
    return points.length ? "M" + points.map(function (p) { return p[0].toFixed(1) + " " + p[1].toFixed(1); }).join("L") + (closed ? "Z" : "") : "";
  }

  /* Outline as runs between unanswered areas, as the server draws it. */
  Star.prototype.runs = function (drawing, scores) {
    var count = scores.length, start = scores.indexOf(null), runs = [[]], points, step, arm;
    if (start < 0) {
      points = scores.map(function (score, i) { return this.at(drawing, i, score); }, this);
      return [points.concat([points[0]])];
    }
    for (step = 1; step <= count; step += 1) {
      arm = (start + step) % count;
      if (scores[arm] === null) { runs.push([]); } else { runs[runs.length - 1].push(this.at(drawing, arm, scores[arm])); }
    }
    return runs.filter(function (run) { return run.length > 1; });
  };

  Star.prototype.draw = function () {
    var scores = this.areas.map(function (area, arm) { return this.score(arm); }, this);
    this.drawings.forEach(function (drawing) {
      var runs = this.runs(drawing, scores), whole = scores.indexOf(null) < 0;
      drawing.line.setAttribute("d", runs.map(function (run) { return path(run, false); }).join(""));
      if (drawing.fill) {
        drawing.fill.setAttribute("d", runs.map(function (run) { return path(whole ? run : [[0, 0]].concat(run), true); }).join(""));
      }
      while (drawing.gaps.firstChild) { drawing.gaps.removeChild(drawing.gaps.firstChild); }
      scores.forEach(function (score, arm) {
        var mark = drawing.marks[arm], control = drawing.arms[arm], other = this.data.other[this.areas[arm].key];
        control.setAttribute("aria-valuenow", String(score || 0));
        var point = this.point(arm, score);
        control.setAttribute("aria-valuetext", score
          ? fill(this.data.words.of, { score: score, highest: this.data.highest }) + (point[1] ? ", " + point[1] : "") : this.data.words.none);
        if (!score) { mark.setAttribute("display", "none"); return; }
        var place = this.at(drawing, arm, score);
        mark.removeAttribute("display");
        if (mark.tagName === "rect") {
          mark.setAttribute("x", (place[0] - 6.5).toFixed(1));
          mark.setAttribute("y", (place[1] - 6.5).toFixed(1));
        } else {
          mark.setAttribute("cx", place[0].toFixed(1));
          mark.setAttribute("cy", place[1].toFixed(1));
        }
        if (other && other !== score) { this.band(drawing, place, this.at(drawing, arm, other)); }
      }, this);
    }, this);
  };

  Star.prototype.band = function (drawing, from, to) {
    ["c-gap-edge", "c-gap"].forEach(function (name) {
      var line = document.createElementNS(SVG, "line");
      line.setAttribute("x1", from[0].toFixed(1));
      line.setAttribute("y1", from[1].toFixed(1));
      line.setAttribute("x2", to[0].toFixed(1));
      line.setAttribute("y2", to[1].toFixed(1));
      line.setAttribute("class", name);
      drawing.gaps.appendChild(line);
    });
  };

  function start() {
    document.querySelectorAll("[data-star]:not([data-ready])").forEach(function (figure) { new Star(figure); });
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
  document.addEventListener("htmx:load", start);
}());
