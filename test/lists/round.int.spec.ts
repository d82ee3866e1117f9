import type { EntityManager } from 'typeorm';
import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { Relay } from '../../src/delivery/index.js';
import { Ticker } from '../../src/delivery/ticker.js';
import { memberStates } from '../../src/directory/index.js';
import { CirculateListHandler, CorrectAssemblyHandler, CreateListHandler, DecideNominationsHandler, Decisions, EditNamesHandler, ExtendSilenceHandler, FinalizeListHandler, ListFiles, Lists, MarkNotedHandler, NameBook, Nomination, RemindersHandler, ResendNoticeHandler, StatusQuery, TransmitToAssemblyHandler, WithdrawNominationHandler, type AssemblyEntry } from '../../src/lists/index.js';
import { MissionLinks, MissionVisits } from '../../src/missions/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, StateBasisHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { Reminder } from '../../src/lists/reminder.entity.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Catalogs } from '../../src/platform/i18n.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { modalities } from '../../workflows/modalities/index.js';
import { plant } from '../model/walk.js';
import { signIn } from '../doors/office/console.js';
import { circulatedRound, draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

eachService('the round', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service, { kind }) => {
  it('goes from the draft to a final list noted by the Assembly', async () => {
    const { listId, ids } = await circulatedRound(service);
    await service.get(Relay).drain();
    const receipt = await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }, { nominationId: ids[1]!, basis: 'Invented basis' }] }, { kind: 'mission', iso2: 'FR', listId });
    expect(receipt.names).toBe(2);
    const reference = service.get(Keys).reference(ids[0]!);
    expect((await service.get(StatusQuery).byReference(reference))?.status).toBe('underConsideration');
    service.setTime('2026-12-15T22:00:02.000Z');
    await expect(service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[2]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId })).rejects.toMatchObject({ rule: 'silence-not-running' });
    // Whoever is told of the list again is told of the final one.
    await expect(service.get(ResendNoticeHandler).execute({ listId, iso2: 'FR' }, officer)).rejects.toMatchObject({ rule: 'resend-after-silence' });
    expect(await service.get(FinalizeListHandler).execute({ listId }, officer)).toMatchObject({ final: 8, notFinal: 2 });
    expect((await service.get(StatusQuery).byReference(reference))?.status).toBe('notOnFinalList');
    await service.get(TransmitToAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/9' }, officer);
    for (const [on, rule] of [['2026-02-30', 'date-shape'], ['2026-11-30', 'noted-before-circulation'], ['2026-12-16', 'noted-in-future']]) {
      await expect(service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: on! }, officer)).rejects.toMatchObject({ faults: [{ field: 'on', rule }] });
    }
    await service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: '2026-12-15' }, officer);
    expect((await service.get(Lists).find(listId)).state).toBe('noted');

    // What was mistyped of the Assembly is put right by an approver, through the page; the record keeps both.
    const correct = (which: AssemblyEntry, symbol: string, on?: string) => service.get(CorrectAssemblyHandler).execute({ listId, which, symbol, ...(on ? { on } : {}), reason: 'A typing error' }, officer);
    await expect(correct('proposed', 'A/72/INF/1')).rejects.toThrow('assembly-not-entered');
    await expect(correct('noted', 'A/72/PV.100', '2026-12-15')).rejects.toMatchObject({ faults: [{ rule: 'correction-same' }] });
    await expect(correct('noted', 'A/72/PV.101', '2026-12-16')).rejects.toMatchObject({ faults: [{ field: 'on', rule: 'noted-in-future' }] });
    await expect(service.get(CorrectAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/10', reason: 'A typing error' }, { ...officer, roles: ['drafter'] })).rejects.toThrow('role-lacks-right');
    await correct('final', 'A/72/INF/10');
    const console = await signIn(service);
    const form = `/office/lists/${listId}/acts/correct-assembly`;
    expect((await console.get(`/office/lists/${listId}`)).text).toContain(`${form}?which=noted`);
    const sent = { which: 'noted', symbol: 'A/72/PV.101', on: '2026-12-14', reason: 'The day was another one' };
    const shown = (await console.post(form, `${form}?which=noted`, { stage: 'preview', ...sent })).text;
    for (const words of ['A/72/PV.100', 'A/72/PV.101', '15 December 2026', '14 December 2026']) expect(shown).toContain(words);
    expect((await console.post(form, `${form}?which=noted`, { stage: 'act', typed: '6b', ...sent })).location).toBe(`/office/lists/${listId}`);
    expect(await service.get(Lists).find(listId)).toMatchObject({ state: 'noted', finalSymbol: 'A/72/INF/10', notedSymbol: 'A/72/PV.101', notedOn: '2026-12-14' });
    const timeline = (await console.get(`/office/lists/${listId}/timeline`)).text;
    for (const words of ['A/72/INF/9', 'A/72/INF/10', 'A/72/PV.100', 'A/72/PV.101', 'The day was another one']) expect(timeline).toContain(words);
  });

  it('counts the names that stand in every letter of the silence alike', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 3 });
    await service.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[0]!, reason: '' }, officer);
    await service.get(ResendNoticeHandler).execute({ listId, iso2: 'FR' }, officer);
    await service.get(RemindersHandler).plan({ listId, dueAt: null, audience: 'all' }, officer);
    await service.get(ExtendSilenceHandler).execute({ listId, reason: 'Invented', wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    const letters = await service.get(Reader).manager.findBy(OutboxMessage, { listId, iso2: 'FR' });
    expect(letters.map(({ notice, data }) => `${notice} ${String(data['names'])}`).sort()).toEqual(['circulation 2', 'circulation 3', 'extension 2', 'reminder 2']);
  });

  it.each(['all', 'notOpened'] as const)('reminds %s: of 193 Missions one has opened its page', async (audience) => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId } = await circulatedRound(service, { names: 1 });
    await fetch(`${service.url}/m/${service.get(MissionLinks).token(listId, 'KE', 1)}`, { method: 'POST', body: new URLSearchParams({ memberState: 'KE' }), redirect: 'manual' });
    expect(Object.keys((await service.get(MissionVisits).of(listId))!)).toEqual(['KE']);
    await service.get(RemindersHandler).plan({ listId, dueAt: null, audience }, officer);
    const reminded = (await service.get(Reader).manager.findBy(OutboxMessage, { listId, notice: 'reminder' })).map(({ iso2 }) => iso2);
    const wanted = memberStates().map(({ iso2 }) => iso2).filter((iso2) => audience === 'all' || iso2 !== 'KE');
    expect(wanted).toHaveLength(audience === 'all' ? 193 : 192);
    expect(reminded.sort()).toEqual(wanted.sort());
  });

  it('does not begin with a draft whose names are all withdrawn, and of others counts, tells and shows only those that stand', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await draftRound(service, { names: 2, addresses: false });
    const choice = { wallTime: '2026-12-15T17:00', zone: 'America/New_York' };
    for (const nominationId of ids) await service.get(WithdrawNominationHandler).execute({ listId, nominationId, reason: 'Invented' }, officer);
    await expect(service.get(CirculateListHandler).execute({ listId, ...choice }, officer)).rejects.toMatchObject({ rule: 'list-empty' });
    expect((await service.get(Lists).find(listId)).state).toBe('draft');
    const { ids: [left] } = await service.get(EditNamesHandler).add({ listId, names: [invented(5), { ...invented(7), contactEmail: 'standing@invented.example' }] }, officer);
    // As versions before left it: marked, and still among the names of the draft.
    await service.get(UnitOfWork).run((tx) => tx.update(Nomination, { id: left! }, { state: 'withdrawn' }));
    expect(await service.get(CirculateListHandler).preview(listId, choice)).toMatchObject({ names: 1, acknowledgements: 1 });
    expect(await service.get(CirculateListHandler).execute({ listId, ...choice }, officer)).toMatchObject({ names: 1, acknowledgements: 1 });
    const letters = await service.get(Reader).manager.findBy(OutboxMessage, { listId });
    // A name that left the draft is on no list that anybody sees, nor in its files.
    const list = await service.get(Lists).find(listId);
    expect((await service.get(NameBook).of(list)).names.map(({ name }) => name)).toEqual(['Invented Association 7']);
    const { bytes } = await service.get(ListFiles).make(list, 'proposed', 'csv', 'en', service.get(Catalogs).in('en'));
    expect([bytes.toString().includes('Association 7'), /Association [05]/.test(bytes.toString())]).toEqual([true, false]);
    expect(await service.get(StatusQuery).byReference(service.get(Keys).reference(left!))).toBeNull();
    // The first of the withdrawn names has a contact as well, and gets no letter.
    expect([invented(0).contactEmail, letters.filter(({ iso2 }) => !iso2).map(({ address }) => address)]).toEqual(['contact0@invented0.example', ['standing@invented.example']]);
  });

  it('takes only the decisions that the modality gives the body, and under a reference', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const modality = structuredClone(modalities.find(({ id }) => id === 'contested-by-name')!);
    modality.id = 'two-outcomes';
    modality.decision!.outcomes = ['include', 'exclude'];
    const { listId, ids } = await circulatedRound(service, { names: 2, modality });
    await service.get(Relay).drain();
    await service.get(RaiseObjectionsHandler).execute({ items: ids.map((nominationId) => ({ nominationId, basis: null })) }, { kind: 'mission', iso2: 'FR', listId });
    service.setTime('2026-12-16T15:00:00.000Z');
    const decide = (second: 'include' | 'exclude' | 'defer', reference: string) => service.get(DecideNominationsHandler).execute(
      { listId, decisions: [{ nominationId: ids[0]!, decision: 'include' }, { nominationId: ids[1]!, decision: second }], reference }, officer,
    );
    await expect(decide('defer', 'A/DEC/1')).rejects.toMatchObject({ faults: [{ field: 'decision', row: 2, rule: 'decision-not-foreseen' }] });
    await expect(decide('exclude', ' ')).rejects.toMatchObject({ faults: [{ field: 'reference', rule: 'reference-empty' }] });
    expect(await service.get(Lists).sizes(listId)).toMatchObject({ final: 0 });
    // Recorded anew, the last one counts; what is stored of the names does not change until the list is final.
    await decide('include', 'A/DEC/1');
    await decide('exclude', 'A/DEC/2');
    expect(await service.get(Lists).sizes(listId)).toMatchObject({ final: 0 });
    expect([...(await service.get(Decisions).ofList(listId, officer)).values()].map(({ decision, reference }) => [decision, reference]).sort()).toEqual([['exclude', 'A/DEC/2'], ['include', 'A/DEC/2']]);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await service.get(Lists).sizes(listId)).toMatchObject({ final: 1 });
  });

  describe('of two acts at one moment', () => {
    /** Runs `race` as the service is, and once more where its transactions do without a lock. SQLite has one writer and needs none. */
    async function raced<T>(race: () => Promise<T>, without: (tx: EntityManager) => Partial<EntityManager>): Promise<{ as: T; unlocked: T | null }> {
      service.setTime('2026-12-01T15:00:00.000Z');
      const as = await race();
      if (kind === 'SQLite') return { as, unlocked: null };
      const remove = plant(service.get(UnitOfWork), 'run', (run) => (work) => run((tx) => work(Object.assign(Object.create(tx) as EntityManager, without(tx)))));
      try {
        return { as, unlocked: await race() };
      } finally {
        remove();
      }
    }
    const fulfilled = async (acts: Promise<unknown>[]): Promise<number> => (await Promise.allSettled(acts)).filter(({ status }) => status === 'fulfilled').length;

    it('a withdrawal stands, and is recorded once', async () => {
      const { as, unlocked } = await raced(async () => {
        const { listId, ids } = await circulatedRound(service, { names: 20, addresses: false });
        const mission = { kind: 'mission', iso2: 'KE', listId } as const;
        const standing = async () => (await service.get(ObjectionsQuery).ofState(listId, 'KE')).objections.filter(({ state }) => state !== 'withdrawn');
        const withdraw = (objectionId: string) => service.get(WithdrawObjectionHandler).execute({ listId, objectionId }, mission);
        await service.get(RaiseObjectionsHandler).execute({ items: ids.map((nominationId) => ({ nominationId, basis: null })) }, mission);
        let twice = 0;
        for (const { id } of (await standing()).slice(0, 10)) twice += (await fulfilled([withdraw(id), withdraw(id)])) - 1;
        for (const { id } of await standing()) await fulfilled([withdraw(id), service.get(StateBasisHandler).execute({ listId, objectionId: id, basis: 'Invented' }, mission)]);
        return { twice, again: (await standing()).length };
      }, (tx) => ({ findOne: ((entity: never, { lock: _, ...options }: { lock?: unknown }) => tx.findOne(entity, options as never)) as never }));
      expect(as).toEqual({ twice: 0, again: 0 });
      if (unlocked) expect([unlocked.twice > 0, unlocked.again > 0]).toEqual([true, true]);
    });

    it('a list that cannot be closed keeps no other open and no reminder back, and letters that take long hold up neither', async () => {
      service.setTime('2026-12-01T15:00:00.000Z');
      const [faulty, other, reminded] = [await circulatedRound(service, { names: 1 }), await circulatedRound(service, { names: 1 }), await circulatedRound(service, { names: 1, wallTime: '2026-12-30T17:00' })];
      await service.get(RemindersHandler).plan({ listId: reminded.listId, dueAt: '2026-12-17T15:00:00.000Z', audience: 'all' }, officer);
      let slowly = (): void => undefined;
      const sending = new Promise<void>((begun) => { slowly = begun; });
      const [slow, wrong] = [
        plant(service.get(Relay), 'drain', () => () => {
          slowly();
          return new Promise<void>(() => undefined);
        }),
        plant(service.get(Lists), 'lockSettled', (lock) => (tx, id, at) => (id === faulty.listId ? Promise.reject(new Error('planted')) : lock(tx, id, at))),
      ];
      void service.get(Ticker).tick();
      await sending;
      service.setTime('2026-12-17T15:00:00.000Z');
      await service.get(Ticker).tick();
      slow();
      wrong();
      expect((await service.get(Lists).find(other.listId)).state).not.toBe('circulated');
      expect(await service.get(RemindersHandler).of(reminded.listId)).toMatchObject([{ sentAt: expect.any(String) }]);
      expect((await service.get(Lists).find(faulty.listId)).state).toBe('circulated');
    });

    it('a reminder that an officer withdraws is not sent', async () => {
      service.setTime('2026-12-01T15:00:00.000Z');
      const { listId } = await circulatedRound(service, { names: 1 });
      await service.get(RemindersHandler).plan({ listId, dueAt: '2026-12-03T15:00:00.000Z', audience: 'all' }, officer);
      const [planned] = await service.get(RemindersHandler).of(listId);
      // The officer's act comes between the look at what is due and the lock of its list.
      let first = true;
      const remove = plant(service.get(Lists), 'lock', (lock) => async (tx, id, mode) => {
        if (id === listId && first) {
          first = false;
          await tx.update(Reminder, { id: planned!.id }, { withdrawnAt: '2026-12-04T15:00:00.000Z' });
        }
        return lock(tx, id, mode);
      });
      service.setTime('2026-12-04T15:00:00.000Z');
      await service.get(RemindersHandler).sendDue().finally(remove);
      expect(await service.get(RemindersHandler).of(listId)).toMatchObject([{ sentAt: null, withdrawnAt: '2026-12-04T15:00:00.000Z' }]);
    });

    it('a list is drafted once', async () => {
      const [modality] = modalities;
      let races = 0;
      const { as, unlocked } = await raced(async () => {
        const drafted: number[] = [];
        for (let n = 0; n < 4; n++) {
          const { id: conferenceId } = await service.get(CreateConferenceHandler).execute({ slug: `race-${++races}`, title: { en: 'Invented Conference' }, modality: modality! }, officer);
          const draft = () => service.get(CreateListHandler).execute({ conferenceId, key: modality!.lists[0]!.key }, officer);
          drafted.push(await fulfilled([draft(), draft()]));
        }
        return drafted;
      }, (tx) => ({ query: ((sql: string, values: unknown[]) => (sql.includes('hashtextextended($1, 3)') ? Promise.resolve() : tx.query(sql, values))) as never }));
      expect(as).toEqual([1, 1, 1, 1]);
      if (unlocked) expect(unlocked).toContain(2);
    });
  });
});
