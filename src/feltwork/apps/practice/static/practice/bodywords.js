/* A mark in words, as core/practice/_sentence.py says it; the words come with the page. */

const SIDES = ["left", "right"];

export const big = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function what(body, words) {
  if (body.own_word) return body.own_word;
  if (body.word) return words.short.sensations[body.word] ?? body.word;
  if (body.family) return words.short.family_names[body.family] ?? body.family;
  if (body.answer) return words.short.answers[body.answer] ?? body.answer;
  return words.pieces.something;
}

export function places(regions, words) {
  const wanted = [...new Set(regions)];
  const said = [];
  const done = new Set();
  for (const region of wanted) {
    if (done.has(region)) continue;
    const pair = region.replace(/-(left|right)$/, "");
    const both = SIDES.map((side) => `${pair}-${side}`);
    if (words.pairs[pair] && both.every((one) => wanted.includes(one))) {
      both.forEach((one) => done.add(one));
      said.push(words.pairs[pair]);
    } else said.push(words.places[region] ?? region);
  }
  if (said.length < 2) return said.join("");
  return said.slice(0, -1).join(", ") + words.pieces.and + said.at(-1);
}

const regionsOf = (body) => (body.regions ?? []).map((one) => one.region);

function part(body, words) {
  let name = what(body, words);
  const where = places(regionsOf(body), words);
  const isRated = body.intensity !== undefined;
  if (isRated) name = `${name} ${body.intensity}/10`;
  const ways = (body.qualifiers ?? []).map((one) => words.short.qualifiers[one] ?? one);
  if (body.direction === "more" || body.direction === "less") ways.push(words.short.directions[body.direction]);
  const depth = body.depth ? [words.short.depths[body.depth]] : [];
  if (where && !isRated && !ways.length) {
    return [words.pieces.in.replace("{what}", name).replace("{places}", where), ...depth].join(", ");
  }
  return [name, ...ways, ...(where ? [where] : []), ...depth].join(", ");
}

export function sentence(bodies, words) {
  const text = bodies.map((body) => part(body, words)).join(words.pieces.then);
  return text && `${big(text)}.`;
}

export const title = (body, words) =>
  big([what(body, words), places(regionsOf(body), words)].filter(Boolean).join(", "));

export function detail(body, words) {
  const strong = body.intensity === undefined ? "" : String(body.intensity);
  const parts = [[body.family ? words.labels.family_names[body.family] : "", strong].filter(Boolean).join(" ")];
  if (body.depth) parts.push(words.labels.depths[body.depth]);
  for (const one of body.qualifiers ?? []) parts.push(words.labels.qualifiers[one]);
  if (body.direction === "more" || body.direction === "less") parts.push(words.labels.directions[body.direction]);
  return parts.filter(Boolean).join(", ");
}

/* The family whose pattern is drawn. */
export function familyOf(body, words) {
  if (body.family) return body.family;
  const found = words.families.find((family) => family.words.some(([id]) => id === body.word));
  return found?.id ?? "absence";
}
