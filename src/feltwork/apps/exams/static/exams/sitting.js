/* An examination: every answer is kept as it is given, and one question follows the other without a new page.
   Without this file each button sends the page, and the server does the same.

   All questions are on the page, so that a lost connection stops nobody: what could not be sent is sent again, and lies
   sealed on this device until it has arrived (ui/unsent.js). Another page's answer is never written over unseen. The time is
   the server's; this page only shows it, and only if it is wanted. Nobody looks at what else happens on the screen. */

import { Sender } from "../ui/unsent.js";
import { answerOf, fill, isAnswered, normal, same, wordsOf } from "./answers.js";

const TYPING = 700;

export function mount(form) {
  if (!form.dataset.mounted) new Sitting(form);
}

class Sitting extends Sender {
  constructor(form) {
    const page = form.closest("[data-exam]");
    super(form, page.querySelector("[data-status]"), "exam", form.dataset.sitting);
    this.page = page;
    this.known = JSON.parse(document.getElementById("sitting-answers").textContent); // number → answer, as it is here
    this.clashes = new Map(); // number → what was answered elsewhere, and here
    this.unfold();
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("click", (event) => this.settled(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("popstate", () => this.follow());
    this.keepTime(Number(form.dataset.left));
    this.page.querySelector("[data-clock]")?.addEventListener("change", () => this.showTime());
    form.dataset.mounted = "";
    this.catchUp();
    this.bring();
  }

  /* The questions that are not asked yet are in a template, where nothing sees them. */
  unfold() {
    const list = this.form.querySelector("[data-questions]");
    const rest = this.form.querySelector("template[data-rest]");
    const added = rest ? [...rest.content.children] : [];
    for (const item of added) {
      const after = [...list.children].find((one) => Number(one.dataset.number) > Number(item.dataset.number));
      list.insertBefore(item, after ?? null);
    }
    rest?.remove();
    this.items = [...list.children];
    for (const item of this.items) this.known[item.dataset.number] = normal(item, this.known[item.dataset.number] ?? null);
    this.now = this.items.find((one) => one.dataset.number === this.form.elements.namedItem("q").value);
    this.show(this.now, { quiet: true });
    for (const item of added) document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: item } })); // its own island
  }

  item(number) {
    return this.items.find((one) => one.dataset.number === String(number));
  }

  /* --- what is given */

  changed(event) {
    const item = event.target.closest("[data-number]");
    if (!item) return;
    if (event.target.name === "later") this.mark(item, event.target.checked);
    else this.answered(item);
  }

  typed(event) {
    if (event.target.tagName !== "TEXTAREA") return;
    clearTimeout(this.typing);
    const item = event.target.closest("[data-number]");
    this.typing = setTimeout(() => this.answered(item), TYPING);
  }

  answered(item) {
    clearTimeout(this.typing);
    const number = item.dataset.number;
    const value = answerOf(item);
    if (same(value, this.known[number])) return;
    this.known[number] = value;
    this.waiting.set(number, value);
    this.clashes.delete(number);
    item.querySelector("[data-theirs]").hidden = true;
    this.giveWay(number);
    this.changedHere();
  }

  mark(item, isLater) {
    this.marks.set(item.dataset.number, isLater);
    this.changedHere();
  }

  changedHere() {
    this.hold();
    this.fit();
    this.send();
  }

  /* What was answered before this script was there, or what the browser filled in again on coming back. */
  catchUp() {
    for (const item of this.items) {
      const value = answerOf(item);
      if (same(value, this.known[item.dataset.number])) continue;
      this.known[item.dataset.number] = value;
      this.waiting.set(item.dataset.number, value);
    }
    this.fit();
    this.send();
  }

  /* --- the map, and going from one to the other */

  fit() {
    let answered = 0;
    for (const item of this.items) {
      const number = item.dataset.number;
      const has = isAnswered(this.known[number]);
      const isLater = item.querySelector('[name="later"]').checked;
      answered += has;
      const button = this.page.querySelector(`[data-go="${number}"]`);
      button.classList.toggle("is-answered", has);
      button.classList.toggle("is-later", isLater);
      button.toggleAttribute("aria-current", item === this.now);
      if (item === this.now) button.setAttribute("aria-current", "true");
      const words = this.page.querySelector("[data-map]").dataset;
      const state = has ? words.answered : words.open;
      button.setAttribute("aria-label", `${words.question.replace("%d", number)}, ${state}${isLater ? `, ${words.later}` : ""}`);
    }
    this.page.querySelector("[data-sum]").textContent = String(answered);
  }

  show(item, { quiet = false } = {}) {
    this.now = item;
    for (const one of this.items) one.hidden = one !== item;
    for (const field of this.form.querySelectorAll("[name=later]")) field.disabled = field.closest("[data-number]") !== item; // one at a time is sent
    const at = this.items.indexOf(item);
    this.form.elements.namedItem("q").value = item.dataset.number;
    this.page.querySelector("[data-part]").textContent = item.dataset.partWords;
    this.way("back", this.items[at - 1]);
    this.way("next", this.items[at + 1]);
    this.fit();
    if (quiet) return;
    const head = item.querySelector("h1");
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  way(go, item) {
    const button = this.form.querySelector(`[name="go"][value="${go}"]`);
    if (go === "back") button.hidden = !item;
    const words = button.querySelector("[data-words]");
    words.textContent = item ? button.dataset.question.replace("%d", item.dataset.number) : button.dataset.end;
  }

  follow() {
    const item = this.item(new URLSearchParams(location.search).get("q") ?? "");
    if (item) this.show(item);
    else location.reload();
  }

  async submitted(event) {
    const go = event.submitter?.value;
    const at = this.items.indexOf(this.now);
    const to = go === "next" ? this.items[at + 1] : go === "back" ? this.items[at - 1] : this.item(go);
    const item = this.now;
    this.answered(item);
    if (to) {
      event.preventDefault();
      history.pushState({}, "", `${this.form.dataset.path}?q=${to.dataset.number}`);
      this.show(to);
      return;
    }
    await this.letGo(event);
  }

  /* --- sending */

  own() {
    return { url: this.form.dataset.save, seen: this.seen, origin: this.origin, answers: Object.fromEntries(this.waiting), later: Object.fromEntries(this.marks) };
  }

  /* Over, or gone on elsewhere: the page that says so. What was sent is kept either way. */
  async heard(told, what, row) {
    if (!told.over && !told.moved) return told;
    if (told.over) await this.unsent.forget([row?.change ?? this.unsent.change]);
    else if (!row) {
      for (const number of Object.keys(what.answers)) this.waiting.delete(number);
      this.marks.clear();
      await this.hold();
    }
    return this.leave();
  }

  async refused(status, row) {
    if (status === 410) await this.unsent.forget([row?.change ?? this.unsent.change]);
  }

  taken(told) {
    this.keepTime(told.left);
  }

  same(one, other) {
    return same(one, other);
  }

  marked(number, isLater) {
    this.item(number).querySelector('[name="later"]').checked = isLater;
  }

  /* An answer that was given elsewhere, put into the page. */
  put(number, value) {
    const item = this.item(number);
    if (!item) return;
    this.known[number] = normal(item, value);
    fill(item, value);
  }

  /* The other one holds until somebody chooses: it is said above what stands here. */
  both(number, value) {
    const item = this.item(number);
    this.clashes.set(number, { theirs: value, mine: answerOf(item) });
    const note = item.querySelector("[data-theirs]");
    note.querySelector("[data-words]").textContent = wordsOf(item, value);
    note.hidden = false;
    if (item !== this.now) this.show(item);
  }

  settled(event) {
    const button = event.target.closest("[data-take]");
    const item = button?.closest("[data-number]");
    const clash = item && this.clashes.get(item.dataset.number);
    if (!clash) return;
    event.preventDefault();
    this.clashes.delete(item.dataset.number);
    item.querySelector("[data-theirs]").hidden = true;
    if (button.dataset.take === "theirs") this.put(item.dataset.number, clash.theirs);
    else this.waiting.set(item.dataset.number, clash.mine);
    this.changedHere();
    item.querySelector("h1").focus();
  }

  /* --- the time */

  keepTime(seconds) {
    if (!Number.isFinite(seconds)) return;
    this.endsAt = performance.now() + seconds * 1000;
    clearTimeout(this.tick);
    this.onTime();
  }

  onTime() {
    const left = Math.round((this.endsAt - performance.now()) / 1000);
    if (left <= 600) this.page.querySelector("[data-nearly]").hidden = false;
    this.showTime(left);
    if (left <= 0) return this.end();
    this.tick = setTimeout(() => this.onTime(), Math.min(1000, left * 1000));
  }

  showTime(left = Math.round((this.endsAt - performance.now()) / 1000)) {
    const line = this.page.querySelector("[data-clock-line]");
    line.hidden = !this.page.querySelector("[data-clock]").checked;
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor((left % 3600) / 60), left % 60].map((one) => String(Math.max(0, one)).padStart(2, "0"));
    line.textContent = line.dataset.words.replace("%s", `${hours}:${minutes}:${seconds}`);
  }

  async end() {
    this.say("over");
    this.answered(this.now);
    await this.send();
    this.leave();
  }
}
