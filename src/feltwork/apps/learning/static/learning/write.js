/* Writing a lesson: how it looks is drawn beside the text while it is written, and leaving with something unkept asks
   first. Without this file "How it looks" opens a page, and the server keeps what is sent. */

const PAUSE = 900; // milliseconds without a key before it is drawn anew

export function mount(form) {
  if (!form.dataset.mounted) new Desk(form);
}

class Desk {
  constructor(form) {
    this.form = form;
    this.panel = document.querySelector("[data-preview-panel]");
    this.status = form.querySelector("[data-status]");
    form.addEventListener("input", () => this.wrote());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("beforeunload", (event) => { if (this.isUnkept && !this.isLeaving) event.preventDefault(); });
    this.panel.hidden = false;
    form.querySelector("[data-look]").hidden = true;
    form.dataset.mounted = "";
    this.draw();
  }

  wrote() {
    this.isUnkept = true;
    this.status.textContent = this.form.dataset.unkept;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.draw(), PAUSE);
  }

  submitted() {
    this.isLeaving = true;
  }

  async draw() {
    const body = new FormData(this.form);
    const answer = await fetch(this.form.dataset.preview, { method: "POST", headers: { "HX-Request": "true" }, body, credentials: "same-origin" }).catch(() => null);
    if (answer?.status !== 200) return; // a mistake, or no connection: what was drawn last stays
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-shown]");
    if (!part) return;
    for (const label of part.querySelectorAll("label[for]")) part.querySelector(`[id="${label.htmlFor}"]`)?.setAttribute("aria-label", label.textContent.trim());
    for (const field of part.querySelectorAll("[id]")) field.removeAttribute("id"); // nothing of it is the form's
    for (const field of part.querySelectorAll("[name]")) { field.removeAttribute("name"); field.disabled = true; }
    for (const label of part.querySelectorAll("label[for]")) label.removeAttribute("for");
    for (const field of part.querySelectorAll("[aria-describedby]")) field.removeAttribute("aria-describedby");
    this.panel.querySelector("[data-preview-body]").replaceChildren(part);
  }
}
