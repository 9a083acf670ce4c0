/* Desk, wall and phones: asks the board again and again, counts the clock down, moves the slider with its box, takes one-key shortcuts. */
const board = document.querySelector("[data-board]");
const announcements = document.querySelector("[data-announcements]");
let tag = board ? board.dataset.tag : "";

/* A form that asks the same as before stays as it is, with whatever was typed into it. */
function show(text) {
  const next = document.createElement("div");
  next.innerHTML = text;
  const focused = document.activeElement && board.contains(document.activeElement) ? document.activeElement : null;
  board.querySelectorAll("[data-same]").forEach((old) => {
    const fresh = next.querySelector(`[data-same="${old.dataset.same}"]`);
    if (fresh) { fresh.replaceWith(old); }
  });
  const opened = [...board.querySelectorAll("details")].map((one) => one.open);
  const said = next.querySelector("[data-say]");
  board.replaceChildren(...next.childNodes);
  board.querySelectorAll("details").forEach((one, place) => { one.open = Boolean(opened[place]); });
  if (focused && board.contains(focused)) { focused.focus({ preventScroll: true }); }
  if (said && announcements && announcements.textContent !== said.dataset.say) { announcements.textContent = said.dataset.say; }
  dress();
}

async function ask() {
  const began = performance.now();
  try {
    const answer = await fetch(board.dataset.board, { headers: { "If-None-Match": tag }, cache: "no-store", credentials: "same-origin" });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") || "";
      show(await answer.text());
    } else if (answer.status === 410 || answer.redirected) {
      window.location.reload();
      return;
    }
  } catch (fault) { /* The network is away for a moment: ask again. */ }
  const every = Number(board.dataset.every) * (document.hidden ? 4 : 1);
  window.setTimeout(ask, Math.max(50, every - (performance.now() - began)));
}

function dress() {
  document.querySelectorAll("[data-seconds-left]").forEach((clock) => {
    if (clock.dataset.endsAt) { return; }
    clock.dataset.endsAt = String(performance.now() + 1000 * Number(clock.dataset.secondsLeft));
  });
  document.querySelectorAll("[data-slider]").forEach((slider) => {
    const box = document.getElementById(slider.dataset.slider), range = slider.querySelector("input");
    if (!box || slider.dataset.ready) { return; }
    slider.dataset.ready = "yes";
    slider.hidden = false;
    if (box.value !== "") { range.value = box.value; }
    range.addEventListener("input", () => { box.value = range.value; });
    box.addEventListener("input", () => { if (box.value !== "" && !Number.isNaN(Number(box.value))) { range.value = box.value; } });
  });
  tick();
}

function tick() {
  document.querySelectorAll("[data-ends-at]").forEach((clock) => {
    const left = Math.ceil((Number(clock.dataset.endsAt) - performance.now()) / 1000);
    const words = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.over;
    if (clock.textContent !== words) { clock.textContent = words; }
  });
}

function shortcuts() {
  const keys = document.querySelector("[data-keys]"), on = document.querySelector("[data-keys-on]");
  if (!keys || !on) { return; }
  keys.hidden = false;
  on.checked = window.localStorage.getItem("lodestar-desk-keys") !== "off";
  on.addEventListener("change", () => { window.localStorage.setItem("lodestar-desk-keys", on.checked ? "on" : "off"); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select");
    if (!on.checked || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) { return; }
    const key = event.key.toLowerCase();
    const target = key === "a" ? board.querySelector(".ws-agree input:not([type=hidden]), .ws-agree textarea") : board.querySelector(`button[data-key="${key}"]`);
    if (!target) { return; }
    event.preventDefault();
    if (key === "a") { target.focus(); } else { target.click(); }
  });
}

if (board) {
  dress();
  shortcuts();
  window.setInterval(tick, 250);
  window.setTimeout(ask, Number(board.dataset.every));
}
