/* Scores over time, drawn by uPlot: straight lines between dots, the margin of measurement around them, a shaded band
   within which a change from the start may be chance, and a dashed line for a threshold. The table stands beside it. */

import { charted, fontOnCanvas, inks } from "../ui/chart.js";

const MANY = 40; // from here on dots would touch: no dots, and the margin is a ribbon
const DASHES = [[], [7, 5], [2, 5]];

const COLOURS = {
  first: ["--fw-c-1", "CanvasText"], second: ["--fw-c-2", "CanvasText"], third: ["--fw-c-4", "CanvasText"],
  grid: ["--fw-c-grid", "GrayText"], band: ["--fw-c-band", "Canvas"], edge: ["--fw-juniper-line", "CanvasText"],
  cut: ["--fw-weld", "CanvasText"], text: ["--fw-ink-3", "CanvasText"], ink: ["--fw-ink", "CanvasText"],
  ground: ["--fw-surface", "Canvas"],
};

export async function mount(root) {
  await charted(root, chart);
  const table = root.querySelector("[data-table]");
  if (table) addEventListener("beforeprint", () => { table.open = true; });
}

function colours(place) {
  const made = inks(place, COLOURS);
  return { ...made, lines: [made.first, made.second, made.third] };
}

function chart(uPlot, place, data, width) {
  const ink = colours(place);
  const isNarrow = width < 480;
  const [from, until] = data.span ?? [data.x[0], data.x.at(-1)];
  const room = Math.max(86400 * 10, (until - from) * 0.03);
  const range = [from - room, until + room];
  const count = Math.max(...data.lines.map((line) => line.y.length));
  const splits = months(range, isNarrow ? 4 : 8);
  const words = new Intl.DateTimeFormat(document.documentElement.lang || "en", { month: "short", timeZone: "UTC" });
  const label = (at) => {
    const day = new Date(at * 1000);
    return day.getUTCMonth() === 0 || splits.length < 2 || isLong(range) ? `${isLong(range) && day.getUTCMonth() === 0 ? "" : words.format(day)} ${day.getUTCFullYear()}`.trim() : words.format(day);
  };
  const steps = ticks(data.low, data.high);
  new uPlot({
    width,
    height: data.height ?? (isNarrow ? 230 : 270),
    legend: { show: false }, cursor: { show: false }, select: { show: false },
    padding: [26, 16, 0, 0],
    scales: { x: { time: false, range: () => range }, y: { range: () => [data.low, data.high] } },
    axes: [
      { stroke: ink.text, font: ink.font, grid: { show: false }, ticks: { show: false }, size: 28, splits: () => splits, values: () => splits.map(label) },
      { stroke: ink.text, font: ink.font, grid: { stroke: ink.grid, width: 1 }, ticks: { show: false }, size: 40, splits: () => steps, values: () => steps.map((one) => String(one)) },
    ],
    series: [
      {},
      ...data.lines.map((_line, at) => ({
        stroke: ink.lines[at % 3], width: 2.6, dash: DASHES[at % 3], spanGaps: data.lines.length > 1,
        points: { show: count <= MANY || undefined, size: 10, width: 2, stroke: ink.ground, fill: ink.lines[at % 3] },
      })),
    ],
    hooks: {
      drawClear: [(self) => {
        if (data.band) band(self, data, ink);
        if (data.margin) margin(self, data, ink, count);
      }],
      draw: [(self) => {
        if (data.since) anew(self, data, ink);
        if (data.cut) cut(self, data, ink, isNarrow);
        ends(self, data, ink, count);
        hollow(self, data, ink);
        text(self, data.words.direction, self.bbox.left, self.bbox.top - 9 * devicePixelRatio, ink, "left");
      }],
    },
  }, [data.x, ...data.lines.map((line) => line.y)], place);
}

const isLong = ([from, until]) => until - from > 86400 * 365 * 2.5;

/* First days of months, or of years, at most *most* of them. */
function months([from, until], most) {
  const days = [];
  const first = new Date(from * 1000);
  for (const step of [1, 2, 3, 6, 12, 24, 60]) {
    days.length = 0;
    for (let at = 0; at < 800; at++) {
      const year = first.getUTCFullYear();
      const day = Date.UTC(year, step * at, 1) / 1000;
      if (day > until) break;
      if (day >= from) days.push(day);
    }
    if (days.length <= most) break;
  }
  return days.length ? days : [Math.round((from + until) / 2)];
}

function ticks(low, high) {
  const steps = [1, 2, 5, 10, 20, 25, 50, 6, 7, 9, 3, 12].filter((one) => (high - low) / one <= 5);
  const step = steps.find((one) => (high - low) % one === 0 && (high - low) / one > 1) ?? steps[0] ?? (high - low) / 4;
  const made = [];
  for (let at = (high - low) % step ? Math.ceil(low / step) * step : low; at <= high; at += step) made.push(at);
  return made;
}

function text(self, words, left, top, ink, align) {
  if (!words) return;
  const { ctx } = self;
  ctx.save();
  ctx.fillStyle = ink.text;
  ctx.font = fontOnCanvas(ink);
  ctx.textAlign = align;
  ctx.textBaseline = "bottom";
  ctx.fillText(words, left, top);
  ctx.restore();
}

function dashed(self, from, y, pattern, colour, width) {
  const { ctx, bbox } = self;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width * devicePixelRatio;
  ctx.setLineDash(pattern.map((one) => one * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

function band(self, data, ink) {
  const { ctx, bbox } = self;
  const [since, low, high] = data.band;
  const left = Math.max(bbox.left, self.valToPos(since, "x", true) - 6 * devicePixelRatio);
  const [bottom, top] = [low, high].map((value) => Math.round(self.valToPos(value, "y", true)));
  ctx.save();
  ctx.fillStyle = ink.band;
  ctx.fillRect(left, top, bbox.left + bbox.width - left, bottom - top);
  ctx.restore();
  if (high < data.high) dashed(self, left, top, [2, 4], ink.edge, 1);
  if (low > data.low) dashed(self, left, bottom, [2, 4], ink.edge, 1);
}

function cut(self, data, ink, isNarrow) {
  const y = Math.round(self.valToPos(data.cut.y, "y", true));
  dashed(self, self.bbox.left, y, [7, 5], ink.cut, 1.6);
  if (isNarrow) return; // the key beneath names it
  const latest = data.lines.at(-1).y.findLast((one) => one !== null) ?? data.high;
  const isNear = Math.abs(latest - data.cut.y) < (data.high - data.low) * 0.2;
  const [left, align] = isNear ? [self.bbox.left + 4 * devicePixelRatio, "left"] : [self.bbox.left + self.bbox.width - 4 * devicePixelRatio, "right"];
  text(self, data.cut.words, left, y + (isNear ? 20 : -3) * devicePixelRatio, ink, align);
}

/* Where an episode began: a line from top to bottom; the sentence above the drawing names the day. */
function anew(self, data, ink) {
  const { ctx, bbox } = self;
  const x = Math.round(self.valToPos(data.since, "x", true) - 6 * devicePixelRatio);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = ink.edge;
  ctx.lineWidth = 1.6 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/* Whiskers around few points, a ribbon around many. */
function margin(self, data, ink, count) {
  const { ctx } = self;
  ctx.save();
  data.lines.forEach((line, at) => {
    const points = data.x.map((x, i) => [x, line.y[i]]).filter(([, y]) => y !== null && y !== undefined);
    const place = (x, y) => [self.valToPos(x, "x", true), self.valToPos(Math.min(data.high, Math.max(data.low, y)), "y", true)];
    ctx.strokeStyle = ctx.fillStyle = ink.lines[at % 3];
    if (count <= MANY) {
      ctx.globalAlpha = 0.55;
      ctx.lineWidth = 1.4 * devicePixelRatio;
      for (const [x, y] of points) {
        ctx.beginPath();
        ctx.moveTo(...place(x, y - data.margin));
        ctx.lineTo(...place(x, y + data.margin));
        ctx.stroke();
      }
    } else {
      ctx.globalAlpha = 0.16;
      ctx.beginPath();
      points.forEach(([x, y], i) => ctx[i ? "lineTo" : "moveTo"](...place(x, y + data.margin)));
      points.reverse().forEach(([x, y]) => ctx.lineTo(...place(x, y - data.margin)));
      ctx.closePath();
      ctx.fill();
    }
  });
  ctx.restore();
}

/* Late, partial and corrected answers: hollow dots. */
function hollow(self, data, ink) {
  for (const [line, at] of data.marks) ring(self, data.x[at], data.lines[line].y[at], 5, ink.lines[line % 3], ink.ground);
}

function dot(self, x, y, size, fill, edge) {
  ring(self, x, y, size, edge, fill);
}

function ring(self, x, y, size, stroke, fill) {
  if (y === null || y === undefined) return;
  const { ctx } = self;
  ctx.save();
  ctx.beginPath();
  ctx.arc(self.valToPos(x, "x", true), self.valToPos(y, "y", true), size * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.lineWidth = 2.4 * devicePixelRatio;
  ctx.strokeStyle = stroke;
  ctx.stroke();
  ctx.restore();
}

/* The first and the latest with their numbers. */
function ends(self, data, ink, count) {
  data.lines.forEach((line, number) => {
    const known = line.y.map((y, i) => [data.x[i], y]).filter(([, y]) => y !== null && y !== undefined);
    if (!known.length || (data.lines.length > 1 && number < data.lines.length - 1)) return;
    const said = (y) => String(Math.round(y * 100) / 100);
    for (const [x, y] of known.length > 1 ? [known[0], known.at(-1)] : [known[0]]) {
      const [left, top] = [self.valToPos(x, "x", true), self.valToPos(y, "y", true)];
      const isHigh = top - self.bbox.top < 30 * devicePixelRatio;
      dot(self, x, y, count <= MANY || x !== known[0][0] ? 6 : 4, ink.lines[number % 3], ink.ground);
      text(self, said(y), left, isHigh ? top + 26 * devicePixelRatio : top - 10 * devicePixelRatio, { ...ink, text: ink.ink }, "center");
    }
  });
}
