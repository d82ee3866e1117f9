import { setTimeout as wait } from 'node:timers/promises';
import { Relay } from '../../src/delivery/index.js';
import { memberStates } from '../../src/directory/index.js';
import { DeliveriesQuery, Lists, Nomination } from '../../src/lists/index.js';
import { MissionLinks, MissionSessions } from '../../src/missions/index.js';
import { ObjectionsQuery } from '../../src/objections/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { startProcess, type Process, type Setup } from '../support/processes.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { freePort, startService } from '../support/service.js';
import { startSmtp, type Mail } from '../support/smtp.js';

const now = '2026-12-01T15:00:00.000Z';

const until = async (done: () => boolean | Promise<boolean>): Promise<void> => { while (!(await done())) await wait(20); };
const addressOf = (iso2: string): string => `mission.${iso2.toLowerCase()}@missions.example`;

eachDatabase('a service that is killed while it sends', (open, kind) => {
  let database: Database;
  beforeEach(async () => { database = await open(); });
  afterEach(() => database.drop());

  /** Kills the service twice amid its letters and starts it anew each time; what was wrong with what arrived, in words. */
  async function killed(fault?: Setup['fault']): Promise<{ faults: Set<string>; twice: number }> {
    // From here the list is circulated; nothing is sent or noticed here, so that others do.
    const service = await startService({ database: database.address, now, ticks: false });
    const smtp = await startSmtp();
    const { listId } = await circulatedRound(service, { names: 5 });
    const setup: Setup = { database: database.address, keyFile: service.keyFile, port: await freePort(), now, smtpUrl: smtp.url, ...(fault ? { fault } : {}) };
    const left = () => service.get(Reader).manager.createQueryBuilder(OutboxMessage, 'm').where('m.listId = :listId AND m.state <> :accepted', { listId, accepted: 'accepted' }).getCount();
    // The server takes these, and the service never hears of it.
    const unheard = new Set(memberStates().slice(0, 5).map(({ iso2 }) => addressOf(iso2)));
    smtp.behave = (address) => (unheard.has(address) ? 'silent' : 'accept');
    for (const arrived of [40, 110]) {
      const life = await startProcess(setup);
      await until(async () => smtp.mails.length >= arrived || (await left()) === 0);
      await life.end('SIGKILL');
      smtp.behave = () => 'accept';
      // Five minutes later what it had in hand is anybody's again.
      await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "claimedUntil" = '2000-01-01T00:00:00.000Z' WHERE "claimedUntil" IS NOT NULL`));
    }
    const last = await startProcess(setup);
    await until(async () => (await left()) === 0);
    await last.end('SIGTERM');
    const result = { faults: new Set(faultsOf(smtp.mails)), twice: smtp.mails.length - new Set(smtp.mails.map(({ to }) => to)).size };
    await smtp.close();
    await service.close();
    return result;
  }

  function faultsOf(mails: Mail[]): string[] {
    return memberStates().flatMap(({ iso2 }) => {
      const letters = mails.filter(({ to }) => to === addressOf(iso2));
      const different = new Set(letters.map(({ raw }) => raw.toString())).size;
      return [...(letters.length ? [] : ['a Mission got none']), ...(different > 1 ? ['a Mission got two that differ'] : [])];
    });
  }

  it('loses no letter, and sends no Mission a second one that differs', async () => {
    const { faults, twice } = await killed();
    expect([...faults]).toEqual([]);
    expect(twice).toBeGreaterThan(0);
  });

  // One planted fault on each database: a fault is the same fault on both, and each takes three processes.
  it(kind === 'SQLite' ? 'would be caught with letters that hold the moment of the try' : 'would be caught marking letters before they are sent', async () => {
    const { faults } = await killed(kind === 'SQLite' ? 'words of the moment' : 'settled before it is sent');
    expect([...faults]).toContain(kind === 'SQLite' ? 'a Mission got two that differ' : 'a Mission got none');
  });
});

eachService('the last seconds of the silence', { now, ticks: false }, (service, { database, kind }) => {
  /** 193 Missions file while the service is made to make the list final; over two processes where the database serves two. */
  async function race(fault?: Setup['fault']): Promise<{ faults: string[]; onTime: number; late: number }> {
    service.setTime(now);
    const { listId, ids } = await circulatedRound(service, { names: 20 });
    await until(async () => { await service.get(Relay).drain(); return (await service.get(DeliveriesQuery).counts(listId, 'missions')).queued === 0; });
    const sessions = await Promise.all(memberStates().map(async ({ iso2 }) => (
      (await service.get(MissionSessions).open({ token: service.get(MissionLinks).token(listId, iso2, 1), memberState: iso2 })).session
    )));
    const processes = await Promise.all((kind === 'SQLite' ? [1] : [1, 2]).map(async () => startProcess({ database: database.address, keyFile: service.keyFile, port: await freePort(), now, ...(fault ? { fault } : {}) })));
    const setTime = (instant: string) => Promise.all(processes.map((process) => process.setOffset(Date.parse(instant) - Date.now())));
    const file = async (token: string, at: number): Promise<number> => {
      const body = JSON.stringify({ objections: [{ nominationId: ids[at % 20] }] });
      return (await fetch(`${processes[at % processes.length]!.url}/api/v1/mission/objections`, { method: 'POST', body, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } })).status;
    };
    const tryToFinalize = async (process: Process): Promise<number> => {
      let done = 0;
      for (let tries = 0; tries < 12; tries++) {
        if (await process.finalize(listId)) done++;
        await wait(400);
      }
      return done;
    };
    // However slow the machine is, the first are in time, and the last are not.
    await setTime('2026-12-10T12:00:00.000Z');
    const sooner = await Promise.all(sessions.slice(0, 40).map(file));
    await setTime('2026-12-15T21:59:58.000Z');
    const then = sessions.slice(40).map(async (token, at) => { await wait(at * 25); return file(token, 40 + at); });
    const [later, finals] = await Promise.all([Promise.all(then), Promise.all(processes.map(tryToFinalize))]);
    const filed = [...sooner, ...later];
    await Promise.all(processes.map((process) => process.end('SIGTERM')));
    const onTime = filed.filter((status) => status === 201).length;
    const late = filed.filter((status) => status === 409).length;
    const { objections } = await service.get(ObjectionsQuery).ofList(listId, officer);
    const objected = new Set(objections.map(({ nominationId }) => nominationId));
    const names = await service.get(Reader).manager.findBy(Nomination, { listId });
    const faults = [
      finals.reduce((sum, done) => sum + done, 0) === 1 ? '' : 'not made final once',
      (await service.get(Lists).find(listId)).state === 'finalized' ? '' : 'not final',
      onTime + late === 193 ? '' : 'a filing answered neither yes nor no',
      objections.length === onTime ? '' : 'acknowledged and kept differ',
      objections.some(({ raisedAt }) => raisedAt > '2026-12-15T22:00:00.000Z') ? 'a late objection kept' : '',
      names.some(({ id, state }) => state !== (objected.has(id) ? 'heldBack' : 'cleared')) ? 'a name with the wrong outcome' : '',
    ].filter(Boolean);
    return { faults, onTime, late };
  }

  it('lose no filing and take none late, and the list is made final once', async () => {
    const { faults, onTime, late } = await race();
    expect(faults).toEqual([]);
    expect([onTime > 0, late > 0]).toEqual([true, true]);
  });

  it('would be caught filing under a list that was read before it changed', async () => {
    expect((await race('list read before it changed')).faults).toContain('a late objection kept');
  });
});
