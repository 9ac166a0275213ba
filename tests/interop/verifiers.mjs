// Verifiers of others behind one pipe: a case on each line of standard input, its answer on each line of standard
// output. A case is {tool, document, pages: {address: text}}; nothing but `pages` is fetched, and it is always the
// instant of the first argument.
import {createInterface} from 'node:readline';

const INSTANT = Date.parse(process.argv[2]);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [INSTANT]));
  }
  static now() {
    return INSTANT;
  }
};
console.log = console.error; // some verifiers print as they work

let pages = {};
globalThis.fetch = async address => {
  const url = address.url ?? String(address);
  const headers = {'content-type': 'application/json'};
  return url in pages ? new Response(pages[url], {headers}) : new Response('', {status: 404});
};

// what is fetched, and the clock, must be in place before these load
const {default: jsonld} = await import('jsonld');
const jose = await import('jose');
const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const {verifyCredential} = await import('@digitalbazaar/vc');
const consortium = await import('@digitalcredentials/verifier-core');

function didAddress(did) {
  const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  return `https://${[host, ...(path.length ? path : ['.well-known'])].join('/')}/did.json`;
}

/** What @digitalbazaar asks of whoever uses it: documents by address, keys by did:web. */
async function documentLoader(url) {
  const [did, fragment] = url.split('#');
  const found = pages[did.startsWith('did:web:') ? didAddress(did) : url];
  if (found === undefined) {
    throw new Error(`404 ${url}`);
  }
  const document = JSON.parse(found);
  if (!did.startsWith('did:') || fragment === undefined) {
    return {contextUrl: null, documentUrl: url, document};
  }
  const method = document.verificationMethod.find(one => one.id === url);
  if (method === undefined) {
    throw new Error(`no key ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: {'@context': 'https://w3id.org/security/multikey/v1', ...method}};
}

const words = error => (error ? [error, ...(error.errors ?? [])].map(one => String(one.message)).join('; ') : '');

const tools = {
  async digitalbazaar({document}) {
    const suite = new DataIntegrityProof({cryptosuite});
    const credential = JSON.parse(document);
    const result = await verifyCredential({credential, suite, documentLoader, checkStatus});
    const {verified, statusResult, error} = result;
    return {verified, bits: (statusResult?.results ?? []).map(one => one.status), error: words(error), status: words(statusResult?.error)};
  },

  async consortium({document, registries}) {
    const credential = JSON.parse(document);
    const {errors, log, additionalInformation} = await consortium.verifyCredential({credential, knownDIDRegistries: registries});
    const steps = (log ?? []).map(step => [step.id, step.error?.name ?? step.valid]);
    const schemas = (additionalInformation ?? []).flatMap(one => one.results ?? []);
    return {
      errors: (errors ?? []).map(error => error.name),
      log: Object.fromEntries(steps),
      schemas: schemas.map(one => [one.result?.valid, ...(one.result?.errors ?? []).map(error => error.message)]),
    };
  },

  async jose({document, keys, issuer}) {
    try {
      const set = jose.createLocalJWKSet(JSON.parse(keys));
      const {payload} = await jose.jwtVerify(document, set, {issuer, algorithms: ['ES256'], currentDate: new Date()});
      return {verified: true, payload};
    } catch (error) {
      return {verified: false, error: error.code};
    }
  },

  async canonical({document}) {
    return jsonld.canonize(JSON.parse(document), {algorithm: 'RDFC-1.0', safe: true, documentLoader});
  },
};

for await (const line of createInterface({input: process.stdin})) {
  const given = JSON.parse(line);
  pages = given.pages;
  let answer;
  try {
    answer = await tools[given.tool](given);
  } catch (error) {
    answer = {raised: words(error)};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
