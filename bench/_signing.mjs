// CPU seconds of @digitalbazaar/vc and jose for the credentials in a file; run by bench/_signing.py.
//   node _signing.mjs FILE → {"issue": …, "verify": …, "verify with list": …, "jwt issue": …, "jwt verify": …}
import {readFileSync} from 'node:fs';
import * as jose from 'jose';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {issue, verifyCredential} from '@digitalbazaar/vc';

const given = JSON.parse(readFileSync(process.argv[2]));
const now = new Date(given.now);
const loaded = Object.fromEntries(Object.entries(given.pages).map(([url, text]) => [url, JSON.parse(text)]));
const didDocument = loaded[given.didUrl];

async function documentLoader(url) {
  const [did, fragment] = url.split('#');
  if (did !== didDocument.id) {
    return {contextUrl: null, documentUrl: url, document: loaded[url]};
  }
  const key = fragment && didDocument.verificationMethod.find(one => one.id === url);
  const document = key ? {'@context': 'https://w3id.org/security/multikey/v1', ...key} : didDocument;
  return {contextUrl: null, documentUrl: url, document};
}

const keyPair = await Ed25519Multikey.generate({
  seed: Buffer.from(given.seed, 'hex'), id: given.edKey, controller: didDocument.id
});
const privateJwk = await jose.importJWK(given.privateJwk, 'ES256');
const keySet = jose.createLocalJWKSet(given.jwks);
const signed = given.documents.map(text => JSON.parse(text));
const plain = given.plain.map(text => JSON.parse(text));

function agreed(result) {
  if (!result.verified) {
    throw result.error ?? new Error('not verified');
  }
}

const works = {
  async issue(n) {
    const suite = new DataIntegrityProof({signer: keyPair.signer(), cryptosuite, date: given.now});
    await issue({credential: structuredClone(given.payloads[n]), suite, documentLoader, now});
  },
  async verify(n) {
    const suite = new DataIntegrityProof({cryptosuite});
    agreed(await verifyCredential({credential: plain[n], suite, documentLoader, now}));
  },
  async 'verify with list'(n) {
    const suite = new DataIntegrityProof({cryptosuite});
    agreed(await verifyCredential({credential: signed[n], suite, documentLoader, checkStatus, now}));
  },
  async 'jwt issue'(n) {
    await new jose.SignJWT(given.payloads[n])
      .setProtectedHeader({alg: 'ES256', kid: given.pKey, typ: 'JWT'}).sign(privateJwk);
  },
  async 'jwt verify'(n) {
    await jose.jwtVerify(given.tokens[n], keySet, {algorithms: ['ES256'], currentDate: now});
  },
};

const taken = {};
for (const [name, work] of Object.entries(works)) {
  let best = Infinity;
  for (let round = 0; round < given.rounds; round++) {
    const before = process.cpuUsage();
    for (let n = 0; n < given.documents.length; n++) {
      await work(n);
    }
    const {user, system} = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6 / given.documents.length);
  }
  taken[name] = best;
}
console.log(JSON.stringify(taken));
