// Saves a long form as the person types: <form data-autosave="address">. Every 5 seconds when something changed, and when the page is left.
// The server answers {"seconds": left in the session, "version": new version} or 409 when someone else has changed the record.
// Offline, what was typed is kept in this tab (never password or file) until it has been saved; it is offered back, not put back unasked.
const EVERY = 5000;
const LARGEST_AT_LEAVING = 60000; // browsers send no more than 64 kB from a page being left
const words = document.querySelector("[data-autosave-words]");
const say = (key, fallback) => (words && words.dataset[key]) || fallback;

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.key = `lodestar-draft:${document.body.dataset.actor || ""}:${this.url}`;
    this.saved = this.read();
    this.savedAt = null;
    this.sending = null;
    this.submitted = false;
    this.stopped = false;
    this.line = document.createElement("p");
    this.line.className = "lode-autosave";
    this.time = document.createElement("span");
    this.news = document.createElement("span");
    this.news.setAttribute("role", "status");
    this.line.append(this.time, this.news);
    (form.querySelector("[data-autosave-status]") || form).append(this.line);
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.submitted = false;
    });
    this.offerBack();
    setInterval(() => this.tick(), 1000);
    this.dueAt = performance.now() + EVERY;
  }

  data() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    for (const box of this.form.querySelectorAll("input[type=password]")) data.delete(box.name);
    return data;
  }

  read() {
    const data = this.data();
    data.delete("csrfmiddlewaretoken");
    data.delete("version");
    return JSON.stringify([...data]);
  }

  changed() {
    return this.read() !== this.saved;
  }

  tick() {
    if (this.savedAt !== null) this.time.textContent = this.ago((performance.now() - this.savedAt) / 1000);
    if (performance.now() < this.dueAt || this.submitted || this.stopped) return;
    this.dueAt = performance.now() + EVERY;
    if (this.changed() && !this.sending) this.send();
  }

  ago(seconds) {
    const whole = Math.round(seconds);
    if (whole < 60) return say("seconds", "Saved {n} seconds ago").replace("{n}", String(whole));
    return say("minutes", "Saved {n} minutes ago").replace("{n}", String(Math.floor(whole / 60)));
  }

  async send() {
    const typed = this.read();
    this.sending = new AbortController();
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: this.data(),
        headers: { "X-Lodestar-Autosave": "1", Accept: "application/json" },
        redirect: "manual",
        signal: this.sending.signal,
      });
      if (answer.ok) await this.done(typed, answer);
      else if (answer.status === 409) this.stop(say("conflict", "Someone else has changed this. Save the page to see both versions."));
      else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) this.keep(say("signedOut", "You are signed out. What you typed is kept in this tab; sign in again to save it."));
      else if (answer.status === 422 || answer.status === 400) this.keep(say("notYet", "Not saved yet: something needs correcting. What you typed is kept in this tab."));
      else this.keep(say("offline", "Not saved yet. What you typed is kept in this tab."));
    } catch (error) {
      if (error.name !== "AbortError") this.keep(say("offline", "Not saved yet. What you typed is kept in this tab."));
    } finally {
      this.sending = null;
    }
  }

  async done(typed, answer) {
    this.saved = typed;
    this.savedAt = performance.now();
    this.news.textContent = "";
    sessionStorage.removeItem(this.key);
    const facts = await answer.json().catch(() => ({}));
    const version = this.form.querySelector("input[name=version]");
    if (version && facts.version !== undefined) version.value = facts.version;
    if (facts.seconds) document.dispatchEvent(new CustomEvent("lodestar:alive", { detail: { seconds: facts.seconds } }));
  }

  keep(message) {
    sessionStorage.setItem(this.key, this.read());
    this.tell(message);
  }

  stop(message) {
    this.stopped = true;
    this.keep(message);
  }

  tell(message) {
    this.savedAt = null;
    this.time.textContent = "";
    if (this.news.textContent !== message) this.news.textContent = message;
  }

  submit(event) {
    if (this.submitted) {
      event.preventDefault(); // pressed twice: the first one counts
      return;
    }
    this.submitted = true;
    if (this.sending) this.sending.abort(); // an older draft must not arrive after what is being submitted
    sessionStorage.removeItem(this.key);
  }

  leave() {
    if (this.submitted || this.stopped || !this.changed()) return;
    const typed = this.read();
    if (typed.length < LARGEST_AT_LEAVING) {
      fetch(this.url, { method: "POST", body: this.data(), headers: { "X-Lodestar-Autosave": "1" }, keepalive: true }).catch(() => {});
    }
    sessionStorage.setItem(this.key, typed);
  }

  offerBack() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept || kept === this.saved) {
      sessionStorage.removeItem(this.key);
      return;
    }
    const back = document.createElement("button");
    back.type = "button";
    back.className = "lode-link-button";
    back.textContent = say("restore", "Put back what you typed here before");
    back.addEventListener("click", () => {
      this.put(JSON.parse(kept));
      back.remove();
    });
    this.form.prepend(back);
  }

  put(pairs) {
    const by = new Map();
    for (const [name, value] of pairs) by.set(name, [...(by.get(name) || []), value]);
    for (const control of this.form.elements) {
      if (!control.name || ["hidden", "password", "file", "submit", "button"].includes(control.type)) continue;
      const values = by.get(control.name) || [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
      else if (values.length) control.value = values.shift();
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Draft(form);
