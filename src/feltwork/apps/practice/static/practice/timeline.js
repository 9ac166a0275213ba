/* The line of a session, drawn by uPlot: smooth between ratings, the person's own range as a band, phases as a strip
   beneath, marks as dots with the numbers they have on the body. Measured lines lie in a panel of their own. */

import { charted, fontOnCanvas, inks } from "../ui/chart.js";

const COLOURS = {
  line: ["--fw-c-1", "CanvasText"], other: ["--fw-c-2", "CanvasText"], grid: ["--fw-c-grid", "GrayText"],
  band: ["--fw-c-band", "Canvas"], edge: ["--fw-juniper-line", "CanvasText"], text: ["--fw-ink-3", "CanvasText"],
};
const TWO = (number) => String(number).padStart(2, "0");

export async function mount(root) {
  const table = root.querySelector("[data-table]");
  const rows = table.querySelector("[data-rows] > noscript");
  // hundreds of rows, read by those who have no scripts; with scripts they are made when the table is opened
  if (rows) table.addEventListener("toggle", () => table.open && rows.isConnected && rows.replaceWith(fragment(rows.textContent)));
  table.open = false;
  await charted(root, chart);
}

function fragment(markup) {
  return document.createRange().createContextualFragment(markup);
}

function chart(uPlot, place, data, width) {
  const isNarrow = width < 480;
  const ink = inks(place, COLOURS);
  const clock = (seconds) => {
    const minutes = Math.floor((data.starts + seconds) / 60);
    return `${TWO(Math.floor(minutes / 60) % 24)}:${TWO(minutes % 60)}`;
  };
  const box = document.createElement("div");
  place.append(box);
  const common = {
    width, legend: { show: false }, cursor: { show: false }, select: { show: false },
    padding: [12, 22, 0, 0],
  };
  const every = [60, 300, 600, 900, 1200, 1800, 3600].find((step) => data.seconds / step <= (isNarrow ? 3 : 6)) ?? 7200;
  const first = (every - (data.starts % every)) % every;
  const ticks = [];
  for (let at = first; at <= data.seconds; at += every) ticks.push(at);
  const x = {
    stroke: ink.text, font: ink.font, grid: { show: false }, ticks: { show: false }, size: 26,
    splits: () => ticks, values: (_, all) => all.map(clock),
  };
  const y = (splits, size = 34) => ({
    stroke: ink.text, font: ink.font, grid: { stroke: ink.grid, width: 1 }, ticks: { show: false }, size, splits: () => splits,
  });
  new uPlot({
    ...common,
    height: isNarrow ? 230 : 250,
    scales: { x: { time: false, range: () => [0, data.seconds] }, y: { range: () => [0, 10] } },
    axes: [data.series.length ? { ...x, show: false } : x, y([0, 5, 10])],
    series: [{}, { stroke: ink.line, width: 2.6, paths: uPlot.paths.spline(), points: { show: data.readings.length < 2, size: 7 } }],
    hooks: {
      drawClear: [(self) => band(self, data, ink)],
      ready: [(self) => { // positions are known from here on
        dots(self, data);
        strip(place, self, data, isNarrow);
        for (const one of data.series) measured(uPlot, place, one, { common, x, y, data, ink });
      }],
    },
  }, [data.readings.map(([at]) => at), data.readings.map(([, value]) => value)], box);
}

function band(self, data, ink) {
  if (!data.range) return;
  const { ctx, bbox } = self;
  const [low, high] = data.range.map((value) => Math.round(self.valToPos(value, "y", true)));
  ctx.save();
  ctx.fillStyle = ink.band;
  ctx.fillRect(bbox.left, high, bbox.width, low - high);
  ctx.strokeStyle = ink.edge;
  ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const edge of [low, high]) {
    ctx.beginPath();
    ctx.moveTo(bbox.left, edge);
    ctx.lineTo(bbox.left + bbox.width, edge);
    ctx.stroke();
  }
  ctx.fillStyle = ink.text;
  ctx.font = fontOnCanvas(ink);
  ctx.textBaseline = "bottom";
  ctx.fillText(data.words.range, bbox.left + 6 * devicePixelRatio, high - 3 * devicePixelRatio);
  ctx.restore();
}

/* On the line between two ratings; a mark before the first or after the last lies at that rating. */
function valueAt(readings, at) {
  if (at <= readings[0][0]) return readings[0][1];
  for (let index = 1; index < readings.length; index++) {
    const [[before, low], [after, high]] = [readings[index - 1], readings[index]];
    if (at <= after) {
      const share = (at - before) / (after - before || 1);
      return low + (high - low) * share * share * (3 - 2 * share);
    }
  }
  return readings.at(-1)[1];
}

function dots(plot, data) {
  const taken = [];
  for (const [at, number] of data.marks) {
    const dot = document.createElement("span");
    dot.className = "m-dot";
    dot.textContent = String(number);
    const left = plot.valToPos(at, "x");
    let top = plot.valToPos(valueAt(data.readings, at), "y");
    while (taken.some(([a, b]) => Math.abs(a - left) < 20 && Math.abs(b - top) < 20)) top -= 22;
    taken.push([left, top]);
    dot.style.left = `${left}px`;
    dot.style.top = `${Math.max(10, top)}px`;
    plot.over.append(dot);
  }
}

function strip(place, plot, data, isNarrow) {
  if (!data.segments.length) return;
  const row = document.createElement("div");
  row.className = "m-strip";
  const { left, width } = { left: plot.over.offsetLeft, width: plot.over.clientWidth };
  for (const [at, until, text, touches] of data.segments) {
    const part = document.createElement("span");
    part.className = touches ? "m-phase is-in" : "m-phase";
    const from = left + (Math.min(at, data.seconds) / data.seconds) * width;
    const wide = ((Math.min(until, data.seconds) - at) / data.seconds) * width - 3;
    part.style.left = `${from}px`;
    part.style.width = `${Math.max(6, wide)}px`;
    if (wide > (isNarrow ? 60 : 44)) part.textContent = text;
    part.title = text;
    row.append(part);
  }
  place.append(row);
}

/* Gaps stay gaps. */
function measured(uPlot, place, one, { common, x, y, data, ink }) {
  const known = one.values.filter((value) => value !== null);
  const [low, high] = [Math.floor(Math.min(...known) / 20) * 20, Math.ceil(Math.max(...known) / 20) * 20];
  const box = document.createElement("div");
  place.append(box);
  new uPlot({
    ...common,
    height: 120,
    scales: { x: { time: false, range: () => [0, data.seconds] }, y: { range: () => [low, high] } },
    axes: [x, y([low, high])],
    series: [{}, { stroke: ink.other, width: 1.5, points: { show: false }, spanGaps: false }],
  }, [one.seconds, one.values], box);
}
