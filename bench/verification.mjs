// The record verified from an export, beside SHA-256 alone over the same bytes. `npm run bench -- verification` runs it.
import { createHash, generateKeyPairSync, hash, randomUUID, sign } from 'node:crypto';
import { Verifier } from '../dist/src/records/verify.js';
import { canonical, entryHash, FORMAT, GENESIS, signedBytes } from '../dist/src/records/record-format.js';
import { median } from './load.mjs';

const ENTRIES = 200_000;
const PIECE = 1_048_576;
const TURNS = 15;

/** An export as a service writes it: mostly confidential entries, others between, a checkpoint in every thousand. */
function exportOf(entries) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'jwk' }).x;
  const signed = (kind, body) => canonical({ ...body, signature: sign(null, signedBytes(kind, body), privateKey).toString('base64url') });
  const at = '2026-12-01T15:00:00.000Z';
  const [list, conference] = [randomUUID(), randomUUID()];
  const lines = [canonical({ format: FORMAT, key })];
  let [prev, checkpoints] = [GENESIS, 0];
  for (let seq = 1; seq <= entries; seq++) {
    const common = { id: randomUUID(), prev, seq };
    const line = canonical(seq % 4
      ? { ...common, act: 'confidential', actor: null, at: null, commitment: createHash('sha256').update(common.id).digest('base64url'), conference: null, list: null, open: {} }
      : { ...common, act: 'name.edited', actor: 'Officer of the Office', at, commitment: null, conference, list, open: { name: `Association inventée ${seq}` } });
    prev = entryHash(line);
    lines.push(line);
    if (seq % 1_000 === 0) checkpoints = lines.push(signed('checkpoint', { at, checkpoint: seq, hash: prev })) && checkpoints + 1;
  }
  lines.push(signed('end', { at, checkpoints, end: entries, hash: prev }));
  return { key, bytes: Buffer.from(`${lines.join('\n')}\n`) };
}

/** By processor time, in turns one beside the other. */
export function verification() {
  const { key, bytes } = exportOf(ENTRIES);
  const own = () => {
    const verifier = new Verifier({ key });
    for (let at = 0; at < bytes.length; at += PIECE) verifier.feed(bytes.subarray(at, at + PIECE));
    if (!verifier.end().ok) throw new Error('The export is not in order');
  };
  /** The same lines with nothing asked of them: what the format itself costs, a hash for each. */
  const lines = () => {
    for (let from = 0, to; (to = bytes.indexOf(10, from)) >= 0; from = to + 1) hash('sha256', bytes.subarray(from, to), 'hex');
  };
  const raw = () => {
    const whole = createHash('sha256');
    for (let at = 0; at < bytes.length; at += PIECE) whole.update(bytes.subarray(at, at + PIECE));
    whole.digest();
  };
  const seconds = (act) => {
    const { user, system } = process.cpuUsage();
    act();
    const used = process.cpuUsage({ user, system });
    return (used.user + used.system) / 1e6;
  };
  const acts = { own, lines, raw };
  const turns = Array.from({ length: 3 + TURNS }, (_, turn) => {
    const order = Object.entries(acts);
    if (turn % 2) order.reverse();
    return Object.fromEntries(order.map(([name, act]) => [name, seconds(act)]));
  }).slice(3);
  const size = bytes.length / 1e6;
  console.log(`verification, ${ENTRIES.toLocaleString('en')} entries, ${size.toFixed(0)} MB: ${(size / median(turns.map((turn) => turn.own))).toFixed(0)} MB a second of processor time`);
  for (const [name, says] of [['lines', 'SHA-256 of each line'], ['raw', 'one SHA-256 over the file']]) {
    const ratios = turns.map((turn) => turn[name] / turn.own);
    console.log(`    of ${says.padEnd(26)} ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}); ${(size / median(turns.map((turn) => turn[name]))).toFixed(0)} MB/s`);
  }
}
