/* Sending a large file in pieces of a megabyte, one after the other. A lost connection is waited for; a page that was
   closed goes on where it stopped, because the same file has the same mark. Without this file the form sends it whole. */

const PAUSES = [1000, 2000, 5000, 15000];

export function mount(form) {
  if (!form.dataset.mounted) new Upload(form);
}

class Refused extends Error {}

class Upload {
  constructor(form) {
    this.form = form;
    this.file = form.querySelector('input[type="file"]');
    this.box = form.querySelector("[data-sending]");
    this.pauseButton = form.querySelector("[data-pause]");
    this.sendButton = form.querySelector("[data-send]");
    this.words = Object.fromEntries([...form.querySelector("template[data-words]").content.children].map((one) => [one.dataset.word, one.textContent]));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.start(); });
    this.pauseButton.addEventListener("click", () => this.pause(!this.isPaused));
    addEventListener("online", () => this.wake?.());
    addEventListener("beforeunload", (event) => { if (this.isGoing) event.preventDefault(); });
    form.dataset.mounted = "";
  }

  async start() {
    const file = this.file.files[0];
    if (!file || this.isGoing) { if (!file) this.say(this.words.none); return; }
    this.isGoing = true;
    this.isPaused = false;
    this.sendButton.disabled = true;
    this.file.disabled = true;
    this.pauseButton.hidden = false;
    this.say(this.words.begin);
    try {
      await this.run(file);
      this.isGoing = false;
      location.assign(this.form.dataset.home);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.stop(error.message);
    }
  }

  async run(file) {
    const mark = await markOf(file);
    const begun = await this.asked(() => this.post(this.form.dataset.begin, new URLSearchParams({ size: file.size, mark })));
    const have = new Set(begun.have);
    const size = begun.piece_bytes;
    const pieces = Math.max(1, Math.ceil(file.size / size));
    for (let n = 0; n < pieces; n += 1) {
      this.show(have.size, pieces);
      if (have.has(n)) continue;
      const piece = await file.slice(n * size, (n + 1) * size).arrayBuffer();
      await this.asked(() => this.post(`${begun.piece}?n=${n}`, piece));
      have.add(n);
    }
    this.show(pieces, pieces);
    this.say(this.words.sealing);
    await this.asked(() => this.post(begun.finish, ""));
  }

  /* Again and again until there is an answer; what was refused is said. */
  async asked(send) {
    for (let tries = 0; ; tries += 1) {
      while (this.isPaused) await new Promise((go) => { this.wake = go; });
      const response = await send().catch(() => null);
      if (response?.status === 422) throw new Refused((await response.json()).problem);
      if (response && (response.status === 403 || response.status === 404 || response.redirected)) throw new Refused(this.words.waiting);
      if (response?.ok) return response.json();
      this.say(this.words.waiting);
      await new Promise((go) => { this.wake = go; setTimeout(go, PAUSES[Math.min(tries, PAUSES.length - 1)]); });
    }
  }

  post(url, body) {
    const headers = { "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value };
    if (body instanceof ArrayBuffer) headers["Content-Type"] = "application/octet-stream";
    return fetch(url, { method: "POST", body, headers });
  }

  pause(on) {
    this.isPaused = on;
    this.pauseButton.textContent = on ? this.words.resume : this.words.pause;
    this.say(on ? this.words.paused : this.words.going);
    if (!on) this.wake?.();
  }

  show(done, all) {
    const share = Math.floor((1000 * done) / all);
    this.box.querySelector("progress").value = share;
    this.box.querySelector("[data-share]").textContent = `${Math.floor(share / 10)} %`;
    if (!this.isPaused) this.say(this.words.going);
  }

  stop(words) {
    this.isGoing = false;
    this.sendButton.disabled = false;
    this.file.disabled = false;
    this.pauseButton.hidden = true;
    this.say(words);
  }

  say(words) {
    this.box.hidden = false;
    this.box.querySelector("[data-said]").textContent = words;
  }
}

/* The same file is known again by its size, its day and its first megabyte; its name stays on the device. */
async function markOf(file) {
  if (!crypto.subtle) return `${file.size} ${file.lastModified}`; // a page without TLS on a network of one's own
  const head = await file.slice(0, 1024 * 1024).arrayBuffer();
  const about = new TextEncoder().encode(`${file.size} ${file.lastModified} `);
  const bytes = new Uint8Array(about.length + head.byteLength);
  bytes.set(about);
  bytes.set(new Uint8Array(head), about.length);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");
}
