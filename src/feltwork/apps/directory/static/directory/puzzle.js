/* Works out a sum while a form is written, and sends the answer with it; without it the form works, too.
   element: a form with a hidden field "puzzle"; data-puzzle: the address that gives the sum. */

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hexed = (buffer) => Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");

async function derive(parameters, counter) {
  const nonce = bytes(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost };
  return hexed(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
}

async function solve(challenge) {
  for (let counter = 0; counter < 100_000; counter += 1) {
    const derivedKey = await derive(challenge.parameters, counter);
    if (derivedKey.startsWith(challenge.parameters.keyPrefix)) return { counter, derivedKey };
  }
  return null;
}

export function mount(form) {
  const field = form.querySelector("[name=puzzle]");
  let begun = false;
  form.addEventListener("focusin", async () => {
    if (begun || !crypto.subtle) return;
    begun = true;
    try {
      const challenge = await (await fetch(form.dataset.puzzle, { credentials: "omit" })).json();
      const solution = await solve(challenge);
      if (solution) field.value = btoa(JSON.stringify({ challenge, solution }));
    } catch { /* the form goes without it */ }
  });
}
