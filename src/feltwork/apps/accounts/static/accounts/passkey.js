/* A passkey form: asks the browser for a passkey and sends its answer with the form.
   element: a form with a hidden field "credential", a button [data-passkey], and either data-questions (an address)
   or a script of type application/json whose id is data-answers; data-make when a passkey is to be made. */

const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

function toText(buffer) {
  let binary = "";
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const known = (list) => (list ?? []).map((entry) => ({ ...entry, id: fromText(entry.id) }));

async function make(questions) {
  const asked = questions.publicKey;
  const publicKey = {
    ...asked,
    challenge: fromText(asked.challenge),
    user: { ...asked.user, id: fromText(asked.user.id) },
    excludeCredentials: known(asked.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    ...outline(made),
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function use(questions) {
  const asked = questions.publicKey;
  const publicKey = { ...asked, challenge: fromText(asked.challenge), allowCredentials: known(asked.allowCredentials) };
  const used = await navigator.credentials.get({ publicKey });
  return {
    ...outline(used),
    response: {
      clientDataJSON: toText(used.response.clientDataJSON),
      authenticatorData: toText(used.response.authenticatorData),
      signature: toText(used.response.signature),
      userHandle: used.response.userHandle ? toText(used.response.userHandle) : null,
    },
  };
}

const outline = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  clientExtensionResults: credential.getClientExtensionResults(),
});

async function questionsOf(form) {
  if (form.dataset.answers) return JSON.parse(document.getElementById(form.dataset.answers).textContent);
  const response = await fetch(form.dataset.questions, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("no questions");
  return response.json();
}

export function mount(form) {
  const button = form.querySelector("[data-passkey]");
  const problem = form.querySelector("[data-problem]");
  form.querySelector("[data-with-script]").hidden = false;
  form.querySelector("[data-without-script]").hidden = true;

  function say(kind) {
    problem.querySelector("[data-problem-text]").textContent = problem.dataset[kind];
    problem.hidden = false;
  }

  async function go() {
    problem.hidden = true;
    if (!navigator.credentials || !globalThis.PublicKeyCredential) return say("unable");
    if (/^[\d.]+$|^\[/.test(location.hostname)) return say("numbers");
    button.disabled = true;
    try {
      const questions = await questionsOf(form);
      const answer = await ("make" in form.dataset ? make(questions) : use(questions));
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      say("refused");
      button.disabled = false;
    }
  }

  button.addEventListener("click", go);
  form.addEventListener("submit", (event) => {
    // Enter in the name field must not send a form without its passkey
    if (!form.elements.credential.value) { event.preventDefault(); go(); }
  });
}
