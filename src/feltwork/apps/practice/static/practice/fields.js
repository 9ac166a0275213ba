/* Between the fields of a form and the body of an item. A form carries data-shapes (the type of each field), data-body
   (what stands, of which its fields are a part) and for times of day the clock at which the session began. */

const DAY = 86400;

function seconds(clock) {
  const [hours, minutes, rest = 0] = clock.split(":").map(Number);
  return hours * 3600 + minutes * 60 + rest;
}

function since(clock, begins, before) {
  const found = seconds(clock) - seconds(begins);
  const value = found < 0 ? found + DAY : found;
  // a clock field shows minutes: the second that was marked stays while the minute does
  return Math.floor((before + seconds(begins)) / 60) === Math.floor((value + seconds(begins)) / 60) ? before : value;
}

export function clockOf(value, begins) {
  const all = (seconds(begins) + value) % DAY;
  return [Math.floor(all / 3600), Math.floor((all % 3600) / 60)].map((part) => String(part).padStart(2, "0")).join(":");
}

function elementsOf(form, name) {
  const found = form.elements.namedItem(name);
  if (!found) return [];
  return found instanceof RadioNodeList ? [...found] : [found];
}

function chosen(form, name) {
  const boxes = elementsOf(form, name);
  if (boxes[0]?.type === "radio") return boxes.find((box) => box.checked)?.value ?? "";
  return boxes[0]?.value.trim() ?? "";
}

function valueOf(form, name, shape, body, begins) {
  if (shape === "list") return elementsOf(form, name).filter((box) => box.checked).map((box) => box.value);
  if (shape === "bool") return elementsOf(form, name)[0]?.checked || undefined;
  if (shape === "yesno") return Boolean(elementsOf(form, name)[0]?.checked);
  const text = chosen(form, name);
  if (text === "") return undefined;
  if (shape === "number") return Number(text);
  if (shape === "clock") return since(text, begins, body[name] ?? -1);
  return text;
}

function channelValue(form, name, part) {
  if (part === "inside") return elementsOf(form, name)[0]?.checked || undefined;
  const text = chosen(form, name);
  if (text === "") return undefined;
  return part === "intensity" ? Number(text) : text;
}

/* The first entry of each channel is in the form; further ones stay as they are. */
function channelsOf(form, names, body) {
  const rows = body.channels ?? [];
  const first = {};
  for (const row of rows) first[row.channel] ??= row;
  const asked = new Map();
  for (const name of names) {
    const [, channel, part] = name.match(/^c_([a-z]+)_(.+)$/);
    if (!asked.has(channel)) asked.set(channel, { ...first[channel] });
    const value = channelValue(form, name, part);
    if (value === undefined) delete asked.get(channel)[part];
    else asked.get(channel)[part] = value;
  }
  const entries = [...asked].map(([channel, entry]) => ({ ...entry, channel }));
  const filled = entries.filter((entry) => Object.keys(entry).length > 1);
  return [...filled, ...rows.filter((row) => !Object.values(first).includes(row))];
}

export function read(form, begins) {
  const shapes = JSON.parse(form.dataset.shapes);
  const body = JSON.parse(form.dataset.body || "{}");
  const whole = { ...body };
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape === "channel") continue;
    const value = valueOf(form, name, shape, body, begins);
    if (value === undefined || (Array.isArray(value) && !value.length)) delete whole[name];
    else whole[name] = value;
  }
  const channels = Object.keys(shapes).filter((name) => shapes[name] === "channel");
  if (channels.length) {
    whole.channels = channelsOf(form, channels, body);
    if (!whole.channels.length) delete whole.channels;
  }
  return whole;
}

function put(form, name, value) {
  for (const box of elementsOf(form, name)) {
    if (box.type === "radio") box.checked = box.value === String(value ?? "");
    else if (box.type === "checkbox") box.checked = Array.isArray(value) ? value.includes(box.value) : Boolean(value);
    else box.value = value ?? "";
  }
}

export function fill(form, body, begins) {
  const shapes = JSON.parse(form.dataset.shapes);
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape === "channel") {
      const [, channel, part] = name.match(/^c_([a-z]+)_(.+)$/);
      put(form, name, (body.channels ?? []).find((row) => row.channel === channel)?.[part]);
    } else if (shape === "clock") put(form, name, body[name] === undefined ? "" : clockOf(body[name], begins));
    else put(form, name, body[name]);
  }
  form.dataset.body = JSON.stringify(body);
}
