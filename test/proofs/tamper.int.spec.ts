import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { FinalizeListHandler } from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Records } from '../../src/records/index.js';
import { canonical, commitmentTo, entryHash, signedBytes, type ChainedEntry } from '../../src/records/record-format.js';
import type { Asked, Verdict } from '../../src/records/verify.js';
import { dice } from '../support/dice.js';
import { circulatedRound, officer, statementOf } from '../support/round.js';
import { startService } from '../support/service.js';
import { answersOfSecond, planted, second, verdictOf } from '../support/verifiers.js';

const AT = '2026-12-20T15:00:00.000Z';
interface Tampered {
  what: string;
  bytes: Buffer;
}

/** The record of a small round, as the service exports it, with what a letter and a State hold of it. */
async function smallRecord(): Promise<{ lines: string[]; key: string; signing: KeyObject; roots: string[]; receipt: Buffer; receiptAfter: Buffer }> {
  const service = await startService({ now: '2026-12-01T15:00:00.000Z' });
  const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
  const mission = (iso2: string) => ({ kind: 'mission', iso2, listId }) as const;
  const export_ = async (): Promise<string[]> => {
    const lines = [];
    for await (const line of service.get(Records).export(AT)) lines.push(line);
    return lines;
  };
  await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: 'Invented basis' }] }, mission('FR'));
  const receipt = await statementOf(service, listId, 'FR');
  await service.get(FinalizeListHandler).execute({ listId }, officer).catch(() => undefined);
  await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[1]!, basis: null }] }, mission('BR'));
  const receiptAfter = await statementOf(service, listId, 'KE');
  const { publicKey: key, signing } = service.get(Keys);
  const lines = await export_();
  await service.close();
  const roots = lines.map((line) => JSON.parse(line) as { checkpoint?: number; hash: string }).filter((line) => 'checkpoint' in line).map(({ hash }) => hash);
  return { lines, key, signing, roots, receipt: Buffer.from(receipt), receiptAfter: Buffer.from(receiptAfter) };
}

const isEntry = (line: string): boolean => line.startsWith('{"act"');
const signed = (key: KeyObject, kind: 'checkpoint' | 'end', body: Record<string, unknown>): string =>
  `${canonical({ ...body, signature: sign(null, signedBytes(kind, body), key).toString('base64url') })}\n`;

/** The lines chained anew, as somebody can who holds everything but the key: with `key` the signatures are made anew too. */
function rechained(lines: string[], key: KeyObject | null): string {
  let [prev, seq, checkpoints] = ['0'.repeat(64), 0, 0];
  return lines.map((line) => {
    if (isEntry(line)) {
      const text = canonical({ ...(JSON.parse(line) as ChainedEntry), prev, seq: ++seq });
      prev = entryHash(text);
      return `${text}\n`;
    }
    const { signature, ...body } = JSON.parse(line) as Record<string, unknown>;
    if (!signature) return line;
    if ('checkpoint' in body) checkpoints++;
    const changed = 'checkpoint' in body ? { ...body, checkpoint: seq, hash: prev } : { ...body, checkpoints, end: seq, hash: prev };
    return key ? signed(key, 'checkpoint' in body ? 'checkpoint' : 'end', changed) : `${canonical({ ...changed, signature })}\n`;
  }).join('');
}

/** What somebody does to an export who has no key that signs. */
function tamperings(lines: string[], flips: (at: number) => number[]): Tampered[] {
  const whole = Buffer.from(lines.join(''));
  const made: Tampered[] = [];
  const add = (what: string, text: string | Buffer): void => void made.push({ what, bytes: Buffer.isBuffer(text) ? text : Buffer.from(text) });
  for (let at = 0; at < whole.length; at++) {
    for (const flip of flips(at)) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= flip;
      add(`byte ${at} ^ ${flip}`, bytes);
    }
    if (at % 7 === 0) add(`cut at ${at}`, whole.subarray(0, at));
  }
  const forged = canonical({
    act: 'confidential', actor: null, at: null, commitment: commitmentTo(Buffer.alloc(32), {}), conference: null, id: '00000000-0000-4000-8000-000000000000', list: null, open: {}, prev: '0'.repeat(64), seq: 0,
  });
  lines.forEach((line, at) => {
    add(`cut before line ${at + 1}`, lines.slice(0, at).join(''));
    add(`line ${at + 1} dropped`, lines.filter((_, i) => i !== at).join(''));
    add(`line ${at + 1} doubled`, lines.flatMap((one, i) => (i === at ? [one, one] : [one])).join(''));
    add(`a space put in line ${at + 1}`, lines.map((one, i) => (i === at ? one.replace(':', ': ') : one)).join(''));
    for (let other = at + 1; other < lines.length; other++) add(`lines ${at + 1} and ${other + 1} swapped`, lines.map((one, i) => (i === at ? lines[other]! : i === other ? line : one)).join(''));
    if (at === 0) return;
    add(`an entry put in before line ${at + 1}`, rechained([...lines.slice(0, at), `${forged}\n`, ...lines.slice(at)], null));
    if (!isEntry(line)) return;
    add(`line ${at + 1} dropped, all chained anew`, rechained(lines.filter((_, i) => i !== at), null));
    const entry = JSON.parse(line) as ChainedEntry;
    const changed = entry.act === 'confidential' ? { ...entry, commitment: commitmentTo(Buffer.alloc(32), {}) } : { ...entry, actor: 'Another' };
    add(`line ${at + 1} changed`, lines.map((one, i) => (i === at ? `${canonical(changed)}\n` : one)).join(''));
    add(`line ${at + 1} changed, all chained anew`, rechained(lines.map((one, i) => (i === at ? `${canonical(changed)}\n` : one)), null));
  });
  const { privateKey } = generateKeyPairSync('ed25519');
  add('signed with another key', rechained(lines, privateKey));
  return made;
}

describe('tampering with an export', () => {
  let record: Awaited<ReturnType<typeof smallRecord>>;
  let all: Tampered[];
  let asked: Asked;
  beforeAll(async () => {
    record = await smallRecord();
    asked = { key: record.key, roots: [], receipts: [] };
    const { below } = dice('NEMCON_PROOF_SEED');
    const more = Number(process.env['NEMCON_PROOF_RUNS'] ?? 1);
    // A letter's case, and other bits by chance; all eight where time allows.
    all = tamperings(record.lines, () => (more > 1 ? [1, 2, 4, 8, 16, 32, 64, 128] : [0x20, 1 << below(5)]));
  });
  const undetected = (verdicts: Verdict[]): number => verdicts.filter(({ ok }) => ok).length;
  const sample = (): Tampered[] => {
    const { below } = dice('NEMCON_PROOF_SEED');
    return all.filter(({ what }) => (what.startsWith('byte') ? below(25) === 0 : what.startsWith('cut at') ? below(10) === 0 : true));
  };

  it('begins with one that is in order', () => {
    expect(verdictOf(Buffer.from(record.lines.join('')), { ...asked, roots: record.roots, receipts: [{ name: 'a', bytes: record.receipt }, { name: 'b', bytes: record.receiptAfter }] })).toMatchObject({ ok: true });
    expect(record.roots.length).toBeGreaterThan(0);
    expect(record.lines.filter((line) => line.includes('"act":"confidential"')).length).toBeGreaterThanOrEqual(4);
  });

  it('is detected wherever a byte is flipped, a line dropped, swapped, doubled or put in, or the end cut off', () => {
    expect(all.length).toBeGreaterThan(2 * Buffer.byteLength(record.lines.join('')));
    expect(all.filter(({ bytes }) => verdictOf(bytes, asked).ok).map(({ what }) => what)).toEqual([]);
  });

  it('is detected by the letters and receipts where the key itself was used to roll back and sign anew', () => {
    const without = (drop: (line: string, at: number) => boolean): Buffer => Buffer.from(rechained(record.lines.filter((line, at) => !drop(line, at)), record.signing));
    const first = record.lines.findIndex((line) => line.includes('"checkpoint"'));
    // Rolled back before the letters went out: a root that 193 Missions hold is in no entry.
    const before = without((_, at) => at >= first - 1 && at < record.lines.length - 1);
    expect(verdictOf(before, asked)).toMatchObject({ ok: true });
    expect(verdictOf(before, { ...asked, roots: record.roots })).toMatchObject({ ok: false, fault: 'root', which: record.roots[0] });
    // History before a letter rewritten.
    const rewritten = without((_, at) => at === 1);
    expect(verdictOf(rewritten, asked)).toMatchObject({ ok: true });
    expect(verdictOf(rewritten, { ...asked, roots: record.roots })).toMatchObject({ ok: false, fault: 'root' });
    // Rolled back to just after the last letter: no root tells, but the State whose act is gone holds its receipt.
    const last = record.lines.findLastIndex((line) => line.includes('"checkpoint"'));
    const after = without((_, at) => at > last && at < record.lines.length - 1);
    expect(verdictOf(after, { ...asked, roots: record.roots })).toMatchObject({ ok: true });
    expect(verdictOf(after, { ...asked, roots: record.roots, receipts: [{ name: 'mine', bytes: record.receiptAfter }] })).toMatchObject({ ok: false, fault: 'receipt-unknown', which: 'mine' });
  });

  const faults: [string, Parameters<typeof planted>[0], Parameters<typeof answersOfSecond>[1]][] = [
    ['the chain', [{ file: 'verify', from: "if (line['prev'] !== this.#hash) return 'prev';", to: '' }], [{ from: "need(line['prev'] == last, 'prev', number)", to: 'pass' }]],
    ['the hash that is signed for', [{ file: 'verify', from: "if (line['hash'] !== this.#hash) return 'hash';", to: '' }], [{ from: "need(line['hash'] == last, 'hash', number)", to: 'pass' }]],
    ['the signature', [{ file: 'verify', from: '!verify(null, signedBytes(kind, line), this.#key,', to: '!createPublicKey || !verify || !signedBytes || !this.#key || !(' }], [{ from: "need(is_signed(folder, kind, line), 'signature', number)", to: 'pass' }]],
    ['the end', [{ file: 'verify', from: 'if (!this.#fault && this.#end === null)', to: 'if (!this.#fault && this.#seq < 0)' }], [{ from: "need(end, 'end', number + 1)", to: 'pass' }]],
    ['what stands after the end', [{ file: 'verify', from: "if (this.#end !== null) return 'after-end';", to: '' }], [{ from: "need(not end, 'after-end', number)", to: 'pass' }]],
    ['the canonical form', [{ file: 'export-line', from: 'allowed && canonical(value) === line ? value : null', to: 'allowed ? value : null' }], [{ from: 'len(line) <= MAX_LINE and canonical(value) == line', to: 'len(line) <= MAX_LINE' }]],
  ];
  it.each(faults)('would pass unseen by a verifier that skipped %s', async (_, edits) => {
    const By = await planted(edits);
    expect(undetected(all.map(({ bytes }) => verdictOf(bytes, asked, By)))).toBeGreaterThan(0);
  });

  if (second.missing) {
    it.todo(`is detected by docs/verify/verify.py: WAS NOT RUN, this machine has no ${second.missing}`);
    return;
  }
  const questions = (): Parameters<typeof answersOfSecond>[0] => sample().map(({ bytes }) => ({ file: bytes, key: record.key, roots: [], receipts: [] }));

  it('is detected by the second verifier, with the same words', () => {
    expect(answersOfSecond(questions())).toEqual(sample().map(({ bytes }) => verdictOf(bytes, asked)));
  });

  it.each(faults)('would pass unseen by the second verifier if it skipped %s', (_, __, edits) => {
    expect(undetected(answersOfSecond(questions(), edits))).toBeGreaterThan(0);
  });
});
