/* A long list of people, searched by typing. Without this file it is an ordinary list; short lists stay one. */

const SHORT = 12;
const MOST = 30;

const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

export function mount(element) {
  const select = element.querySelector("select");
  if (!select || select.options.length <= SHORT) return;
  new Pick(element, select).start();
}

class Pick {
  constructor(element, select) {
    this.element = element;
    this.select = select;
    this.people = [...select.options].filter((option) => option.value);
    this.shown = [];
    this.at = -1;
  }

  start() {
    this.input = this.makeInput();
    this.list = this.makeList();
    this.element.querySelector("label").htmlFor = this.input.id;
    const box = document.createElement("div");
    box.className = "p-pick-box";
    box.append(this.input, this.list);
    this.select.hidden = true;
    this.select.after(box);
    this.input.addEventListener("input", (event) => { event.stopPropagation(); this.open(this.input.value); });
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(this.shown[[...this.list.children].indexOf(event.target.closest("[role=option]"))]));
  }

  makeInput() {
    const input = document.createElement("input");
    input.id = `${this.select.id}_search`;
    input.type = "text";
    input.className = "fw-input";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.value = this.chosenText();
    const described = this.select.getAttribute("aria-describedby");
    const roles = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${input.id}_list` };
    if (described) roles["aria-describedby"] = described;
    if (this.select.getAttribute("aria-invalid")) roles["aria-invalid"] = "true";
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    return input;
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}_list`;
    list.className = "p-pick";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    return list;
  }

  chosenText() {
    const option = this.select.selectedOptions[0];
    return option?.value ? option.text : "";
  }

  open(words) {
    const wanted = plain(words).split(/\s+/).filter(Boolean);
    const found = this.people.filter((option) => wanted.every((word) => plain(option.text).includes(word)));
    this.shown = found.slice(0, MOST);
    this.list.replaceChildren(...this.shown.map((option, index) => this.row(option, index)));
    this.list.hidden = this.shown.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.move(wanted.length && this.shown.length ? 0 : -1);
  }

  row(option, index) {
    const row = document.createElement("li");
    row.id = `${this.list.id}_${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(option.selected));
    row.textContent = option.text;
    return row;
  }

  move(to) {
    this.list.children[this.at]?.classList.remove("is-at");
    this.at = to;
    const row = this.list.children[to];
    row?.classList.add("is-at");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const count = this.shown.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.open("");
      else if (count) this.move((this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) {
      event.preventDefault();
      this.choose(this.shown[this.at]);
    } else if (event.key === "Escape") this.close();
  }

  choose(option) {
    if (!option) return;
    this.select.value = option.value;
    this.input.value = option.text;
    this.hide();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.input.value = this.chosenText();
    this.hide();
  }

  hide() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
