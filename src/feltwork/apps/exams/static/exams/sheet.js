/* A sheet of ratings: every answer is sent as it is given, one after the other. What could not be sent is sent again, and
   leaving the page asks first while something waits. Without this file the buttons send the whole sheet. */

const PAUSES = [1000, 2000, 5000, 15000];
const REST = 900; // after the last letter of a word for the candidate

export function mount(form) {
  if (!form.dataset.mounted) new Sheet(form);
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.words = Object.fromEntries([...form.querySelector("template[data-words]").content.children].map((one) => [one.dataset.word, one.textContent]));
    this.waiting = new Map(); // name → value that the server does not have yet
    this.tries = 0;
    form.addEventListener("change", (event) => this.take(event.target));
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("submit", () => { this.leaving = true; });
    addEventListener("online", () => this.send());
    addEventListener("pageshow", () => { this.leaving = false; });
    addEventListener("beforeunload", (event) => { if (this.waiting.size && !this.leaving) event.preventDefault(); });
    this.catchUp();
    form.dataset.mounted = "";
    this.say("kept");
    this.send();
  }

  /* What was chosen before this script was there, or what the browser filled in again on coming back. */
  catchUp() {
    for (const one of this.form.elements) {
      if (one.type === "radio" && one.checked && !one.defaultChecked) this.waiting.set(one.name, one.value);
      if (one.localName === "textarea" && one.value !== one.defaultValue) this.waiting.set(one.name, one.value);
    }
  }

  take(field) {
    if (!field.name || field.name === "csrfmiddlewaretoken") return;
    this.waiting.set(field.name, field.value);
    this.send();
  }

  typed(field) {
    if (field.localName !== "textarea") return;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.take(field), REST);
  }

  say(word) {
    if (this.status.dataset.state === word) return;
    this.status.dataset.state = word;
    this.status.textContent = this.words[word];
  }

  async send() {
    if (this.sending || !this.waiting.size || this.isClosed) return;
    this.sending = true;
    clearTimeout(this.again);
    const sent = new Map(this.waiting);
    this.say("keeping");
    const answer = await this.post(sent);
    this.sending = false;
    if (answer === null) { this.later(); return; }
    for (const [name, value] of sent) if (this.waiting.get(name) === value) this.waiting.delete(name);
    this.tries = 0;
    if (this.waiting.size) this.send();
    else this.say("kept");
  }

  async post(answers) {
    const body = new URLSearchParams([...answers]);
    const headers = { "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value };
    try {
      const response = await fetch(this.form.dataset.save, { method: "POST", body, headers, redirect: "error" });
      if (response.status === 409) { this.close(); return null; }
      if (!response.ok) return null;
      const kept = await response.json();
      this.count(kept.left);
      return kept;
    } catch {
      return null;
    }
  }

  count(left) {
    const shown = document.querySelector("[data-left]");
    if (shown) shown.textContent = `${this.words.left} ${left}`;
  }

  close() {
    this.isClosed = true;
    this.waiting.clear();
    this.say("closed");
  }

  later() {
    if (this.isClosed) return;
    this.say("waiting");
    this.again = setTimeout(() => this.send(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
  }
}
