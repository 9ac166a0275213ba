/* The record's page: forms that keep themselves, who reads what, the state of keeping, two versions, live marks. */

import { fill, read } from "./fields.js";
import { keeping } from "./keeping.js";
import { marking } from "./marks.js";

const FORMS = "form[data-keep]";
const EMPTY = new Set(["arrival", "departure", "risk", "touch", "helped", "practice", "next_step", "target"]);

export function mount(root) {
  const kept = keeping(root);
  learn(root, kept);
  root.addEventListener("input", (event) => keep(event, root, kept));
  root.addEventListener("change", (event) => keep(event, root, kept));
  root.addEventListener("submit", (event) => sent(event, root, kept));
  root.addEventListener("click", (event) => clicked(event, root, kept));
  document.addEventListener("htmx:load", (event) => learn(event.detail.elt, kept));
  document.addEventListener("keydown", closeMenus);
  document.addEventListener("click", closeMenus);
  kept.on("state", (state, detail) => show(root, kept, state, detail));
  kept.on("saved", (answer) => saved(root, answer));
  kept.on("refused", (answer) => refused(root, answer));
  kept.on("conflict", () => conflicts(root));
  kept.on("elsewhere", (item) => takeOver(root, item));
  kept.on("recovered", (item) => recover(root, item));
  for (const form of root.querySelectorAll(FORMS)) unfold(form);
  marking(root, kept);
  root.dataset.mounted = "";
}

function learn(within, kept) {
  for (const form of within.querySelectorAll?.(FORMS) ?? []) {
    const { item, version, kind, body } = form.dataset;
    if (!kept.waitsFor(item)) kept.learn([{ uuid: item, version: Number(version), kind, body: JSON.parse(body || "{}") }]);
    unfold(form);
  }
}

/* A form of this page for *item*; where it has none yet, the one form of its kind. */
function formFor(root, { uuid, kind }) {
  const own = root.querySelector(`${FORMS}[data-item="${uuid}"]`);
  if (own) return own;
  const form = root.querySelector(`${FORMS}[data-kind="${kind}"]`);
  if (!form || form.dataset.version !== "0" || !EMPTY.has(kind)) return null;
  form.dataset.item = uuid;
  return form;
}

function keep(event, root, kept) {
  const form = event.target.closest(FORMS);
  if (!form || event.target.name === "csrfmiddlewaretoken") return;
  unfold(form);
  const body = read(form, root.dataset.begins);
  const audience = form.elements.namedItem("audience")?.value ?? form.dataset.audience ?? "";
  const removed = !Object.keys(body).length && EMPTY.has(form.dataset.kind);
  kept.save(form.dataset.kind, form.dataset.item, body, { audience, removed });
  form.dataset.touched = "";
}

/* With scripts a form was kept already: "Done" waits for the last word and shows the page again. */
async function sent(event, root, kept) {
  const form = event.target;
  if (form.matches(".r-who-menu")) return choose(event, form, event.submitter);
  if (!form.matches(FORMS) || !form.closest(".r-item") || kept.state === "refused") return;
  event.preventDefault();
  if (!("touched" in form.dataset)) {
    kept.save(form.dataset.kind, form.dataset.item, read(form, root.dataset.begins), { audience: form.elements.namedItem("audience")?.value ?? "" });
  }
  await kept.send();
  if (kept.state === "kept") location.reload();
}

async function choose(event, form, button) {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.set("audience", button.value);
  const answer = await fetch(form.action, { method: "POST", headers: { "HX-Request": "true" }, body }).catch(() => null);
  if (answer?.status !== 204) {
    form.submit(); // the server says what is the matter
    return;
  }
  for (const one of form.querySelectorAll("button")) one.toggleAttribute("aria-current", one === button);
  const menu = form.closest("details");
  menu.querySelector("[data-who-label]").textContent = button.textContent.trim();
  menu.open = false;
  menu.querySelector("summary").focus();
}

async function clicked(event, root, kept) {
  const link = event.target.closest("a.r-edit, a.r-reading-edit, [data-add], [data-leave-after-keeping], [data-back]");
  if (link && !event.defaultPrevented && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    if (link.matches("[data-leave-after-keeping]") && kept.pending.length) {
      event.preventDefault();
      await kept.send();
      location.assign(link.href);
    } else if (link.matches("[data-add]") || link.closest(".p-moment")) {
      event.preventDefault();
      await openForm(root, link, kept);
    }
  }
  const chip = event.target.closest("[data-channels] button");
  if (chip) onlyChannel(root, chip);
}

async function openForm(root, link, kept) {
  if (link.closest("[data-item-form]")) return location.reload();
  await kept.send();
  const target = link.matches("[data-add]") ? root.querySelector("[data-add-here]") : link.closest(".p-moment");
  await htmx.ajax("GET", link.href, { target, swap: "innerHTML" });
  target.querySelector("input:not([type=hidden])")?.focus();
}

function onlyChannel(root, chip) {
  for (const one of chip.parentElement.children) one.setAttribute("aria-pressed", String(one === chip));
  const list = root.querySelector("[data-moments]");
  list.toggleAttribute("data-only", chip.value !== "");
  for (const row of list.querySelectorAll("[data-channel]")) row.classList.toggle("is-shown", row.dataset.channel === chip.value);
}

/* Fields that are asked only after a certain answer. Nothing that was written is hidden. */
function unfold(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const answer = form.elements.namedItem(part.dataset.when)?.value ?? "";
    const filled = [...part.querySelectorAll("textarea, input")].some((field) => field.value.trim());
    part.hidden = !part.dataset.is.split(" ").includes(answer) && !filled;
  }
}

function show(root, kept, state, detail) {
  const line = root.querySelector("[data-status]");
  if (!line) return;
  const words = line.dataset;
  line.dataset.state = state;
  root.querySelector("[data-sign-in]").hidden = detail !== "signed_out";
  if (state === "kept") {
    const at = kept.keptAt.toTimeString().slice(0, 5);
    line.textContent = words.kept.replace("TIME", at);
  } else if (state === "keeping") line.textContent = words.keeping;
  else if (detail === "signed_out") line.textContent = words.signedOut;
  else if (detail === "signed") line.textContent = words.signed;
  else if (detail === "gone") line.textContent = words.gone;
  else if (state === "waiting") line.textContent = kept.onDevice ? words.waiting : words.waitingMemory;
  else line.textContent = words.refused;
}

function saved(root, answer) {
  for (const form of root.querySelectorAll(`${FORMS}[data-item="${answer.item}"]`)) {
    form.dataset.version = answer.version;
    for (const name of ["seen"]) if (form.elements.namedItem(name)) form.elements.namedItem(name).value = answer.version;
    sayWrong(form, "");
  }
}

function refused(root, answer) {
  const form = root.querySelector(`${FORMS}[data-item="${answer.item}"]`);
  if (form) sayWrong(form, answer.message);
}

function sayWrong(form, message) {
  const place = form.querySelector("[data-wrong]");
  if (!place) return;
  place.textContent = message;
  place.hidden = !message;
}

/* Somebody wrote the same thing elsewhere: the server kept both; show them side by side. */
async function conflicts(root) {
  await htmx.ajax("GET", location.pathname, { target: "#conflicts", select: "#conflicts", swap: "outerHTML" });
  const place = root.querySelector("#conflicts");
  place.classList.add("u-mb-5");
  place.scrollIntoView({ block: "center" });
  place.querySelector("button")?.focus({ preventScroll: true });
}

function takeOver(root, item) {
  const form = formFor(root, item);
  if (!form || form.contains(document.activeElement)) return;
  fill(form, item.body ?? {}, root.dataset.begins);
  form.dataset.version = item.version;
  unfold(form);
}

function recover(root, item) {
  const form = formFor(root, item);
  if (!form) return;
  fill(form, item.body ?? {}, root.dataset.begins);
  unfold(form);
}

function closeMenus(event) {
  if (event.type === "keydown" && event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".r-who[open]")) {
    if (event.type === "click" && menu.contains(event.target)) continue;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  }
}
