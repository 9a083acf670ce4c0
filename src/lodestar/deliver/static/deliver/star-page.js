// The star page with scripts: one area at a time beside the star, next and back, keys for those who do this all day.
// The radio buttons stay the truth; star.js draws them; autosave.js keeps the draft.
function begin(form) {
  const figure = form.querySelector("[data-star][data-ready]");
  if (!figure) return;
  const areas = form.querySelector("[data-star-areas]");
  const sections = [...areas.querySelectorAll("[data-star-area-section]")];
  const words = form.querySelector("[data-star-words-for-steps]").dataset;
  const names = sections.map((section) => section.getAttribute("aria-label"));
  let current = 0;

  figure.querySelector("[data-star-words]").append(areas);
  form.classList.add("star-page--live");

  const radios = (place) => [...sections[place].querySelectorAll("input[type=radio]")];

  // Puts an area in sight; the drawing is told by a change event of the radio that is chosen, which changes nothing.
  const show = (place, { focus = false, tell = false } = {}) => {
    current = place;
    sections.forEach((section, i) => section.toggleAttribute("data-current", i === place));
    const chosen = radios(place).find((radio) => radio.checked) || radios(place)[0];
    if (tell) chosen.dispatchEvent(new Event("change", { bubbles: true }));
    if (focus) chosen.focus({ preventScroll: true });
  };

  const step = (by) => show(Math.max(0, Math.min(sections.length - 1, current + by)), { focus: true, tell: true });

  const link = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "lode-link-button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  sections.forEach((section, place) => {
    const steps = section.querySelector("[data-star-steps]");
    steps.hidden = false;
    if (place < sections.length - 1) {
      const next = document.createElement("button");
      next.type = "button";
      next.className = "govuk-button";
      next.textContent = words.next.replace("{area}", names[place + 1]);
      next.addEventListener("click", () => step(1));
      steps.append(next);
    }
    if (place > 0) steps.append(link(words.back, () => step(-1)));
    const all = link(words.all, () => {
      const every = form.classList.toggle("star-page--words");
      form.querySelectorAll("[data-star-all]").forEach((one) => {
        one.textContent = every ? words.fewer : words.all;
        one.setAttribute("aria-expanded", String(every));
      });
    });
    all.setAttribute("data-star-all", "");
    all.setAttribute("aria-expanded", "false");
    steps.append(all);
  });

  // An arm of the star that takes the focus brings its area into sight.
  figure.addEventListener("focusin", (event) => {
    const arm = event.target.closest("[data-area]");
    const place = arm ? sections.findIndex((section) => section.dataset.starAreaSection === arm.dataset.area) : -1;
    if (place >= 0 && place !== current) show(place);
  });

  const choose = (score) => {
    const radio = radios(current).find((one) => one.value === String(score));
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };

  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (at.matches("textarea, input:not([type=radio]), select, button, a")) return;
    if (/^[0-9]$/.test(event.key)) choose(event.key === "0" ? 10 : Number(event.key));
    else if (event.key === "n" || event.key === "N" || (event.key === "Enter" && areas.contains(at))) step(1);
    else if (event.key === "b" || event.key === "B") step(-1);
    else return;
    event.preventDefault();
  });

  // The colour and place of the drawing depend on whose voice it is: drawn anew by the server, with the draft kept.
  form.addEventListener("change", (event) => {
    if (event.target.name !== "voice" || !form.dataset.autosave) return;
    const again = document.createElement("button");
    again.name = "do";
    again.value = "redraw";
    again.hidden = true;
    form.append(again);
    form.requestSubmit(again);
  });

  const asked = sections.findIndex((section) => `#${section.id}` === window.location.hash);
  const open = sections.findIndex((section, place) => !radios(place).some((radio) => radio.checked && radio.value));
  show(asked >= 0 ? asked : Math.max(open, 0), { tell: true });
}

// star.js comes to life when the document is ready; a module may run a moment earlier.
const page = document.querySelector("form[data-star-page]");
if (page) {
  if (page.querySelector("[data-star][data-ready]")) begin(page);
  else document.addEventListener("DOMContentLoaded", () => begin(page));
}
