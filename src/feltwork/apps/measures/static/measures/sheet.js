/* A sheet of questions: every answer is kept as it is given, and one question follows the other without a new page.
   Without this file each button sends the page, and the server does the same.

   Answers that could not be sent are sent again, and lie sealed on this device until they have arrived (ui/unsent.js); in
   the room, on somebody else's device, they stay on the page only, and leaving it asks first. Another device's answer is
   never written over unseen: both are shown, and choosing again here holds. */

import { Sender } from "../ui/unsent.js";

export function mount(form) {
  if (!form.dataset.mounted) new Paper(form);
}

class Paper extends Sender {
  constructor(form) {
    super(form, form.querySelector("[data-status]"), "sheets", form.dataset.sheet);
    this.list = form.querySelector("[data-items]");
    this.unfold();
    form.addEventListener("change", (event) => this.answered(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("popstate", () => this.follow());
    form.dataset.mounted = "";
    this.catchUp();
    this.bring();
  }

  own() {
    return { url: this.form.dataset.save, seen: this.seen, origin: this.origin, answers: Object.fromEntries(this.waiting) };
  }

  /* An answer that was given elsewhere, put into the page. */
  put(id, value) {
    const item = this.items.find((one) => one.dataset.item === id);
    if (!item) return;
    const typed = item.querySelector('input[type="number"]');
    if (typed) typed.value = typeof value === "number" ? value : "";
    for (const one of item.querySelectorAll('input[type="radio"], input[type="checkbox"]')) one.checked = value !== null && one.value === String(value);
  }

  /* What was answered before this script was there, or what the browser filled in again on coming back. */
  catchUp() {
    for (const item of this.items) {
      const changed = [...item.querySelectorAll("input")].some((one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue);
      const value = changed ? this.answerOf(item) : undefined;
      if (value !== undefined && value !== null) this.waiting.set(item.dataset.item, value);
    }
    this.send();
  }

  /* All questions come with the page; those that are not asked yet are in a template, where nothing sees them. */
  unfold() {
    const rest = this.form.querySelector("template[data-rest]");
    const now = this.form.dataset.one;
    if (rest) {
      for (const item of [...rest.content.children]) { // what is there already is not moved: it may be in use
        const after = [...this.list.children].find((one) => Number(one.dataset.number) > Number(item.dataset.number));
        this.list.insertBefore(item, after ?? null);
      }
      rest.remove();
    }
    this.items = [...this.list.children];
    if (now) {
      this.list.toggleAttribute("data-single", true);
      this.show(Number(now), { quiet: true });
    } else {
      this.fit();
    }
  }

  answerOf(item) {
    const name = `a-${item.dataset.item}`;
    const chosen = item.querySelector(`[name="${name}"]:checked`);
    if (chosen) return chosen.value === "declined" ? "declined" : Number(chosen.value);
    const typed = item.querySelector(`input[type="number"][name="${name}"]`);
    if (typed?.value !== undefined && typed.value !== "") return typed.checkValidity() ? Number(typed.value) : undefined;
    return item.querySelector(`[name="d-${item.dataset.item}"]`)?.checked ? "declined" : null;
  }

  /* A question that hangs on another falls away once that was answered otherwise. */
  isAsked(item) {
    if (!item.dataset.only) return true;
    const gate = this.items.find((one) => one.dataset.item === item.dataset.only);
    const value = gate ? this.answerOf(gate) : null;
    return value === null || value === undefined || value === "declined" || item.dataset.onlyValues.split(" ").includes(String(value));
  }

  fit() {
    for (const item of this.items) item.hidden = this.single ? item !== this.current : !this.isAsked(item);
    const asked = this.items.filter((item) => this.isAsked(item));
    const done = asked.filter((item) => this.answerOf(item) !== null).length;
    const bar = this.form.querySelector("progress");
    bar.max = asked.length;
    bar.value = done;
    this.form.querySelector("[data-answered]").textContent = String(done);
  }

  get single() {
    return "single" in this.list.dataset;
  }

  show(number, { quiet = false } = {}) {
    this.current = this.items.find((item) => Number(item.dataset.number) === number) ?? this.items[0];
    this.form.elements.namedItem("q").value = this.current.dataset.number;
    const back = this.form.querySelector('[name="go"][value="back"]');
    if (back) back.disabled = !this.before();
    this.fit();
    if (quiet) return;
    const legend = this.current.querySelector("legend");
    legend.tabIndex = -1;
    legend.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  after() {
    const at = this.items.indexOf(this.current);
    return this.items.slice(at + 1).find((item) => this.isAsked(item));
  }

  before() {
    const at = this.items.indexOf(this.current);
    return this.items.slice(0, at).reverse().find((item) => this.isAsked(item));
  }

  follow() {
    const number = new URLSearchParams(location.search).get("q");
    if (this.single && /^\d+$/.test(number ?? "")) this.show(Number(number));
    else location.reload();
  }

  answered(event) {
    const item = event.target.closest(".q-item");
    if (!item) return;
    if (event.target.type === "number" && event.target.value !== "") {
      const rather = item.querySelector(`[name="d-${item.dataset.item}"]`);
      if (rather) rather.checked = false;
    } else if (event.target.type === "checkbox" && event.target.checked) {
      const typed = item.querySelector('input[type="number"]');
      if (typed) typed.value = "";
    }
    const value = this.answerOf(item);
    if (value === undefined) return this.say("refused");
    item.querySelector(".q-theirs").hidden = true;
    this.waiting.set(item.dataset.item, value);
    this.giveWay(item.dataset.item);
    this.hold();
    this.fit();
    this.send();
  }

  async submitted(event) {
    const go = event.submitter?.value;
    const next = go === "next" ? this.after() : go === "back" ? this.before() : null;
    if (this.single && next) {
      event.preventDefault();
      history.pushState({}, "", `${this.form.dataset.path}?q=${next.dataset.number}`);
      this.show(Number(next.dataset.number));
      return;
    }
    await this.letGo(event);
  }

  /* Signed out, or over: the page says which, and this page's answers wait for it; refused twice they are not its own. */
  async refused(status, row) {
    if (row && status !== 401 && status !== 410) await this.unsent.forget([row.change]);
  }

  taken(told) {
    if (told.raised) this.care();
  }

  both(id, value) {
    const item = this.items.find((one) => one.dataset.item === id);
    const note = item.querySelector(".q-theirs");
    const theirs = item.querySelector(`[name="a-${id}"][value="${value}"]`);
    note.querySelector("[data-theirs]").textContent = theirs?.dataset.words ?? theirs?.parentElement.textContent.trim() ?? String(value ?? "–");
    note.hidden = false;
    const mine = item.querySelector(`[name="a-${id}"]:checked`);
    if (mine) mine.checked = false; // neither holds on this page until it is chosen
    if (this.single && item !== this.current) this.show(Number(item.dataset.number));
  }

  care() {
    const panel = this.form.querySelector("[data-care]");
    if (!panel.hidden) return;
    panel.hidden = false;
    panel.querySelector("[tabindex]")?.focus();
  }
}
