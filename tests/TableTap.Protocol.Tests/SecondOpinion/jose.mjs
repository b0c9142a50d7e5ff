// Reads {jwks, signatures: [{jws, payload}], reader, texts} from standard input and answers with what npm's jose says of them:
// which signatures hold for their payload by the keys of the set, and what the reader's private key opens.
import { readFileSync } from 'node:fs';
import { compactDecrypt, createLocalJWKSet, flattenedVerify, importJWK } from 'jose';

const { jwks, signatures, reader, texts } = JSON.parse(readFileSync(0, 'utf8'));
const keys = createLocalJWKSet(jwks);
const verified = [];
for (const { jws, payload } of signatures) {
  const [header, , signature] = jws.split('.');
  const attached = { protected: header, payload: Buffer.from(payload).toString('base64url'), signature };
  verified.push(
    await flattenedVerify(attached, keys, { algorithms: ['ES256'] }).then(
      ({ protectedHeader }) => protectedHeader.typ === 'tabletap+jws',
      () => false,
    ),
  );
}

const opened = [];
const key = reader && (await importJWK(reader, 'ECDH-ES'));
for (const text of texts) {
  opened.push(
    await compactDecrypt(text, key).then(
      ({ plaintext }) => new TextDecoder().decode(plaintext),
      () => null,
    ),
  );
}

process.stdout.write(JSON.stringify({ verified, opened }));
