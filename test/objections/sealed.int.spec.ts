import { readFileSync } from 'node:fs';
import { memberStates } from '../../src/directory/index.js';
import { DestroyKeyHandler, FinalizeListHandler } from '../../src/lists/index.js';
import { MissionLinks, MissionSessions } from '../../src/missions/index.js';
import { MakeStatementHandler, ObjectionsQuery, RaiseObjectionsHandler, RecordObjectionsHandler, StateBasisHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { Clock } from '../../src/platform/clock.js';
import { KeyStore } from '../../src/platform/key-store.js';
import { Keys, Ring, tokenHash } from '../../src/platform/keys.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { asText, rawBytes } from '../support/raw-bytes.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { startService } from '../support/service.js';

eachService('a copy of the database without the key', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service, { database }) => {
  const canaries = { basis: 'CANARY-basis-7f3a', later: 'CANARY-later-91cc', letter: 'CANARY-note-verbale-55d0', scan: 'CANARY-scan-aa17', draft: 'CANARY-draft-c3e8' };

  it('holds neither who objected, nor to whom, nor why, nor when', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 4, addresses: false });
    const mission = { kind: 'mission', iso2: 'KE', listId } as const;
    const token = service.get(MissionLinks).token(listId, 'KE', 1);
    const { session } = await service.get(MissionSessions).open({ token, memberState: 'KE' });
    await service.get(MissionSessions).keepDraft(session, listId, { names: [{ nominationId: ids[0]!, basis: canaries.draft }], basisForAll: '' });
    service.setTime('2026-12-02T11:22:33.444Z');
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: canaries.basis }, { nominationId: ids[1]!, basis: null }] }, mission);
    await service.get(RecordObjectionsHandler).execute({
      listId, states: ['KE'], items: [{ nominationId: ids[2]!, basis: null }], reference: canaries.letter, receivedAt: '2026-12-02T10:00:00.000Z',
      scan: { name: 'note.pdf', base64: Buffer.from(`%PDF-1.7 ${canaries.scan}`).toString('base64') },
    }, officer);
    const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'KE');
    await service.get(StateBasisHandler).execute({ listId, objectionId: objections.find(({ basis }) => !basis)!.id, basis: canaries.later }, mission);
    await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: objections[0]!.id }, mission);

    const bytes = await rawBytes(database);
    expect(bytes.includes('Invented Association 3')).toBe(true); // the look into the bytes works
    for (const canary of Object.values(canaries)) {
      expect(bytes.includes(canary)).toBe(false);
      expect(bytes.includes(Buffer.from(canary).toString('base64').slice(0, 16))).toBe(false);
    }
    // No row beside the objection, its filing or its entry ties it to a State, a name or a time.
    for (const table of ['objection', 'filing', 'attachment']) {
      const rows = asText(await service.get(UnitOfWork).run((tx) => tx.query(`SELECT * FROM "${table}"`)) as object[]);
      for (const word of ['"KE"', ...ids, '2026-12-02T11:22', token, session]) expect(rows.replaceAll(listId, '')).not.toContain(word);
    }
    const entries = JSON.stringify(await service.get(UnitOfWork).run((tx) => tx.query(`SELECT "entry" FROM "record_entry" WHERE "sealed" IS NOT NULL`)));
    for (const word of ['"KE"', ...ids, '2026-12-02', listId, 'objection']) expect(entries.replaceAll('\\"', '"')).not.toContain(word);
    // The instant of filing stands nowhere in the clear.
    expect(bytes.includes('2026-12-02T11:22:33')).toBe(false);
  });

  it('shows no ticks in a session: drafts are of one size', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 30, addresses: false });
    const { session } = await service.get(MissionSessions).open({ token: service.get(MissionLinks).token(listId, 'FR', 1), memberState: 'FR' });
    const size = async (): Promise<number> => {
      const rows = await service.get(UnitOfWork).run((tx) => tx.query(`SELECT "draft" FROM "mission_session" WHERE "tokenHash" = '${tokenHash(session)}'`)) as { draft: string }[];
      return rows[0]!.draft.length;
    };
    const empty = await size();
    await service.get(MissionSessions).keepDraft(session, listId, { names: ids.map((nominationId) => ({ nominationId, basis: [...PROSE].slice(0, 4_000).join('') })), basisForAll: 'Another' });
    expect(await size()).toBe(empty);
  });

  /** Prose as people write it, without repetition: it deflates no better than theirs. */
  const PROSE = [...readFileSync('templates/locales/fr/rules.json', 'utf8').matchAll(/: "([^"]+)"/g)].map(([, text]) => text).join(' ');
  const sizesOf = async (table: string, of: string): Promise<Set<number>> =>
    new Set((await service.get(UnitOfWork).run((tx) => tx.query(`SELECT "sealed" FROM "${table}" WHERE "listId" = '${of}' AND "sealed" IS NOT NULL`)) as { sealed: Buffer }[]).map(({ sealed }) => sealed.length));
  /** How many sizes the boxes of each kind have, and in how many ways rows of objections look, after filings as unlike each other as can be. */
  async function kinds(): Promise<Record<string, number>> {
    const { listId, ids } = await circulatedRound(service, { names: 300, addresses: false });
    const raise = (iso2: string, names: string[], basis: string | null) =>
      service.get(RaiseObjectionsHandler).execute({ items: names.map((nominationId) => ({ nominationId, basis })) }, { kind: 'mission', iso2, listId });
    await raise('FR', [ids[0]!], null);
    await raise('CL', [ids[0]!], [...PROSE].slice(0, 4_000).join(''));
    await raise('KE', ids, null);
    await service.get(RecordObjectionsHandler).execute({
      listId, states: memberStates().map(({ iso2 }) => iso2).filter((iso2) => !['FR', 'CL', 'KE'].includes(iso2)), items: [{ nominationId: ids[1]!, basis: null }], reference: [...PROSE].slice(5_000, 5_500).join(''), receivedAt: service.get(Clock).now(),
    }, { ...officer, name: PROSE.slice(6_000, 6_100), proposer: { id: 'two', name: PROSE.slice(6_100, 6_200), reason: [...PROSE].slice(0, 1_000).join('') } });
    await service.get(MakeStatementHandler).execute({ kind: 'mission', iso2: 'KE', listId });
    const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
    await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: objections[0]!.id }, { kind: 'mission', iso2: 'FR', listId });
    const rows = await service.get(UnitOfWork).run((tx) => tx.query(`SELECT * FROM "objection" WHERE "listId" = '${listId}'`)) as Record<string, string | Buffer>[];
    const looks = new Set(rows.map((row) => JSON.stringify(Object.entries(row).map(([column, value]) => [column, column === 'sealed' ? value[0] : value.length]))));
    return { objection: (await sizesOf('objection', listId)).size, filing: (await sizesOf('filing', listId)).size, record_entry: (await sizesOf('record_entry', listId)).size, looks: looks.size };
  }

  it('shows boxes of one size for each kind, whether a basis is as long as can be or none, of one name or all, and no row tells that an objection was withdrawn', async () => {
    expect(await kinds()).toEqual({ objection: 1, filing: 1, record_entry: 1, looks: 1 });
  });

  it('would be caught with boxes as long as what they hold, and with a tag that tells who has withdrawn', async () => {
    const seal = Ring.prototype.sealBytes;
    Ring.prototype.sealBytes = function (context, text) { return seal.call(this, context, text, [512, 4_096, 16_384, 65_536][Math.min(3, Math.floor(text.length / 900))]!); };
    const { objection, filing, record_entry: entry } = await kinds().finally(() => { Ring.prototype.sealBytes = seal; });
    expect(Math.min(objection!, filing!, entry!)).toBeGreaterThan(1);
    const work = service.get(WithdrawObjectionHandler);
    const execute = work.execute.bind(work);
    work.execute = async (what, actor) => {
      const done = await execute(what, actor);
      await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "objection" SET "uniqueTag" = 'withdrawn ${what.objectionId}' WHERE "id" = '${what.objectionId}'`));
      return done;
    };
    expect(await kinds().finally(() => { work.execute = execute; })).toMatchObject({ objection: 1, looks: 2 });
  });

  it('opens again after the master key was rotated while the service ran, and in a service started later', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 2, addresses: false });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: 'Invented' }] }, { kind: 'mission', iso2: 'FR', listId });
    const old = readFileSync(service.keyFile, 'utf8');
    // Another process rotates.
    expect(await new KeyStore(service.keyFile).rotate()).toBeGreaterThan(2);
    expect(readFileSync(service.keyFile, 'utf8')).not.toBe(old);
    await new Promise((done) => setTimeout(done, 1_100));
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[1]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    expect((await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections).toHaveLength(2);
    if (database.address.kind === 'postgres') {
      const other = await startService({ database: database.address, keyFile: service.keyFile, now: '2026-12-01T15:00:00.000Z' });
      expect((await other.get(ObjectionsQuery).ofState(listId, 'FR')).objections.map(({ basis }) => basis)).toContain('Invented');
      await other.close();
    }
    // The old master alone opens nothing.
    expect(() => KeyStore.init(service.keyFile)).toThrow('key-exists');
  });

  it('stays closed for ever once the key of the list is destroyed, in the running service too; the record still verifies', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: true, wallTime: '2026-12-20T17:00' });
    const { listId: other, ids: others } = await circulatedRound(service, { names: 2, addresses: false });
    for (const [list, name] of [[listId, ids[0]!], [other, others[0]!]] as const) {
      await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: name, basis: 'Invented' }] }, { kind: 'mission', iso2: 'FR', listId: list });
    }
    await expect(service.get(DestroyKeyHandler).execute({ listId }, officer)).rejects.toThrow('not-in-this-state');
    const { Relay } = await import('../../src/delivery/index.js');
    await service.get(Relay).drain();
    service.setTime('2026-12-21T15:00:00.000Z');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    await service.get(DestroyKeyHandler).execute({ listId, early: 'Invented' }, officer);
    service.setTime('2026-12-02T15:00:00.000Z');
    await expect(service.get(ObjectionsQuery).ofList(listId, officer)).rejects.toThrow('key-destroyed');
    await expect(service.get(ObjectionsQuery).ofState(listId, 'FR')).rejects.toThrow('key-destroyed');
    await expect(service.get(Keys).createForList(listId)).rejects.toThrow('list-');
    const timeline = await service.get(Records).timeline(listId);
    expect(timeline.filter(({ act }) => act === 'confidential')).toHaveLength(1);
    expect(timeline.at(-1)!.act).toBe('key.destroyed');
    // Other lists are as they were.
    expect((await service.get(ObjectionsQuery).ofList(other, officer)).objections).toHaveLength(1);
  });
});
