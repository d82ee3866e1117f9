import { modalities } from '../../workflows/modalities/index.js';
import { DecideNominationsHandler, OverrideHoldHandler } from '../../src/lists/index.js';
import type { DecisionFacts } from '../../src/lists/decision.entity.js';
import { ObjectionsQuery, RecordObjectionsHandler, StateBasisHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import type { FilingFacts, ObjectionFacts } from '../../src/objections/objection.entity.js';
import type { GivenFacts, RequestFacts } from '../../src/disclosures/disclosure.entity.js';
import { Clock } from '../../src/platform/clock.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { selectRows } from '../../src/platform/select.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { NameOrder, Records, StoredActs } from '../../src/records/index.js';
import { canonical, commitmentTo, entryHash } from '../../src/records/record-format.js';
import type { SealedPart } from '../../src/records/record-entry.entity.js';
import type { StoredVerdict } from '../../src/records/stored-acts.js';
import { deskOf } from '../disclosures/desk.js';
import { circulatedRound, officer, statementOf } from '../support/round.js';
import { eachService } from '../support/running.js';

const contested = modalities.find(({ id }) => id === 'contested-by-name')!;
const SCAN = Buffer.from('%PDF-1.7 An invented note verbale');
type Row = Record<string, string>;

eachService('what is stored under seal, held against the record', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  let listId: string;
  let ids: string[];
  /** Entries in the record, by what they are. */
  let entries: Record<'filed' | 'recorded' | 'confirmed' | 'ofMexico' | 'stated' | 'asked' | 'released' | 'decided', string>;
  beforeAll(async () => {
    ({ listId, ids } = await circulatedRound(service, { names: 6, addresses: false, modality: { ...contested, reasons: { ...contested.reasons, rule: 'voluntary', maxLength: 2_000 } } }));
    const desk = deskOf(service, listId);
    await desk.object('FR', ids[0]!, 'Invented basis of France');
    await desk.object('BR', ids[1]!);
    await service.get(RecordObjectionsHandler).execute({
      listId, states: ['KE', 'MX'], items: [{ nominationId: ids[2]!, basis: 'Invented basis of two' }, { nominationId: ids[3]!, basis: null }], reference: 'NV/1', receivedAt: service.get(Clock).now(),
      scan: { name: 'note.pdf', base64: SCAN.toString('base64') },
    }, officer);
    const own = async (iso2: string) => (await service.get(ObjectionsQuery).ofState(listId, iso2)).objections;
    const [ofBrazil] = await own('BR');
    for (const basis of ['A first basis', 'A second basis']) await service.get(StateBasisHandler).execute({ listId, objectionId: ofBrazil!.id, basis }, desk.mission('BR'));
    await service.get(RecordObjectionsHandler).execute({ listId, states: ['BR'], items: [{ nominationId: ids[1]!, basis: null }], reference: 'NV/3', receivedAt: service.get(Clock).now() }, officer);
    const ofMexico = (await own('MX')).find(({ nominationId }) => nominationId === ids[2])!;
    await service.get(WithdrawObjectionHandler).forState({ listId, objectionId: ofMexico.id, reference: 'NV/2', receivedAt: service.get(Clock).now() }, officer);
    await statementOf(service, listId, 'JP');
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
    await service.get(DecideNominationsHandler).execute({ listId, decisions: [{ nominationId: ids[0]!, decision: 'include' }], reference: 'A/81/1' }, officer);
    await desk.given('JP', 'all');
    const timeline = await service.get(Records).timeline(listId);
    const last = (act: string, iso2?: string): string => timeline.filter((entry) => entry.act === act && (!iso2 || entry.facts['iso2'] === iso2)).at(-1)!.id;
    entries = {
      filed: last('objections.filed', 'FR'), recorded: last('objections.recorded', 'KE'), confirmed: last('objections.recorded', 'BR'), ofMexico: last('objections.recorded', 'MX'), stated: last('basis.stated'),
      asked: last('disclosure.requested'), released: last('disclosure.released'), decided: last('nomination.decided'),
    };
  });

  /** What the check says after somebody who holds the keys has changed something; afterwards all is as it was. */
  async function after(tamper: () => Promise<void>, stored = service.get(StoredActs)): Promise<StoredVerdict> {
    let verdict: StoredVerdict;
    await service.get(UnitOfWork).rehearse(async () => {
      await tamper();
      verdict = await stored.check();
    });
    return verdict!;
  }
  const rowsOf = (table: string): Promise<Row[]> => selectRows<Row>(service.get(Reader).manager, `SELECT * FROM "${table}" WHERE "listId" = ?`, [listId]);
  /** Opens each box of a table, lets `change` say what becomes of it, and seals it again as the service itself would. */
  async function rewrite<T>(table: string, change: (facts: T) => T | null): Promise<void> {
    const ring = service.get(Keys).ofList(listId);
    const key = { disclosure: 'requestId', decision: 'nameTag' }[table] ?? 'id';
    const context = table.replace('_', '-');
    let changed = 0;
    for (const row of await rowsOf(table)) {
      const box = `${context}:${row[key]!}`;
      const next = change(JSON.parse(ring.open(box, row['sealed']!)) as T);
      if (!next) continue;
      await selectRows(service.get(Reader).manager, `UPDATE "${table}" SET "sealed" = ? WHERE "${key}" = ?`, [typeof row['sealed'] === 'string' ? ring.seal(box, JSON.stringify(next)) : ring.sealBytes(box, JSON.stringify(next), 0), row[key]]);
      changed++;
    }
    expect(changed).toBeGreaterThan(0);
  }
  const objection = (iso2: string, name: number, change: (facts: ObjectionFacts) => ObjectionFacts) => (): Promise<void> =>
    rewrite<ObjectionFacts>('objection', (facts) => (facts.iso2 === iso2 && facts.nominationId === ids[name] ? change(facts) : null));
  const note = (change: (source: Extract<FilingFacts['source'], { kind: 'noteVerbale' }>) => object, iso2 = 'KE') => (): Promise<void> =>
    rewrite<FilingFacts>('filing', (facts) => (facts.iso2 === iso2 && facts.source.kind === 'noteVerbale' ? { ...facts, source: { ...facts.source, ...change(facts.source) } } : null));
  const delete_ = (table: string) => async (): Promise<void> => {
    await selectRows(service.get(Reader).manager, `DELETE FROM "${table}" WHERE "listId" = ?`, [listId]);
  };

  const tamperings: [string, keyof typeof entries, () => Promise<void>][] = [
    ['the basis of an objection', 'filed', objection('FR', 0, (facts) => ({ ...facts, basis: 'Another basis' }))],
    ['a basis that is taken away', 'filed', objection('FR', 0, (facts) => ({ ...facts, basis: null }))],
    ['who objected', 'filed', objection('FR', 0, (facts) => ({ ...facts, iso2: 'KE' }))],
    ['to whom', 'filed', objection('FR', 0, (facts) => ({ ...facts, nominationId: ids[5]! }))],
    ['when', 'filed', objection('FR', 0, (facts) => ({ ...facts, raisedAt: '2026-12-01T14:00:00.000Z' }))],
    ['an objection that is withdrawn by nobody', 'filed', objection('FR', 0, (facts) => ({ ...facts, withdrawnAt: '2026-12-02T14:00:00.000Z', state: 'withdrawn' }))],
    ['the basis of a note verbale', 'recorded', objection('KE', 2, (facts) => ({ ...facts, basis: 'Another basis' }))],
    ['the time of receipt', 'recorded', note(() => ({ receivedAt: '2026-12-01T15:00:00.001Z' }))],
    ['the reference of a note', 'recorded', note(() => ({ reference: 'NV/9' }))],
    ['the States that signed', 'recorded', note(() => ({ signatories: ['KE'] }))],
    ['which standing objections a note confirms', 'confirmed', note(() => ({ confirms: [ids[4]!] }), 'BR')],
    ['the scan', 'recorded', () => rewrite<Row>('attachment', (facts) => ({ ...facts, base64: Buffer.from('%PDF-1.7 Another note').toString('base64') }))],
    ['a scan that is gone', 'recorded', delete_('attachment')],
    ['a basis that was stated later', 'stated', objection('BR', 1, (facts) => ({ ...facts, basis: 'Another basis' }))],
    ['the basis as it stood before', 'stated', objection('BR', 1, (facts) => ({ ...facts, basis: 'A first basis' }))],
    ['when an objection was withdrawn', 'ofMexico', objection('MX', 2, (facts) => ({ ...facts, withdrawnAt: '2026-12-01T15:00:00.001Z' }))],
    ['what was asked of the desk', 'asked', () => rewrite<RequestFacts>('disclosure_request', (facts) => ({ ...facts, names: [] }))],
    ['what was given', 'released', () => rewrite<GivenFacts>('disclosure', (facts) => ({ ...facts, others: null }))],
    ['an answer that is gone', 'released', delete_('disclosure')],
    ['what a body decided', 'decided', () => rewrite<DecisionFacts>('decision', (facts) => ({ ...facts, decision: 'exclude' }))],
    ['objections that are gone', 'filed', delete_('objection')],
  ];

  it('is in order as the acts left it', async () => {
    expect(await service.get(StoredActs).check()).toEqual({ ok: true, acts: 13, earlier: 0, exempt: 0, closed: 0 });
  });

  it('is not, and the first act that differs is named, where somebody with the keys has changed anything', async () => {
    const kept = { objection: await rowsOf('objection'), filing: await rowsOf('filing') };
    for (const [what, act, tamper] of tamperings) expect({ what, verdict: await after(tamper) }).toMatchObject({ what, verdict: { ok: false, fault: 'differs', id: entries[act] } });
    expect({ objection: await rowsOf('objection'), filing: await rowsOf('filing') }).toEqual(kept);
  });

  it('nor where a filing stands that nobody entered, or a box does not open', async () => {
    const more = (await rowsOf('filing'))[0]!;
    const sealed = service.get(Keys).ofList(listId).sealBytes('filing:more', JSON.stringify({ iso2: 'JP', names: 1, at: '2026-12-01T15:00:00.000Z', entryId: 'none', source: { kind: 'link' } }), 0);
    expect(await after(async () => {
      await selectRows(service.get(Reader).manager, `INSERT INTO "filing" ("id", "listId", "reference", "sealed", "ownerTag", "sameTag") VALUES ('more', ?, 'x', ?, 'x', 'x')`, [listId, sealed]);
    })).toEqual({ ok: false, fault: 'without-entry', entry: null, id: 'more' });
    expect(await after(() => rewrite<FilingFacts>('filing', (facts) => (facts.iso2 === 'FR' ? { ...facts, entryId: more['id']! } : null)))).toMatchObject({ ok: false, fault: 'differs', id: entries.filed });
    expect(await after(async () => {
      await selectRows(service.get(Reader).manager, `UPDATE "objection" SET "sealed" = ? WHERE "listId" = ?`, [sealed, listId]);
    })).toMatchObject({ ok: false, fault: 'differs', id: entries.filed });
  });

  /** Adds an entry as whoever has the database could, chained and committed to; `part` is what its box holds. */
  async function enter(part: SealedPart, committed = part.facts, of: string | null = listId): Promise<void> {
    const { manager } = service.get(Reader);
    const [last] = await selectRows<{ seq: number; hash: string }>(manager, `SELECT "seq", "hash" FROM "record_entry" ORDER BY "seq" DESC LIMIT 1`, []);
    const [id, seq] = ['00000000-0000-4000-8000-000000000000', last!.seq + 1];
    const entry = canonical({ act: 'confidential', actor: null, at: null, commitment: commitmentTo(Buffer.from(part.salt, 'base64url'), committed), conference: null, id, list: null, open: {}, prev: last!.hash, seq });
    const sealed = service.get(Keys).ofList(listId).sealBytes(`record:${id}`, JSON.stringify(part), 0);
    await selectRows(manager, `INSERT INTO "record_entry" ("seq", "id", "listId", "entry", "hash", "sealed") VALUES (?, ?, ?, ?, ?, ?)`, [seq, id, of, entry, entryHash(entry), sealed]);
  }
  const before: SealedPart = {
    salt: Buffer.alloc(32, 1).toString('base64url'), more: { iso2: 'JP', names: [] },
    facts: { act: 'statement.made', at: '2026-12-01T15:00:00.000Z', memberState: 'JP', reference: null, names: Buffer.from('4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945', 'hex').toString('base64url') },
  };

  it('takes the entries of before, and none whose box says something else than it commits to', async () => {
    expect(await after(() => enter(before))).toMatchObject({ ok: true, acts: 14, earlier: 1 });
    for (const part of [{ ...before, facts: { ...before.facts, memberState: 'KE' } }, { ...before, more: { iso2: 'KE', names: [] } }, { ...before, content: { salt: before.salt, filing: null } }]) {
      expect(await after(() => enter(part, before.facts))).toMatchObject({ ok: false, fault: 'unopened' });
    }
    expect(await after(() => enter(before, before.facts, null))).toMatchObject({ ok: false, fault: 'unopened' });
  });

  it('takes a request of before by the act of its State, instant and reference, and no other row beside it', async () => {
    const facts: RequestFacts = { iso2: 'JP', names: 'all', at: '2026-12-01T15:00:00.000Z', reference: 'EARLY-00001', source: { kind: 'link' } };
    const asked = async (id: string, more: Partial<RequestFacts> = {}): Promise<void> => {
      const sealed = service.get(Keys).ofList(listId).seal(`disclosure-request:${id}`, JSON.stringify({ ...facts, ...more }));
      await selectRows(service.get(Reader).manager, `INSERT INTO "disclosure_request" ("id", "listId", "askerTag", "sameTag", "sealed") VALUES (?, ?, ?, ?, ?)`, [id, listId, id, id, sealed]);
    };
    const act = { ...before, facts: { ...before.facts, act: 'disclosure.requested', reference: facts.reference }, more: { ...before.more, reference: facts.reference } };
    expect(await after(async () => { await enter(act); await asked('one'); })).toMatchObject({ ok: true, earlier: 1, exempt: 1 });
    // One act accounts for one row, and for none of another State, instant or reference.
    for (const more of [{}, { iso2: 'KE' }, { at: '2026-12-01T15:00:01.000Z' }, { reference: 'EARLY-00002' }]) {
      expect(await after(async () => { await enter(act); await asked('one'); await asked('two', more); })).toEqual({ ok: false, fault: 'without-entry', entry: null, id: 'two' });
    }
  });

  it('would be caught with acts that commit to nothing, and with a check that opens no box', async () => {
    const records = service.get(Records);
    const append = records.append.bind(records);
    records.append = (act) => append({ ...act, ...(act.secret ? { secret: { ...act.secret, content: {} } } : {}) });
    try {
      expect(await after(async () => { await deskOf(service, listId).ask('US', 'all'); })).toMatchObject({ ok: false });
    } finally {
      records.append = append;
    }
    const blind = new StoredActs(service.get(Reader), records, service.get(NameOrder));
    expect(await after(tamperings[0]![2], blind)).toMatchObject({ ok: true });
  });
});
