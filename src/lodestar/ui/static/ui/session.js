// Warns two minutes before the session ends and lets the person stay. The server's clock rules: the page only counts down from what it said.
const WARN_BEFORE = 120;
const box = document.querySelector("[data-session-seconds]");

if (box) {
  const left = box.querySelector("[data-session-left]");
  const stay = box.querySelector("form");
  let endsAt = performance.now() + Number(box.dataset.sessionSeconds) * 1000;
  let shownFrom = null;

  const show = (seconds) => {
    left.textContent =
      seconds <= 0
        ? left.dataset.over
        : seconds < 60
          ? left.dataset.one
          : left.dataset.many.replace("{minutes}", String(Math.ceil(seconds / 60)));
    if (box.hidden) {
      shownFrom = document.activeElement;
      box.hidden = false;
      box.querySelector("button").focus();
    }
  };

  const hide = () => {
    box.hidden = true;
    if (shownFrom && shownFrom.isConnected) shownFrom.focus();
    shownFrom = null;
  };

  const extend = (seconds) => {
    endsAt = performance.now() + seconds * 1000;
    if (!box.hidden) hide();
  };

  const tick = () => {
    const seconds = Math.round((endsAt - performance.now()) / 1000);
    if (seconds <= WARN_BEFORE) show(seconds);
    if (seconds <= 0 && box.dataset.signedOut) {
      stay.querySelector("button").hidden = true;
      clearInterval(timer);
    }
  };
  const timer = setInterval(tick, 5000);
  tick();

  stay.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!box.dataset.keepAlive) return;
    const answer = await fetch(box.dataset.keepAlive, { method: "POST", body: new FormData(stay), redirect: "manual" }).catch(() => null);
    if (answer && answer.ok) extend((await answer.json()).seconds);
    else show(answer ? 0 : WARN_BEFORE);
  });

  // Saving as you go keeps the session alive as well: autosave.js says so.
  document.addEventListener("lodestar:alive", (event) => extend(event.detail.seconds));
}
