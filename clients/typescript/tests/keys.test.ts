import { readFileSync } from "node:fs";
import { compactVerify, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK } from "jose";
import { expect, test } from "vitest";
import { canonical, Jose } from "../src/keys/jose.js";
import { settled } from "./fake/clock.js";
import { orders } from "./fake/server.js";
import { Stage } from "./fake/stage.js";

const vectors = JSON.parse(readFileSync(new URL("../../../protocol/vectors/jose.json", import.meta.url), "utf8"));

test("canonical forms are those of the protocol's vectors", () => {
  expect(vectors.canonical.length).toBeGreaterThan(0);
  for (const { json, canonical: expected } of vectors.canonical) {
    expect(canonical(JSON.parse(json))).toBe(expected);
  }
});

test("encrypted payment data of the protocol's vectors opens, and for another key it does not", async () => {
  const jose = new Jose({ encryptionKey: vectors.reader });
  const { privateKey } = await generateKeyPair("ECDH-ES", { crv: "P-256", extractable: true });
  const stranger = new Jose({ encryptionKey: await exportJWK(privateKey) });
  expect(vectors.payments.length).toBeGreaterThan(0);
  for (const { frame, content } of vectors.payments) {
    const { encrypted } = JSON.parse(frame).data;
    expect((await jose.open(encrypted)) ?? null).toEqual(JSON.parse(content));
    expect(await stranger.open(encrypted)).toBeUndefined();
  }
});

test("signatures of the protocol's vectors hold over what this client would sign, or do not, as they should", async () => {
  expect(new Set(vectors.commands.map(({ holds }: { holds: boolean }) => holds))).toEqual(new Set([true, false]));
  for (const { what, frame, signed, kid, holds } of vectors.commands) {
    const { type, data, messageId, timestamp } = JSON.parse(frame);
    expect(canonical({ type, data, messageId, timestamp }), what).toBe(signed);
    const key = vectors.keys.keys.find((each: { kid: string }) => each.kid === kid);
    expect(await verifies(JSON.parse(frame), key), what).toBe(holds);
  }
});

/** Tells whether the signature of a frame holds, as a server would find out. */
async function verifies(frame: Record<string, any>, key: object): Promise<boolean> {
  const { type, data, messageId, timestamp, signature } = frame;
  const [header, , end] = signature.split(".");
  const payload = Buffer.from(canonical({ type, data, messageId, timestamp })).toString("base64url");
  return compactVerify(`${header}.${payload}.${end}`, await importJWK(key, "ES256")).then(
    () => true,
    () => false,
  );
}

test("what a bound client has to sign carries a signature over what counts, and nothing else does", async () => {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const stage = new Stage({ signingKey: { ...(await exportJWK(keys.privateKey)), kid: "phone-1" } });
  const connection = await stage.connect();
  stage.client.command("order_cancel", { orderId: "o1", reason: "other" }).catch(() => {});
  stage.client.command("order_rate", { orderId: "o1", stars: 5 }).catch(() => {});
  await expect.poll(() => connection.arrived("order_rate").length).toBe(1);
  const signed = connection.expect("order_cancel");
  const publicKey = await exportJWK(keys.publicKey);
  expect(decodeProtectedHeader(signed.signature!)).toEqual({ alg: "ES256", kid: "phone-1", typ: "tabletap+jws" });
  expect(await verifies(signed, publicKey)).toBe(true);
  expect(await verifies({ ...signed, data: { orderId: "o2", reason: "other" } }, publicKey)).toBe(false);
  expect(connection.expect("order_rate")).not.toHaveProperty("signature");
  // Commands go in the order of the calls, although a signature takes its time.
  expect(connection.all.map(({ type }) => type)).toEqual(["order_cancel", "order_rate"]);
});

test("the public part of the key is told at each connection, signed where the client signs", async () => {
  const signing = await generateKeyPair("ES256", { extractable: true });
  const opening = await generateKeyPair("ECDH-ES", { crv: "P-256", extractable: true });
  const stage = new Stage({ signingKey: await exportJWK(signing.privateKey), encryptionKey: await exportJWK(opening.privateKey) });
  const connection = await stage.connect().catch(() => stage.server.last);
  await expect.poll(() => connection.arrived("encryption_key").length).toBe(1);
  const told = connection.expect("encryption_key");
  const publicJwk = await exportJWK(opening.publicKey);
  expect(told.data.jwk).toEqual({ kty: "EC", crv: "P-256", x: publicJwk.x, y: publicJwk.y });
  expect(await verifies(told, await exportJWK(signing.publicKey))).toBe(true);
  connection.send({ type: "encryption_key_accepted", data: { kid: "phone-1" }, correlationId: told.messageId });
  await settled();
  expect(stage.of("error_reported")).toEqual([]);
});

test("payment data is opened before the application gets it, in its place among other messages", async () => {
  const [vector] = vectors.payments;
  const { data, ...frame } = JSON.parse(vector.frame);
  const stage = new Stage({ encryptionKey: vectors.reader });
  const connecting = stage.client.connect();
  await expect.poll(() => stage.server.connections.length).toBe(1);
  const connection = stage.server.last;
  connection.establish();
  await connecting;
  const got: any[] = [];
  stage.client.subscribe([orders], (delivered) => void got.push(delivered));
  await settled();
  connection.confirm({ [orders]: 0 });
  connection.message(orders, 1, { type: frame.type, data });
  connection.message(orders, 2);
  await expect.poll(() => got.length).toBe(2);
  const content = JSON.parse(vector.content);
  expect(got[0].data).toEqual(content.data);
  expect(got[0].signature).toBe(content.signature);
  expect(got.map(({ sequence }) => sequence)).toEqual([1, 2]);
});
