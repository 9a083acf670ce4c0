// Looks again at a page of long work every few seconds and puts in what has changed; stops when the work is over.
const place = () => document.getElementById("progress");
const over = (element) => !["waiting", "running"].includes(element.dataset.state);

const look = async () => {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "progress" } }).catch(() => null);
  if (answer && answer.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
    const old = place();
    if (!fresh || over(fresh)) {
      location.reload();
      return;
    }
    // The words that a screen reader reads out are only touched when they differ, or it would read them every time.
    const state = old.querySelector("[role=status]");
    const words = fresh.querySelector("[role=status]");
    if (state.textContent.trim() !== words.textContent.trim()) state.textContent = words.textContent;
    words.replaceWith(state);
    old.replaceChildren(...fresh.childNodes);
  }
  wait();
};
const wait = () => setTimeout(look, Math.max(1, Number(place().dataset.refresh)) * 1000);

if (place() && !over(place())) wait();
