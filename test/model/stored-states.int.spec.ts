import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { applicationMachine } from '../../workflows/application.machine.js';
import { listMachine } from '../../workflows/list.machine.js';
import { checkModality } from '../../workflows/modality.check.js';
import { nominationMachine } from '../../workflows/nomination.machine.js';
import { objectionMachine } from '../../workflows/objection.machine.js';
import { takes, type Procedure } from '../../workflows/step.js';
import { Applications, ApplicationsQuery } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { entities, migrations } from '../../src/entities.js';
import { CirculateListHandler, ExtendSilenceHandler, FinalizeListHandler, List, Lists, Nomination, OverrideHoldHandler, TransmitToAssemblyHandler } from '../../src/lists/index.js';
import { MissionCodes, MissionLinks, MissionVisits } from '../../src/missions/index.js';
import { MissionVisit } from '../../src/missions/mission-link.entity.js';
import { ObjectionsQuery, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { Reader } from '../../src/platform/reader.js';
import { selectRows } from '../../src/platform/select.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';
import { signIn } from '../doors/office/console.js';

type Row = Record<string, string | number | null>;
interface Kept {
  /** The day on which it was stored. */
  stored: string;
  /** Migrations that had run by then; the later ones run over these rows. */
  migrations: string[];
  at: string;
  key: string;
  keys: Record<string, string>;
  tables: Record<string, Row[]>;
}

/** Rows as the service stored them, with the keys that seal them. Never written anew: a later state gets a file of its own beside it. */
const kept = JSON.parse(readFileSync(new URL('../data/stored-2026-11-24.json', import.meta.url), 'utf8')) as Kept;

/** The events that each state took when it was stored. */
const took: Record<'list' | 'nomination' | 'objection' | 'application', Record<string, string[]>> = {
  list: {
    draft: ['office.released', 'list.withdrawn'], circulated: ['silence.extended', 'silence.deadlinePassed', 'assembly.informed', 'list.withdrawn'],
    held: ['service.completed', 'hold.overridden', 'silence.openedAnew', 'assembly.informed', 'list.withdrawn'],
    objectionsConsidered: ['decision.recorded', 'silence.openedAnew', 'list.finalized', 'assembly.informed', 'list.withdrawn'],
    finalized: ['assembly.informed', 'assembly.noted'], noted: [], withdrawn: [],
  },
  // What is stored never says `objected`.
  nomination: {
    proposed: ['list.circulated', 'organization.withdrew'], circulated: ['objection.raised', 'list.finalized', 'organization.withdrew'],
    cleared: [], heldBack: [], withdrawn: [], excluded: [], admitted: [],
  },
  // Nor does it say that the silence has closed.
  objection: { raised: ['basis.stated', 'objection.withdrawn'], basisStated: ['basis.stated', 'objection.withdrawn'], withdrawn: [] },
  application: {
    draft: ['form.submitted', 'organization.withdrew'], submitted: ['form.amended', 'information.requested', 'screening.recommended', 'screening.decided', 'organization.withdrew'],
    informationRequested: ['information.received', 'screening.recommended', 'screening.decided', 'organization.withdrew'],
    eligible: ['screening.reopened', 'organization.withdrew'], notEligible: ['screening.reopened', 'organization.withdrew'], withdrawn: [],
  },
};
const machines = { list: listMachine, nomination: nominationMachine, objection: objectionMachine, application: applicationMachine };

/** States that were stored and that the machine does not know, or that take no longer what they took. */
function unread(table: keyof typeof machines, procedure: Procedure<string, object, { type: string }>): string[] {
  const states = [...new Set(kept.tables[table]!.map(({ state }) => String(state)))];
  return states.filter((state) => !procedure.machine.root.states[state] || took[table][state]!.some((type) => !takes(procedure, { value: state, context: {} }, type)));
}

describe('what was stored', () => {
  it.each(['list', 'nomination', 'objection', 'application'] as const)('of every %s is known to the machine, and takes what it took', (table) => {
    expect(new Set(kept.tables[table]!.map(({ state }) => state))).toEqual(new Set(Object.keys(took[table])));
    expect(unread(table, machines[table] as never)).toEqual([]);
  });

  it('would be missed under another name', () => {
    const { held, ...others } = listMachine.machine.root.states;
    const renamed = { ...listMachine, machine: { root: { states: { ...others, onHold: held } } } };
    expect(unread('list', renamed as never)).toEqual(['held']);
  });
});

eachDatabase('a database of 24 November 2026', (open) => {
  let database: Database;
  let service: Service;
  const list = (state: string): string => String(kept.tables['list']!.find((row) => row['state'] === state)!['id']);
  const later = { wallTime: '2030-01-15T17:00', zone: 'UTC' };

  beforeAll(async () => {
    database = await open();
    const { address } = database;
    const then = migrations.filter(({ name }) => kept.migrations.includes(name));
    expect(then.map(({ name }) => name)).toEqual(kept.migrations);
    const migrated = async (these: typeof migrations): Promise<DataSource> => {
      const common = { entities, migrations: these, synchronize: false } as const;
      const source = await new DataSource(address.kind === 'postgres' ? { type: 'postgres', url: address.url, ...common } : { type: 'better-sqlite3', database: address.file, ...common }).initialize();
      await source.runMigrations({ transaction: 'each' });
      return source;
    };
    const source = await migrated(then);
    for (const [table, rows] of Object.entries(kept.tables)) {
      await source.query(`DELETE FROM "${table}"`);
      const flags = source.entityMetadatas.find(({ tableName }) => tableName === table)!.columns.filter(({ type }) => type === 'boolean').map(({ databaseName }) => databaseName);
      for (const row of rows) {
        const columns = Object.keys(row);
        const values = columns.map((column) => (address.kind === 'postgres' && flags.includes(column) && row[column] !== null ? row[column] === 1 : row[column]));
        const places = columns.map((_, at) => (address.kind === 'postgres' ? `$${at + 1}` : '?'));
        await source.query(`INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join()}) VALUES (${places.join()})`, values);
      }
    }
    // The record of that day was not kept: one entry stands for it.
    await source.query(`INSERT INTO "record_entry" ("seq", "id", "listId", "entry", "hash", "sealed") VALUES (1, 'kept', NULL, '{}', 'kept', 'v1.AQID')`);
    await source.destroy();
    // Somebody has come, and mistyped a code, before that had to be sealed.
    const before = await migrated(migrations.filter(({ name }) => !name.startsWith('QuietRounds')));
    const of = `'${list('circulated')}', 'KE'`;
    await before.query(`INSERT INTO "mission_opening" ("listId", "iso2", "firstAt", "lastAt") VALUES (${of}, '2026-11-24T10:00:00.000Z', '2026-11-24T11:00:00.000Z')`);
    await before.query(`INSERT INTO "mission_code" ("listId", "iso2", "generation", "tries", "triesLeft") VALUES (${of}, 1, 3, 1)`);
    await before.destroy();
    const keyFile = join(mkdtempSync(join(tmpdir(), 'nemcon-kept-')), 'key');
    mkdirSync(`${keyFile}.store`);
    writeFileSync(keyFile, `${kept.key}\n`);
    for (const [name, text] of Object.entries(kept.keys)) writeFileSync(join(`${keyFile}.store`, name), `${text}\n`);
    service = await startService({ database: address, keyFile, now: kept.at });
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  it('is shown in the console: every list, and every application to who asks for it', async () => {
    const console = await signIn(service);
    for (const { id } of kept.tables['list']!) expect([id, (await console.get(`/office/lists/${id}/names`)).status]).toEqual([id, 200]);
    for (const { id } of kept.tables['application']!) {
      expect((await service.get(ApplicationsQuery).status(await service.get(Applications).find(String(id)))).status).toMatch(/^[a-zA-Z]+$/);
    }
  });

  it('has modalities that are read as they were written, whatever has become of their fields', async () => {
    for (const { modality } of await service.get(Conferences).all()) expect(checkModality(modality)).toEqual([]);
  });

  it('opens what was sealed, and its links still open the list', async () => {
    const { objections } = await service.get(ObjectionsQuery).ofList(list('circulated'), officer);
    expect(objections.map(({ iso2, state, basis }) => [iso2, state, basis]).sort()).toEqual([['BR', 'basisStated', 'An invented basis'], ['FR', 'raised', null], ['KE', 'withdrawn', null]]);
    const token = service.get(MissionLinks).token(list('circulated'), 'FR', 1);
    const opened = await fetch(`${service.url}/m/${token}`, { method: 'POST', body: new URLSearchParams({ memberState: 'FR' }), redirect: 'manual' });
    expect([opened.status, opened.headers.get('location')]).toEqual([303, `/m/list/${list('circulated')}`]);
  });

  it('has its boxes in bytes like new ones, so that one that is sealed anew does not stand out', async () => {
    const boxes = (table: string, which: string) => selectRows<{ sealed: Buffer }>(service.get(Reader).manager, `SELECT "sealed" FROM "${table}" WHERE ${which}`, []);
    for (const table of ['objection', 'filing']) expect(new Set((await boxes(table, '1 = 1')).map(({ sealed }) => sealed[0]))).toEqual(new Set([2]));
    expect((await boxes('record_entry', `"id" = 'kept'`)).map(({ sealed }) => [...sealed])).toEqual([[2, 1, 2, 3]]);
  });

  it('keeps who had opened its page and how often a code was wrong, sealed once the service has started', async () => {
    expect(await service.get(MissionVisits).of(list('circulated'))).toMatchObject({ KE: { openedAt: '2026-11-24T10:00:00.000Z', tries: 2 } });
    expect(await service.get(MissionCodes).ofList(list('circulated'))).toMatchObject([{ iso2: 'KE', triesLeft: 1 }]);
    const rows = await service.get(Reader).manager.find(MissionVisit);
    expect(rows.map(({ sealed }) => /^v1\.[\w-]+$/.test(sealed))).toEqual(rows.map(() => true));
  });

  it('goes on from each state by its next step, and from the last ones by none', async () => {
    const get = <T>(type: new (...args: never[]) => T): T => service.get(type);
    const stateOf = async (id: string): Promise<List['state']> => (await get(Lists).find(id)).state;
    const finalize = (listId: string) => get(FinalizeListHandler).execute({ listId }, officer);
    const ids = Object.fromEntries(Object.keys(took.list).map((state) => [state, list(state)])) as Record<List['state'], string>;
    const [raised] = (await get(ObjectionsQuery).ofList(ids.circulated, officer)).objections.filter(({ iso2 }) => iso2 === 'FR');
    await get(WithdrawObjectionHandler).execute({ listId: ids.circulated, objectionId: raised!.id }, { kind: 'mission', iso2: 'FR', listId: ids.circulated });
    await get(CirculateListHandler).execute({ listId: ids.draft, ...later }, officer);
    await get(OverrideHoldHandler).execute({ listId: ids.held, reason: 'Invented' }, officer);
    await finalize(ids.held);
    await get(ExtendSilenceHandler).execute({ listId: ids.objectionsConsidered, kind: 'anew', reason: 'Invented', ...later }, officer);
    await get(TransmitToAssemblyHandler).execute({ listId: ids.finalized, which: 'final', symbol: 'A/INF/3' }, officer);
    for (const end of ['noted', 'withdrawn'] as const) await expect(finalize(ids[end])).rejects.toMatchObject({ rule: 'not-in-this-state' });
    expect(await Promise.all([ids.draft, ids.held, ids.objectionsConsidered].map(stateOf))).toEqual(['circulated', 'finalized', 'circulated']);
    const names = await service.get(Reader).manager.findBy(Nomination, { listId: ids.held });
    expect(names.map(({ state }) => state)).toEqual(['cleared', 'cleared']);
  });
});
