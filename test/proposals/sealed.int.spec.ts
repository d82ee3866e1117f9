import { randomBytes } from 'node:crypto';
import { DisclosuresQuery, RequestDisclosureHandler } from '../../src/disclosures/index.js';
import { FinalizeListHandler, OverrideHoldHandler } from '../../src/lists/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import type { OfficerActor } from '../../src/officers/index.js';
import { Keys } from '../../src/platform/keys.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Proposals } from '../../src/proposals/index.js';
import { Records } from '../../src/records/index.js';
import { rawBytes } from '../support/raw-bytes.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const one: OfficerActor = { kind: 'officer', id: 'one', name: 'Amal Canary', roles: ['drafter', 'approver'] };
const two: OfficerActor = { kind: 'officer', id: 'two', name: 'Noor Canary', roles: ['approver'] };

/** As long as a basis can be, and hardly to be deflated. */
const longBasis = (): string => Array.from({ length: 4_000 }, () => String.fromCodePoint(0x4e00 + (randomBytes(2).readUInt16BE() % 20_000))).join('');

eachService('proposals in a copy of the database without the key', { per: 'test', now: '2026-12-01T15:00:00.000Z', ticks: false }, (service, { database }) => {
  let proposals: Proposals;
  beforeEach(async () => { proposals = service.get(Proposals); });

  /** A list past its deadline, with an objection that stands. */
  async function past() {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const mission = { kind: 'mission', iso2: 'FR', listId } as const;
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, mission);
    await service.get(RequestDisclosureHandler).execute({ names: [ids[0]!] }, mission);
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
    const propose = (act: 'finalize' | 'extend' | 'recordLate' | 'disclose', command: object): Promise<{ id: string }> =>
      proposals.propose(act, { listId, command: { listId, ...command }, reason: 'Invented' }, one);
    return { listId, ids, mission, propose };
  }

  /** What can be read of a list's proposals, in their rows and in the record, but for identifiers, the chain and what is sealed. */
  async function readable(listId: string): Promise<unknown> {
    const rows = (table: string, order = 'id') => service.get(UnitOfWork).run((tx) => tx.query(`SELECT * FROM "${table}" WHERE "listId" = '${listId}' ORDER BY "${order}"`)) as Promise<Record<string, unknown>[]>;
    const told = (await rows('record_entry', 'seq')).map(({ entry, sealed }) => [JSON.parse(String(entry)) as Record<string, unknown>, sealed === null ? null : (sealed as Buffer).length] as const);
    return {
      rows: (await rows('proposal')).map(({ id: _, sealed, ...others }) => [others, /^v1\./.test(String(sealed)) ? String(sealed).length : sealed]),
      // Of an act that is not sealed what it says; of one that is, nothing but its size.
      record: told.map(([{ act, actor, open }, size]) => JSON.stringify({ act, actor, open, size })).filter((line) => line.includes('proposal') || line.includes('confidential')),
    };
  }

  /** Four lists on each of which something else was proposed, or came of it: what a thief tells apart. */
  async function worlds(): Promise<number> {
    const found = new Set<string>();
    const facts = async (listId: string): Promise<object> => ({ facts: (await service.get(FinalizeListHandler).preview(listId)).facts });
    // In each as many sealed entries, in another order of acts.
    const acts: ((of: Awaited<ReturnType<typeof past>>) => Promise<void>)[] = [
      // An objection is taken back, and so a proposal to finalize lapses.
      async ({ listId, mission, propose }) => {
        await propose('finalize', await facts(listId));
        const [objection] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
        await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: objection!.id }, mission);
        await proposals.sweep();
      },
      // One is declined, and the objection is taken back afterwards.
      async ({ listId, mission, propose }) => {
        await proposals.close((await propose('finalize', await facts(listId))).id, two);
        const [objection] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
        await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: objection!.id }, mission);
      },
      // A late note verbale is proposed and taken back; the Mission asks.
      async ({ ids, mission, propose }) => {
        await proposals.close((await propose('recordLate', { states: ['KE'], items: ids.map((nominationId) => ({ nominationId, basis: longBasis() })), reference: 'NV/1', receivedAt: '2026-12-15T20:00:00.000Z' })).id, one);
        await service.get(RequestDisclosureHandler).execute({ names: [ids[1]!] }, mission);
      },
      // To release information is proposed and declined.
      async ({ listId, ids, mission, propose }) => {
        const query = service.get(DisclosuresQuery);
        const { request } = (await query.ofState(listId, 'FR'))[0]!;
        await proposals.close((await propose('disclose', { request: request.id, facts: (await query.preview(listId, request.id, one)).answer.tag })).id, two);
        await service.get(RequestDisclosureHandler).execute({ names: [ids[1]!] }, mission);
      },
    ];
    for (const act of acts) {
      const list = await past();
      await act(list);
      found.add(JSON.stringify(await readable(list.listId)).replaceAll(list.listId, 'x'));
    }
    return found.size;
  }

  it('tell neither which act, nor by whom or when, nor what became of it: one that lapsed is like any other', async () => {
    expect(await worlds()).toBe(1);
    expect((await rawBytes(database)).includes('Canary')).toBe(false);
  });

  /** How long the boxes of notes are that come with a scan of so many bytes each. */
  async function withScans(...sizes: number[]): Promise<Set<number>> {
    const { listId, ids, propose } = await past();
    for (const size of sizes) {
      const scan = { name: 'note.pdf', base64: Buffer.concat([Buffer.from('%PDF-1.7 '), randomBytes(size)]).toString('base64') };
      await propose('recordLate', { states: ['KE'], items: [{ nominationId: ids[1]!, basis: null }], reference: `NV/${size}`, receivedAt: '2026-12-15T20:00:00.000Z', scan });
    }
    const rows = await service.get(UnitOfWork).run((tx) => tx.query(`SELECT "sealed" FROM "proposal" WHERE "listId" = '${listId}'`)) as { sealed: string }[];
    return new Set(rows.map(({ sealed }) => sealed.length));
  }

  it('are not opened again once they are decided, whoever looks for what waits; but for a decision that is taken back', async () => {
    const { listId, ids, propose } = await past();
    const closed = (await propose('finalize', {})).id;
    const open = (await propose('recordLate', { states: ['KE'], items: [{ nominationId: ids[1]! }], reference: 'Note', receivedAt: '2026-12-02T10:00:00.000Z' })).id;
    const ring = service.get(Keys).ofList(listId);
    const real = ring.open.bind(ring);
    let opened: string[] = [];
    ring.open = (context, box) => {
      opened.push(context.replace('proposal:', ''));
      return real(context, box);
    };
    const look = async (): Promise<{ waiting: string[]; opened: string[] }> => {
      opened = [];
      const waiting = (await proposals.waiting(two)).filter((each) => each.listId === listId).map(({ id }) => id).sort();
      return { waiting, opened: opened.sort() };
    };
    const both = [closed, open].sort();
    await service.get(UnitOfWork).run(async () => {
      await proposals.close(closed, one);
      expect((await look()).waiting).toEqual([open]);
      throw new Error('Invented');
    }).catch(() => undefined);
    expect(await look()).toEqual({ waiting: both, opened: both });
    await proposals.close(closed, one);
    expect(await look()).toEqual({ waiting: [open], opened: both });
    expect(await look()).toEqual({ waiting: [open], opened: [open] });
  });

  it('have a second size where a scan comes with them, whatever its size; would be caught with one as long as the scan', async () => {
    expect((await withScans(10_000, 700_000)).size).toBe(1);
    sealedBy((seal) => (context, text) => seal(context, text));
    expect((await withScans(10_000, 700_000)).size).toBe(2);
  });

  type Seal = (context: string, text: string, smallest?: number) => string;
  /** Proposals are sealed otherwise from now on. */
  function sealedBy(otherwise: (seal: Seal) => Seal): void {
    const keys = service.get(Keys);
    const ofList = keys.ofList.bind(keys);
    keys.ofList = (listId) => {
      const ring = ofList(listId);
      if (Object.hasOwn(ring, 'seal')) return ring;
      const [seal, open] = [ring.seal.bind(ring), ring.open.bind(ring)];
      const other = otherwise(seal);
      return Object.assign(ring, {
        seal: (context: string, text: string, smallest?: number) => (context.startsWith('proposal:') ? other : seal)(context, text, smallest),
        open: (context: string, box: string | Buffer) => (typeof box === 'string' && box.startsWith('{') ? box : open(context, box)),
      });
    };
  }

  const faults: [string, () => void][] = [
    ['a row that says what was proposed and what became of it', () => sealedBy(() => (_, text) => text)],
    ['boxes that are as long as what they hold', () => sealedBy((seal) => (context, text) => seal(context, text, text.length * 500))],
    ['boxes that long bases do not fit', () => sealedBy((seal) => (context, text) => seal(context, text, 16_384))],
    ['an open entry of one that is declined', () => {
      const records = service.get(Records);
      const append = records.append.bind(records);
      records.append = (act) => append(act.act === 'proposal.declined' ? { ...act, secret: undefined as never, open: { proposal: 'finalize' } as never } : act);
    }],
  ];
  it.each(faults)('would be caught with %s', async (_, plant) => {
    plant();
    expect(await worlds()).toBeGreaterThan(1);
  });
});
