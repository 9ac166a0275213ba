/* What somebody chose in the fields of one question, as JSON, and back: as `answers.py` reads it on the server. */

function kindOf(item) {
  return item.querySelector("[data-question]").dataset.question;
}

function selects(item) {
  return [...item.querySelectorAll("select")];
}

/* The id of a choice is the end of its field's name: "q14-a". */
function idOf(select) {
  return select.name.slice(select.name.indexOf("-") + 1);
}

const READERS = {
  single: (item) => item.querySelector("[data-question] input:checked")?.value ?? null,
  region: (item) => item.querySelector("[data-question] input:checked")?.value ?? null,
  multiple: (item) => orNull([...item.querySelectorAll("[data-question] input:checked")].map((one) => one.value).sort()),
  ordering(item) {
    const all = selects(item);
    if (!all.some((one) => one.value)) return null;
    const place = (one) => Number(one.value) || all.length + 1;
    return all.map((one, at) => [place(one), at, idOf(one)]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]);
  },
  matching(item) {
    const pairs = selects(item).filter((one) => one.value).map((one) => [idOf(one), one.value]);
    return pairs.length ? Object.fromEntries(pairs) : null;
  },
  short: (item) => item.querySelector("textarea").value.trim() || null,
};

const FILLERS = {
  single: choose,
  region: choose,
  multiple: choose,
  ordering(item, value) {
    const list = item.querySelector("[data-order]");
    for (const select of selects(item)) select.value = value ? String(value.indexOf(idOf(select)) + 1) : "";
    if (value) for (const id of value) list.append(selects(item).find((one) => idOf(one) === id).closest("li"));
  },
  matching(item, value) {
    for (const select of selects(item)) select.value = value?.[idOf(select)] ?? "";
  },
  short(item, value) {
    item.querySelector("textarea").value = value ?? "";
  },
};

function choose(item, value) {
  const wanted = [value ?? []].flat();
  for (const one of item.querySelectorAll("[data-question] input")) one.checked = wanted.includes(one.value);
}

function orNull(list) {
  return list.length ? list : null;
}

export function answerOf(item) {
  return READERS[kindOf(item)](item);
}

export function fill(item, value) {
  FILLERS[kindOf(item)](item, value);
}

export function isAnswered(value) {
  if (value === null || value === undefined) return false;
  return typeof value === "object" ? Object.keys(value).length > 0 : value !== "";
}

/* Which of several were chosen has no order. */
export function normal(item, value) {
  return kindOf(item) === "multiple" && value ? [...value].sort() : value;
}

export function same(one, other) {
  return plain(one) === plain(other);
}

function plain(value) {
  if (value && typeof value === "object" && !Array.isArray(value)) return JSON.stringify(Object.entries(value).sort());
  return JSON.stringify(value ?? null);
}

/* An answer in the words of the page. */
export function wordsOf(item, value) {
  if (!isAnswered(value)) return "–";
  if (kindOf(item) === "short") return value;
  const input = (id) => [...item.querySelectorAll("[data-question] input")].find((one) => one.value === id)?.closest("label").innerText.trim();
  const line = (id) => selects(item).find((one) => idOf(one) === id)?.closest("li, .x-pair");
  const text = (id) => line(id)?.querySelector("span:not([hidden]), label:not(.fw-vh)")?.innerText.trim();
  if (kindOf(item) === "ordering") return value.map((id, at) => `${at + 1}. ${text(id)}`).join("; ");
  if (kindOf(item) === "matching") {
    const target = (id) => [...selects(item)[0].options].find((one) => one.value === id)?.text;
    return Object.entries(value).map(([id, to]) => `${text(id)}: ${target(to)}`).join("; ");
  }
  return [value].flat().map(input).join("; ");
}
