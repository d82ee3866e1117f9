import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { DisclosureBox } from '../../src/disclosures/disclosure-box.js';
import { DisclosuresQuery, RecordDisclosureRequestHandler } from '../../src/disclosures/index.js';
import { stateName } from '../../src/directory/index.js';
import { DestroyKeyHandler, FinalizeListHandler, Lists, OverrideHoldHandler, WithdrawListHandler } from '../../src/lists/index.js';
import { ObjectionsQuery, RecordObjectionsHandler, StateBasisHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Catalogs, languages } from '../../src/platform/i18n.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Proposals } from '../../src/proposals/index.js';
import { canonical, Records } from '../../src/records/index.js';
import { signIn } from '../doors/office/console.js';
import { plant } from '../model/walk.js';
import { basisOnlyIfAsked, basisToWhoeverAsks, noBasis, objectorToWhoeverAsks } from '../support/modalities.js';
import { circulatedRound, draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { auditor, deskOf, enterMission, one, two, wordsOf } from './desk.js';

const [noObjection, others] = ['No objection to this name stands, and there is no information to share.', 'To the other names on the list no objection stands, and there is no information to share.'];

eachService('the disclosure desk', { now: '2026-12-01T15:00:00.000Z' }, (service, { kind }) => {
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));

  async function round(modality = basisToWhoeverAsks(), names = 4) {
    const { listId, ids } = await circulatedRound(service, { names, addresses: false, modality });
    return { listId, ids, desk: deskOf(service, listId) };
  }
  async function finalize(listId: string): Promise<void> {
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
  }

  const note = async (listId: string, nominationId: string, basis: string | null) => {
    const { circulatedAt } = await service.get(Lists).find(listId);
    return service.get(RecordObjectionsHandler).execute({ listId, states: ['KE'], items: [{ nominationId, basis }], reference: 'NV/1', receivedAt: circulatedAt! }, officer);
  };

  describe('under 71/280', () => {
    it('gives the basis to whoever asks, says where none was given and where there is nothing, and names no State', async () => {
      const { ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'Invented basis beta');
      await desk.object('KE', ids[0]!, 'Invented basis alpha');
      await desk.object('BR', ids[0]!);
      await desk.object('KE', ids[1]!);
      const given = await desk.given('JP', ids.slice(0, 3));
      expect(wordsOf(given)).toEqual([
        ['Invented Association 0', ['Objections that stand: 3.', 'Invented basis alpha', 'Invented basis beta', 'Objections for which no general basis was given: 1.']],
        ['Invented Association 1', ['Objections that stand: 1.', 'No general basis was given.']],
        ['Invented Association 2', [noObjection]],
      ]);
      expect(given.others).toBeNull();
      for (const language of languages) for (const iso2 of ['FR', 'KE', 'BR']) expect(JSON.stringify(given.names.map(({ words }) => words[language]))).not.toContain(stateName(iso2, language));
      expect(wordsOf(await desk.given('CL', 'all'))).toEqual([...wordsOf(given).slice(0, 2), ['others', [others]]]);
    });

    it('tells each State that asks the same in the same words: the State that objected, one that asks later, one that asked by note verbale', async () => {
      const { listId, ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'Invented basis');
      const first = await desk.given('JP', [ids[0]!]);
      service.setTime('2026-12-03T15:00:00.000Z');
      await service.get(RecordDisclosureRequestHandler).execute({ listId, iso2: 'CL', names: [ids[0]!], reference: 'NV/7', receivedAt: '2026-12-02T15:00:00.000Z' }, one);
      const request = (await desk.query.ofList(listId, one)).find(({ given }) => !given)!.request;
      expect(request.source).toEqual({ kind: 'noteVerbale', reference: 'NV/7', receivedAt: '2026-12-02T15:00:00.000Z', officer: 'Amal Field' });
      await desk.approve(await desk.propose(request.id));
      const others = [(await desk.query.ofState(listId, 'CL'))[0]!.given!, await desk.given('FR', [ids[0]!])];
      for (const given of others) {
        expect(given.names.map(({ words }) => words)).toEqual(first.names.map(({ words }) => words));
        for (const language of ['en', 'ar'] as const) expect(wordsOf(given, language)).toEqual(wordsOf(first, language));
      }
    });

    it('tells the same facts in the same words although the catalogs were worded anew meanwhile', async () => {
      const { ids, desk } = await round();
      const first = await desk.given('JP', [ids[0]!]);
      const catalogs = service.get(Catalogs);
      const real = catalogs.in.bind(catalogs);
      catalogs.in = () => () => 'Worded anew';
      const later = await desk.given('CL', [ids[0]!, ids[1]!]);
      catalogs.in = real;
      expect(wordsOf(later)).toEqual([wordsOf(first)[0], ['Invented Association 1', ['Worded anew']]]);
    });

    /** Whether two askers read the same of all names, those not named included, though the catalogs were worded anew between them: without an objection and with one. */
    async function sameOfAll(plant: (box: DisclosureBox) => void = () => undefined): Promise<boolean[]> {
      const [catalogs, box] = [service.get(Catalogs), service.get(DisclosureBox)];
      const same: boolean[] = [];
      for (const objected of [false, true]) {
        const { listId, ids, desk } = await round();
        if (objected) await desk.object('FR', ids[0]!, 'Invented basis');
        const give = async (iso2: string): Promise<unknown> => {
          await desk.ask(iso2, 'all');
          return desk.approve(await desk.propose(await desk.requestOf(iso2)));
        };
        await give('JP');
        plant(box);
        catalogs.in = () => () => 'Worded anew';
        await give('CL');
        delete (catalogs as Partial<Catalogs>).in;
        delete (box as Partial<DisclosureBox>).openGiven;
        const [first, later] = (await Promise.all(['JP', 'CL'].map((iso2) => desk.query.ofState(listId, iso2)))).map(([entry]) => entry!.given!);
        expect(first!.others).not.toBeNull();
        same.push(JSON.stringify([later!.names, later!.others]) === JSON.stringify([first!.names, first!.others]));
      }
      return same;
    }

    it('says the same of the names that it does not name, to whoever asks about all and whenever', async () => {
      expect(await sameOfAll()).toEqual([true, true]);
    });

    it('would be caught wording anew what is said of those not named', async () => {
      expect(await sameOfAll((box) => {
        const open = box.openGiven.bind(box);
        box.openGiven = (row) => ({ ...open(row), others: null });
      })).toEqual([false, false]);
    });

    it('keeps what was given as it was given, and gives what changed since only by a new act', async () => {
      const { listId, ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'First words');
      const first = await desk.given('JP', [ids[0]!]);
      const [objection] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
      await service.get(StateBasisHandler).execute({ listId, objectionId: objection!.id, basis: 'Second words' }, desk.mission('FR'));
      expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toEqual(first);
      expect(wordsOf(await desk.given('CL', [ids[0]!]))[0]![1]).toContain('Second words');
      expect(JSON.stringify((await desk.query.ofState(listId, 'JP'))[0]!.given)).not.toContain('Second words');
    });

    it('says of an objection that was withdrawn what it says of a name to which nobody objected', async () => {
      const { listId, ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'Taken back');
      const [objection] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
      await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: objection!.id }, desk.mission('FR'));
      const [withdrawn, never] = (await desk.given('JP', [ids[0]!, ids[1]!])).names;
      expect([withdrawn!.words, withdrawn!.objections, withdrawn!.of]).toEqual([never!.words, [], []]);
      expect(wordsOf(await desk.given('JP', 'all'))).toEqual([['others', ['No objection to a name on the list stands, and there is no information to share.']]]);
    });
  });

  describe('where a basis is stated only if a State asks', () => {
    it('takes none before, asks on the page of the State that objected, and gives it to the Office and to the State that asked', async () => {
      const { listId, ids, desk } = await round(basisOnlyIfAsked());
      await expect(desk.object('FR', ids[0]!, 'Too early')).rejects.toMatchObject({ faults: [{ field: 'basis', row: 1, rule: 'basis-not-asked' }] });
      await expect(note(listId, ids[0]!, 'Too early')).rejects.toMatchObject({ faults: [{ field: 'basis', row: 1, rule: 'basis-not-asked' }] });
      await desk.object('FR', ids[0]!);
      await desk.object('FR', ids[1]!);
      const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
      const [asked, notAsked] = [ids[0], ids[1]].map((id) => objections.find(({ nominationId }) => nominationId === id)!.id);
      const state = (objectionId: string, basis: string) => service.get(StateBasisHandler).execute({ listId, objectionId, basis }, desk.mission('FR'));
      await desk.ask('FR', [ids[0]!]);
      await expect(state(asked!, 'Its own question does not count')).rejects.toThrow('basis-not-asked');
      await desk.ask('JP', [ids[0]!]);
      await state(asked!, 'Stated upon request');
      await expect(state(notAsked!, 'Nobody asked')).rejects.toThrow('basis-not-asked');
      expect((await service.get(ObjectionsQuery).ofList(listId, two)).objections.find(({ id }) => id === asked)!.basis).toBe('Stated upon request');
      await desk.approve(await desk.propose(await desk.requestOf('JP')));
      expect(wordsOf((await desk.query.ofState(listId, 'JP'))[0]!.given!)).toEqual([['Invented Association 0', ['Objections that stand: 1.', 'Stated upon request']]]);
      expect((await desk.query.ofState(listId, 'CL'))).toEqual([]);
    });

    it('still takes it where a State asks once the list is final', async () => {
      const { listId, ids, desk } = await round(basisOnlyIfAsked());
      await desk.object('FR', ids[0]!);
      await finalize(listId);
      const [objection] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
      const state = () => service.get(StateBasisHandler).execute({ listId, objectionId: objection!.id, basis: 'Stated afterwards' }, desk.mission('FR'));
      await expect(state()).rejects.toThrow('basis-not-asked');
      await desk.ask('JP', 'all');
      await state();
      await desk.approve(await desk.propose(await desk.requestOf('JP')));
      expect(wordsOf((await desk.query.ofState(listId, 'JP'))[0]!.given!)[0]![1]).toContain('Stated afterwards');
    });

    it('tells the State that objected when, and not to whom', async () => {
      const modality = basisOnlyIfAsked();
      const { listId, ids, desk } = await round(modality);
      await desk.object('FR', ids[0]!);
      await desk.object('KE', ids[1]!);
      service.setTime('2026-12-04T15:00:00.000Z');
      await desk.given('JP', [ids[0]!, ids[1]!, ids[2]!]);
      const told = await service.get(DisclosuresQuery).told(modality, listId);
      const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
      expect(told.get(objections[0]!.id)).toMatchObject([{ at: expect.stringMatching(/^2026-12-04T15:00/), to: null }]);
      expect(await service.get(DisclosuresQuery).told(basisToWhoeverAsks(), listId)).toEqual(new Map());
    });
  });

  it('takes no basis by any way, and offers none, where the modality has none stated', async () => {
    const { listId, ids, desk } = await round(noBasis());
    const fault = { faults: [{ field: 'basis', row: 1, rule: 'basis-not-taken' }] };
    await expect(desk.object('FR', ids[0]!, 'Not wanted')).rejects.toMatchObject(fault);
    await expect(note(listId, ids[0]!, 'Not wanted')).rejects.toMatchObject(fault);
    await desk.object('FR', ids[0]!);
    await note(listId, ids[0]!, null);
    const [objection] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
    await expect(service.get(StateBasisHandler).execute({ listId, objectionId: objection!.id, basis: 'Not wanted' }, desk.mission('FR'))).rejects.toThrow('basis-not-taken');
    const mission = await enterMission(service, listId, 'FR');
    const page = await mission.text('/own');
    expect([page.includes(`${objection!.id}/withdraw`), page.includes(`${objection!.id}/basis`)]).toEqual([true, false]);
    expect((await mission.get(`/own/${objection!.id}/basis`)).status).toBe(409);
    const office = await signIn(service);
    expect((await office.get(`/office/lists/${listId}/objections/record`)).text).not.toContain('name="basis');
    // The planted difference: where a basis is voluntary, both offer it.
    const voluntary = await round();
    await voluntary.desk.object('FR', voluntary.ids[0]!);
    expect(await (await enterMission(service, voluntary.listId, 'FR')).text('/own')).toContain('/basis"');
    expect((await office.get(`/office/lists/${voluntary.listId}/objections/record`)).text).toContain('name="basis"');
  });

  describe('where the objector may be known', () => {
    it('names the States in the order of the language, and no basis', async () => {
      const modality = objectorToWhoeverAsks();
      const { listId, ids, desk } = await round(modality);
      await desk.object('DE', ids[0]!, 'CANARY-basis');
      await desk.object('ES', ids[0]!);
      const given = await desk.given('JP', [ids[0]!, ids[1]!]);
      expect(wordsOf(given)).toEqual([['Invented Association 0', ['Objections that stand: 2.', 'Germany', 'Spain']], ['Invented Association 1', [noObjection]]]);
      expect(given.names[0]!.words.es.map(({ text }) => text)).toEqual(['Objeciones que se mantienen: 2.', 'Alemania', 'España']);
      expect(given.names[0]!.words.fr.map(({ text }) => text).slice(1)).toEqual(['Allemagne', 'Espagne']);
      expect(JSON.stringify(given)).not.toContain('CANARY');
      const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'DE');
      expect((await service.get(DisclosuresQuery).told(modality, listId)).get(objections[0]!.id)).toMatchObject([{ to: 'JP' }]);
    });
  });

  describe('a request', () => {
    it('can be made from circulation on, after finalization too, and not about a draft or a list taken back', async () => {
      const draft = await draftRound(service, { names: 1, addresses: false });
      await expect(deskOf(service, draft.listId).ask('JP', 'all')).rejects.toThrow('not-in-this-state');
      const { listId, ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'Invented basis');
      const before = await desk.given('JP', 'all');
      await finalize(listId);
      expect(wordsOf(await desk.given('CL', 'all'))).toEqual(wordsOf(before));
      expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toEqual(before);

      service.setTime('2026-12-01T15:00:00.000Z');
      const other = await round();
      await other.desk.ask('JP', 'all');
      await service.get(WithdrawListHandler).execute({ listId: other.listId, reason: 'Test' }, officer);
      await expect(other.desk.ask('CL', 'all')).rejects.toThrow('not-in-this-state');
      await other.desk.approve(await other.desk.propose(await other.desk.requestOf('JP')));
      expect((await other.desk.query.ofState(other.listId, 'JP'))[0]!.given).not.toBeNull();
    });

    it('is refused where the modality lets nobody learn by asking', async () => {
      const modality = basisToWhoeverAsks();
      for (const fact of ['objectionExists', 'objector', 'basis'] as const) modality.disclosure[fact].requestingState = 'no';
      const { desk } = await round(modality);
      await expect(desk.ask('JP', 'all')).rejects.toThrow('not-in-this-state');
    });

    it('names names of the list, not none and not too many; the same sent twice is one', async () => {
      const { listId, ids, desk } = await round();
      await expect(desk.ask('JP', [])).rejects.toMatchObject({ faults: [{ rule: 'no-name-chosen' }] });
      await expect(desk.ask('JP', [ids[0]!, 'nobody'])).rejects.toMatchObject({ faults: [{ row: 2, rule: 'name-not-on-list' }] });
      await expect(desk.ask('JP', Array.from({ length: 301 }, (_, at) => `x${at}`))).rejects.toMatchObject({ faults: [{ rule: 'names-too-many' }] });
      const first = await desk.ask('JP', [ids[0]!, ids[1]!]);
      expect(await desk.ask('JP', [ids[1]!, ids[0]!])).toEqual(first);
      expect(await desk.query.ofState(listId, 'JP')).toHaveLength(1);
      const atOnce = await Promise.all(Array.from({ length: 6 }, () => desk.ask('IN', 'all')));
      expect(new Set(atOnce.map(({ reference }) => reference)).size).toBe(1);
      if (kind === 'PostgreSQL') {
        // Taken out, the lock lets several through.
        const remove = plant(service.get(UnitOfWork), 'run', (run) => (work) => run((tx) => work(Object.assign(Object.create(tx) as EntityManager, {
          query: (sql: string, values: unknown[]) => (sql.includes('pg_advisory_xact_lock') ? Promise.resolve() : tx.query(sql, values)),
        }))));
        const apart = await Promise.all(Array.from({ length: 6 }, () => desk.ask('CN', 'all'))).finally(remove);
        expect(new Set(apart.map(({ reference }) => reference)).size).toBeGreaterThan(1);
      }
      // Once answered, the same question is a new request: the facts may have changed.
      await desk.approve(await desk.propose(await desk.requestOf('JP')));
      expect((await desk.ask('JP', [ids[0]!, ids[1]!])).reference).not.toBe(first.reference);
    });

    it('by note verbale needs a Member State, a reference and a time that can be', async () => {
      const { listId, ids } = await round();
      service.setTime('2026-12-02T15:00:00.000Z');
      const record = (more: object, actor = one) => service.get(RecordDisclosureRequestHandler)
        .execute({ listId, iso2: 'CL', names: ids, reference: 'NV/7', receivedAt: '2026-12-01T16:00:00.000Z', ...more }, actor);
      const faults: [object, string, string][] = [
        [{ iso2: '' }, 'state', 'state-missing'], [{ iso2: 'XX' }, 'state', 'state-unknown'], [{ reference: ' ' }, 'reference', 'reference-empty'],
        [{ receivedAt: 'soon' }, 'receivedAt', 'instant-shape'], [{ receivedAt: '2027-01-01T00:00:00.000Z' }, 'receivedAt', 'received-in-future'],
        [{ receivedAt: '2026-11-01T00:00:00.000Z' }, 'receivedAt', 'received-before-circulation'],
      ];
      for (const [more, field, rule] of faults) await expect(record(more)).rejects.toMatchObject({ faults: [{ field, rule }] });
      await expect(record({}, auditor)).rejects.toThrow('role-lacks-right');
    });
  });

  describe('two officers', () => {
    it('release: not one alone, not twice, and nothing is given by proposing', async () => {
      const { listId, ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'Invented basis');
      await desk.ask('JP', 'all');
      const request = await desk.requestOf('JP');
      const { answer } = await desk.query.preview(listId, request, one);
      await expect(desk.release.execute({ listId, request, facts: answer.tag }, one)).rejects.toThrow('second-officer-missing');
      await expect(desk.release.execute({ listId, request, facts: answer.tag }, desk.mission('JP'))).rejects.toThrow('role-lacks-right');
      const [first, second] = [await desk.propose(request), await desk.propose(request)];
      expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toBeNull();
      await expect(desk.approve(first, one)).rejects.toThrow('own-proposal');
      await desk.approve(first);
      expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toMatchObject({ officer: 'Noor Field', proposer: 'Amal Field', iso2: 'JP' });
      await expect(desk.approve(second)).rejects.toThrow('proposal-lapsed');
      await expect(desk.release.execute({ listId, request, facts: answer.tag }, officer)).rejects.toThrow('disclosure-given');
      await expect(desk.release.execute({ listId, request: 'nothing', facts: '' }, officer)).rejects.toThrow('disclosure-request-unknown');
    });

    it('give what both saw: the proposal lapses where the facts or the list changed', async () => {
      const { listId, ids, desk } = await round();
      await desk.ask('JP', 'all');
      const request = await desk.requestOf('JP');
      const seen = (await desk.query.preview(listId, request, one)).answer.tag;
      const proposal = await desk.propose(request);
      expect((await service.get(Proposals).find(proposal, two)).state).toBe('open');
      await desk.object('FR', ids[0]!, 'Meanwhile');
      expect((await service.get(Proposals).find(proposal, two)).state).toBe('lapsed');
      await expect(desk.approve(proposal)).rejects.toThrow('proposal-lapsed');
      await expect(desk.release.execute({ listId, request, facts: seen }, officer)).rejects.toThrow('disclosure-changed');
      const again = await desk.propose(request);
      await finalize(listId);
      await expect(desk.approve(again)).rejects.toThrow('proposal-lapsed');
      expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toBeNull();
    });

    it('answer one request once, however many approve at once', async () => {
      const { listId, desk } = await round();
      await desk.ask('JP', 'all');
      const proposals = [];
      for (let n = 0; n < 4; n++) proposals.push(await desk.propose(await desk.requestOf('JP')));
      const outcomes = await Promise.allSettled(proposals.map((proposal) => desk.approve(proposal)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'disclosure.released')).toHaveLength(1);
    });
  });

  it('is read by whom it concerns: a foreign Mission gets nothing, the auditor all but reasons, others are refused', async () => {
    const { listId, ids, desk } = await round();
    await desk.object('FR', ids[0]!, 'CANARY-basis');
    await desk.given('JP', [ids[0]!]);
    expect(await desk.query.ofState(listId, 'CL')).toEqual([]);
    expect(JSON.stringify(await desk.query.ofList(listId, two))).toContain('CANARY');
    const seen = await desk.query.ofList(listId, auditor);
    expect(JSON.stringify(seen)).not.toContain('CANARY');
    expect(seen[0]).toMatchObject({ request: { iso2: 'JP' }, given: { officer: 'Noor Field', names: [{ name: 'Invented Association 0' }] } });
    await desk.ask('CL', 'all');
    expect(JSON.stringify(await desk.query.preview(listId, await desk.requestOf('CL'), auditor))).not.toContain('CANARY');
    for (const roles of [['operator'], ['registrationDesk']] as const) await expect(desk.query.ofList(listId, { ...auditor, roles })).rejects.toThrow('role-lacks-right');
    await expect(desk.query.ofList(listId, desk.mission('JP'))).rejects.toThrow('role-lacks-right');
  });

  it('stands in the record as sealed entries that commit to what was given', async () => {
    const { listId, ids, desk } = await round();
    const { names, others } = await desk.given('JP', [ids[0]!]);
    const timeline = await service.get(Records).timeline(listId);
    expect(timeline.slice(-3).map(({ act, facts }) => [act, facts['iso2'] ?? null, facts['officer'] ?? null, facts['proposedBy'] ?? null])).toEqual([
      ['disclosure.requested', 'JP', null, null], ['proposal.made', null, 'Amal Field', null], ['disclosure.released', 'JP', 'Noor Field', 'Amal Field'],
    ]);
    const { facts } = JSON.parse((await service.get(Records).receipt(listId, timeline.at(-1)!.id))!) as { facts: Record<string, string> };
    expect(facts['given']).toBe(createHash('sha256').update(canonical({ names, others })).digest('base64url'));
  });

  it('is closed for ever once the key of the list is destroyed', async () => {
    const { listId, desk } = await round();
    await desk.given('JP', 'all');
    await finalize(listId);
    await service.get(DestroyKeyHandler).execute({ listId, early: 'Invented' }, officer);
    await expect(desk.query.ofList(listId, two)).rejects.toThrow('key-destroyed');
    await expect(desk.query.ofState(listId, 'JP')).rejects.toThrow('key-destroyed');
    await expect(desk.ask('JP', 'all')).rejects.toThrow('key-destroyed');
  });

  it('causes no letter, whatever is asked and given', async () => {
    const { ids, desk } = await round();
    const letters = () => service.get(UnitOfWork).run((tx) => tx.countBy(OutboxMessage, {}));
    const before = await letters();
    await desk.object('FR', ids[0]!, 'Invented basis');
    await desk.given('JP', 'all');
    expect(await letters()).toBe(before);
  });
});
