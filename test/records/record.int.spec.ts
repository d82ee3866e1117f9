import { createHash, createPublicKey, verify } from 'node:crypto';
import { memberStates } from '../../src/directory/index.js';
import { RecordDisclosureRequestHandler } from '../../src/disclosures/index.js';
import { FinalizeListHandler } from '../../src/lists/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, RecordObjectionsHandler, StateBasisHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { Officers } from '../../src/officers/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { canonical, signedBytes, commitmentTo, digestOf, entryHash, GENESIS, type ChainedEntry } from '../../src/records/record-format.js';
import { Keys } from '../../src/platform/keys.js';
import { Clock } from '../../src/platform/clock.js';
import { signIn } from '../doors/office/console.js';
import { circulatedRound, officer, statementOf } from '../support/round.js';
import { eachService } from '../support/running.js';
import { answersOfSecond, second, verdictOf } from '../support/verifiers.js';

eachService('the record', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service, { kind }) => {
  const rows = (): Promise<RecordEntry[]> => service.get(Reader).manager.find(RecordEntry, { order: { seq: 'ASC' } });
  const chained = (entries: RecordEntry[]): boolean => {
    let prev = GENESIS;
    return entries.every(({ seq, entry, hash }, at) => {
      const line = JSON.parse(entry) as ChainedEntry;
      const whole = line.seq === seq && seq === at + 1 && line.prev === prev && entryHash(entry) === hash && canonical(line) === entry;
      prev = hash;
      return whole;
    });
  };
  const file = (listId: string, iso2: string, ids: string[], basis: string | null = null) =>
    service.get(RaiseObjectionsHandler).execute({ items: ids.map((nominationId) => ({ nominationId, basis })) }, { kind: 'mission', iso2, listId });

  it('is one chain without gaps, whoever acts at once and whatever is refused on the way', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 5, addresses: false });
    const before = (await rows()).length;
    const refused = service.get(UnitOfWork).run(async () => {
      service.get(Records).append({ act: 'basis.stated', at: service.get(Clock).now(), actor: officer, listId, secret: { iso2: 'FR', names: [], content: {} } });
      throw new Error('planted');
    });
    const outcomes = await Promise.allSettled([refused, ...memberStates().slice(0, 60).map(({ iso2 }, at) => file(listId, iso2, [ids[at % 5]!]))]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(60);
    const entries = await rows();
    expect(entries).toHaveLength(before + 60);
    expect(chained(entries)).toBe(true);
    // The check can fail: an entry that is dropped, and one that is changed.
    expect(chained(entries.filter(({ seq }) => seq !== 2))).toBe(false);
    expect(chained(entries.map((entry) => (entry.seq === 2 ? { ...entry, entry: entry.entry.replace(/T15/, 'T16') } : entry)))).toBe(false);
  });

  it('cannot be changed in the database', async () => {
    const before = await rows();
    const replaced = (seq: string) => `INSERT OR REPLACE INTO "record_entry" ("seq", "id", "entry", "hash") SELECT ${seq}, "id", "entry", 'x' FROM "record_entry" WHERE "seq" = 1`;
    for (const statement of [
      `UPDATE "record_entry" SET "hash" = 'x' WHERE "seq" = 1`, `DELETE FROM "record_entry" WHERE "seq" = 1`,
      `UPDATE "record_checkpoint" SET "at" = 'x'`, `DELETE FROM "record_checkpoint"`,
      `INSERT INTO "record_entry" SELECT * FROM "record_entry" WHERE "seq" = 1 ON CONFLICT ("seq") DO UPDATE SET "hash" = 'x'`,
      ...(kind === 'PostgreSQL' ? ['TRUNCATE "record_entry"', 'TRUNCATE "record_checkpoint"']
        : [replaced('1'), replaced('1000000'), `INSERT OR REPLACE INTO "record_checkpoint" SELECT "seq", 'x', "hash", "signature" FROM "record_checkpoint"`]),
    ]) {
      await expect(service.get(UnitOfWork).run((tx) => tx.query(statement))).rejects.toThrow(/append-only/);
    }
    expect(await rows()).toEqual(before);
    expect(chained(before)).toBe(true);
  });

  it('tells of a filing neither who, what, when nor on which list', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    await file(listId, 'FR', [ids[0]!], 'Invented basis');
    const { entry } = (await rows()).at(-1)!;
    const { id, commitment, prev: _prev, seq: _seq, ...rest } = JSON.parse(entry) as ChainedEntry;
    expect(rest).toEqual({ act: 'confidential', actor: null, at: null, conference: null, list: null, open: {} });
    expect(commitment).toMatch(/^[\w-]{43}$/);
    const [last] = (await service.get(Records).timeline(listId)).slice(-1);
    expect(last).toMatchObject({ id, act: 'objections.filed', facts: { iso2: 'FR', names: [ids[0]] } });
  });

  it('gives every State a receipt of one size, which its holder can check and nobody can guess', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 40, addresses: false });
    await file(listId, 'FR', ids, 'Invented basis');
    await file(listId, 'BR', [ids[0]!]);
    const { filings } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
    const filed = (await service.get(Records).receipt(listId, filings[0]!.entryId, 'its State'))!;
    const receipts = [filed, ...await Promise.all(['FR', 'BR', 'KE'].map((iso2) => statementOf(service, listId, iso2)))];
    // The longest names that two officers can have.
    const [name, proposer] = ['𝔸'.repeat(100), { id: 'two', name: '𝔹'.repeat(100), reason: 'Invented' }];
    const recorded = await service.get(RecordObjectionsHandler).execute(
      { listId, states: ['MX'], items: [{ nominationId: ids[0]!, basis: null }], reference: 'NV/1', receivedAt: service.get(Clock).now() }, { ...officer, name, proposer },
    );
    const { filings: [byNote] } = await service.get(ObjectionsQuery).ofState(listId, 'MX');
    expect(byNote!.id).toBe(recorded.receipts[0]!.filingId);
    receipts.push((await service.get(Records).receipt(listId, byNote!.entryId, 'its State'))!);
    expect(new Set(receipts.map((text) => Buffer.byteLength(text)))).toEqual(new Set([2_048]));
    const shape = (text: string): string[] => [JSON.parse(text), JSON.parse(text).facts, JSON.parse(text).content].flatMap((part) => Object.keys(part as object));
    expect(new Set(receipts.map((text) => shape(text).join()))).toHaveProperty('size', 1);
    const entries = new Map((await rows()).map(({ id, entry }) => [id, JSON.parse(entry) as ChainedEntry]));
    for (const text of receipts) {
      const { entry, salt, facts } = JSON.parse(text) as { entry: string; salt: string; facts: Record<string, unknown> };
      expect(entries.get(entry)!.commitment).toBe(commitmentTo(Buffer.from(salt, 'base64url'), facts));
      expect(entries.get(entry)!.commitment).not.toBe(commitmentTo(Buffer.alloc(32), facts));
    }
    expect((JSON.parse(filed) as { facts: { names: string } }).facts.names)
      .toBe(createHash('sha256').update(canonical([...ids].sort())).digest('base64url'));
  });

  /** What officers and an auditor download of a filing from the timeline, and how much of it a guess at the basis can be tried against. */
  async function opened(): Promise<{ formats: string[]; triable: number; ofItsState: boolean }> {
    const { listId, ids } = await circulatedRound(service, { names: 1, addresses: false });
    await file(listId, 'FR', ids, 'Invented basis');
    const { filings: [filing] } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
    const guess = digestOf([{ basis: digestOf('Invented basis'), name: ids[0] }]);
    await service.get(Officers).add({ name: 'Lin Field', email: `auditor-${listId}@office.example`, roles: ['auditor'] });
    const downloads = await Promise.all([`auditor-${listId}@office.example`, 'officer@office.example'].map(async (email) => {
      const { status, text } = await (await signIn(service, email)).get(`/office/lists/${listId}/timeline/${filing!.entryId}/receipt`);
      expect([status, Buffer.byteLength(text)]).toEqual([200, 2_048]);
      return text;
    }));
    const own = (await service.get(Records).receipt(listId, filing!.entryId, 'its State'))!;
    return { formats: downloads.map((text) => (JSON.parse(text) as { format: string }).format), triable: downloads.filter((text) => text.includes(guess)).length, ofItsState: own.includes(guess) };
  }

  it('is opened by the Office to others without what a guess at the basis could be tried against', async () => {
    expect(await opened()).toEqual({ formats: ['nemcon-receipt/1', 'nemcon-receipt/1'], triable: 0, ofItsState: true });
  });

  it('would be caught opened to others like to its State', async () => {
    const records = service.get(Records);
    records.receipt = (listId, entryId) => Records.prototype.receipt.call(records, listId, entryId, 'its State');
    expect(await opened().finally(() => { delete (records as Partial<Records>).receipt; })).toMatchObject({ triable: 2 });
  });

  it('commits to the officer who acted, whom the clear part never tells', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    await file(listId, 'FR', [ids[0]!]);
    const late = service.get(Clock).now();
    await service.get(RecordObjectionsHandler).execute({ listId, states: ['KE'], items: [{ nominationId: ids[1]!, basis: null }], reference: 'NV/1', receivedAt: late }, officer);
    const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'KE');
    const takeBack = (reference: string) => service.get(WithdrawObjectionHandler).forState({ listId, objectionId: objections[0]!.id, reference, receivedAt: late }, officer);
    const state = (reference: string) => service.get(StateBasisHandler).execute({ listId, objectionId: objections[0]!.id, basis: 'Invented' }, { ...officer, reference });
    for (const act of [takeBack, state]) await expect(act(' ')).rejects.toMatchObject({ faults: [{ field: 'reference', rule: 'reference-empty' }] });
    await state('NV/2');
    await takeBack('NV/3');
    await service.get(RecordDisclosureRequestHandler).execute({ listId, iso2: 'JP', names: 'all', reference: 'NV/4', receivedAt: late }, officer);

    const opened = (await service.get(Records).timeline(listId)).filter((entry) => entry.opened);
    const proved = await Promise.all(opened.map(async ({ id }) => {
      const { salt, facts } = JSON.parse((await service.get(Records).receipt(listId, id))!) as { salt: string; facts: Record<string, unknown> };
      const { entry } = (await rows()).find((row) => row.id === id)!;
      const { commitment } = JSON.parse(entry) as ChainedEntry;
      const holds = (some: Record<string, unknown>) => commitmentTo(Buffer.from(salt, 'base64url'), some) === commitment;
      expect([holds(facts), holds({ ...facts, officer: 'Another Officer' }), holds({ ...facts, proposedBy: 'Another Officer' })]).toEqual([true, false, false]);
      for (const name of [officer.name, officer.proposer.name]) expect(entry).not.toContain(name);
      return [facts['act'], facts['officer'], facts['proposedBy']];
    }));
    const [by, proposer] = [officer.name, officer.proposer.name];
    expect(proved).toEqual([
      ['objections.filed', null, null], ['objections.recorded', by, proposer], ['basis.stated', by, proposer], ['objection.withdrawn', by, proposer], ['disclosure.recorded', by, proposer],
    ]);
  });

  it('is witnessed by every letter of circulation and of the final list, and exported with its signatures', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: true, wallTime: '2026-12-10T17:00' });
    const root = (await rows()).at(-1)!;
    expect(JSON.parse(root.entry)).toMatchObject({ act: 'list.circulated' });
    const letters = async (notice: string) => (await service.get(Reader).manager.findBy(OutboxMessage, { listId, notice })).map(({ data }) => data['root']);
    expect(new Set(await letters('circulation'))).toEqual(new Set([root.hash]));
    await file(listId, 'FR', [ids[0]!]);
    const { Relay } = await import('../../src/delivery/index.js');
    await service.get(Relay).drain();
    service.setTime('2026-12-11T15:00:00.000Z');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(new Set(await letters('final'))).toEqual(new Set([(await rows()).at(-1)!.hash]));
    service.setTime('2026-12-01T15:00:00.000Z');

    const text: string[] = [];
    for await (const line of service.get(Records).export('2026-12-11T15:00:00.000Z')) text.push(line);
    const lines = text.map((line) => JSON.parse(line));
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: lines[0].key }, format: 'jwk' });
    expect(lines[0].key).toBe(service.get(Keys).publicKey);
    const entries = await rows();
    const signed = lines.filter((line) => 'signature' in line);
    expect(signed.at(-1)).toMatchObject({ end: entries.length, hash: entries.at(-1)!.hash });
    expect(signed.length).toBeGreaterThan(2);
    for (const { signature, ...line } of signed) {
      const kind = 'end' in line ? 'end' : 'checkpoint';
      expect(verify(null, signedBytes(kind, line), key, Buffer.from(signature, 'base64url'))).toBe(true);
      expect(verify(null, signedBytes(kind, { ...line, [kind]: line[kind] + 1 }), key, Buffer.from(signature, 'base64url'))).toBe(false);
    }
    expect(lines).toHaveLength(1 + entries.length + signed.length);

    const asked = { key: service.get(Keys).publicKey, roots: [root.hash, entries.at(-1)!.hash], receipts: [] };
    const bytes = Buffer.from(text.join(''));
    const verdict = { ok: true, entries: entries.length, checkpoints: signed.length - 1, root: entries.at(-1)!.hash };
    expect(verdictOf(bytes, asked)).toMatchObject(verdict);
    if (!second.missing) expect(answersOfSecond([{ ...asked, file: bytes }])).toEqual([expect.objectContaining(verdict)]);
  });
});
