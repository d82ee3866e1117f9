import { DecideNominationsHandler, Decisions, FinalizeListHandler, Lists, OverrideHoldHandler, StatusQuery, WithdrawNominationHandler } from '../../src/lists/index.js';
import { Decision } from '../../src/lists/decision.entity.js';
import { List } from '../../src/lists/list.entity.js';
import { Nomination } from '../../src/lists/nomination.entity.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import type { Actor } from '../../src/platform/actor.js';
import { Officers } from '../../src/officers/index.js';
import { Keys } from '../../src/platform/keys.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import type { NameDecision } from '../../workflows/nomination.machine.js';
import { clientOf, type Client } from '../doors/api/client.js';
import { signIn } from '../doors/office/console.js';
import { enter } from '../officers/browser.js';
import { swap, takeOut } from '../proofs/swap.js';
import { rawBytes } from '../support/raw-bytes.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const CANARY = 'CANARY-decision-4be1';
/** The minute in which the decisions are recorded; nothing else happens in it. */
const DECIDED = '2026-12-17T11:22';

eachService('decisions by name', { ticks: false }, (service, { database }) => {
  afterEach(takeOut);
  const rows = <T = Record<string, string>>(sql: string): Promise<T[]> => service.get(UnitOfWork).run((tx) => tx.query(sql)) as Promise<T[]>;

  /** A list of six names past its deadline, under a modality that has a body decide; to the first four there is an objection. */
  async function contested() {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 6, modality: 'contested-by-name', addresses: false });
    await service.get(RaiseObjectionsHandler).execute({ items: ids.slice(0, 4).map((nominationId) => ({ nominationId, basis: null })) }, { kind: 'mission', iso2: 'FR', listId });
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
    service.setTime(`${DECIDED}:33.444Z`);
    const decide = (decisions: [number, NameDecision][], reference = CANARY) =>
      service.get(DecideNominationsHandler).execute({ listId, decisions: decisions.map(([at, decision]) => ({ nominationId: ids[at]!, decision })), reference }, officer);
    const states = async () => Object.fromEntries((await rows(`SELECT "id", "state" FROM "nomination" WHERE "listId" = '${listId}'`)).map(({ id, state }) => [ids.indexOf(id!), state]));
    return { listId, ids, decide, states };
  }

  /** What a thief of the database would learn of decisions while they wait, and from the list once it is final. */
  async function told(): Promise<string[]> {
    const { listId, ids, decide, states } = await contested();
    await decide([[0, 'include'], [1, 'exclude'], [2, 'defer']]);
    const version = async () => (await service.get(Lists).find(listId)).version;
    const before = await version();
    await decide([[3, 'include']], `${CANARY} ${'x'.repeat(400)}`);
    service.setTime('2026-12-18T15:00:00.000Z');

    const found: string[] = [];
    if (await version() !== before) found.push('the version of the list tells');
    const bytes = await rawBytes(database);
    expect(bytes.includes('Invented Association 2')).toBe(true); // the look into the bytes works
    for (const text of [CANARY, Buffer.from(CANARY).toString('base64').slice(0, 16), DECIDED]) if (bytes.includes(text)) found.push(`the bytes hold ${text}`);
    if (new Set(Object.values(await states())).size > 1) found.push('the state of a name tells');
    const kept = await rows(`SELECT * FROM "decision" WHERE "listId" = '${listId}'`);
    expect(kept).toHaveLength(4);
    if ([...ids, 'include', 'exclude', 'defer'].some((word) => JSON.stringify(kept).includes(word))) found.push('a row tells which name, or what was decided');
    if (new Set(kept.map(({ sealed }) => sealed!.length)).size > 1) found.push('the size of a box tells');
    if ((await rows(`SELECT "entry" FROM "record_entry" WHERE "listId" = '${listId}'`)).some(({ entry }) => /decided/.test(entry!))) found.push('the record tells');

    await decide([[2, 'exclude']], 'A/DEC/2');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    const final = await states();
    if (new Set([0, 3, 4, 5].map((at) => final[at])).size > 1) found.push('the final list tells which of its names were contested');
    expect([1, 2].map((at) => final[at])).toEqual(['excluded', 'excluded']);
    return found;
  }

  it('are not told by a copy of the database without the key, neither before the list is final nor after', async () => {
    expect(await told()).toEqual([]);
  });

  const asStored = (decision: NameDecision): Nomination['state'] | null => ({ include: 'admitted', exclude: 'excluded', defer: null } as const)[decision];
  const plants: [string, () => void, string][] = [
    ['a decision that is stored in the state of its name', () => swap(service.get(Decisions), 'keep', (keep) => async (tx, listId, facts) => {
      await keep(tx, listId, facts);
      const state = asStored(facts.decision);
      if (state) await tx.update(Nomination, { id: facts.nominationId }, { state });
    }), 'the state of a name tells'],
    ['a decision that is not sealed', () => {
      swap(service.get(Decisions), 'keep', () => async (tx, listId, facts) => {
        await tx.save(Decision, { nameTag: facts.nominationId, listId, sealed: JSON.stringify(facts) }, { transaction: false });
      });
      swap(service.get(Decisions), 'standing', () => async (tx, listId) => new Map((await tx.findBy(Decision, { listId })).map(({ nameTag, sealed }) => [nameTag, JSON.parse(sealed)])));
    }, 'a row tells which name, or what was decided'],
    ['a decision that the list counts', () => swap(service.get(Decisions), 'keep', (keep) => async (tx, listId, facts) => {
      await keep(tx, listId, facts);
      await tx.increment(List, { id: listId }, 'version', 1);
    }), 'the version of the list tells'],
    ['boxes that are as long as what they hold', () => swap(service.get(Decisions), 'keep', () => async (tx, listId, facts) => {
      const ring = service.get(Keys).ofList(listId);
      const nameTag = ring.tag('decision', facts.nominationId);
      await tx.save(Decision, { nameTag, listId, sealed: ring.seal(`decision:${nameTag}`, JSON.stringify(facts)) }, { transaction: false });
    }), 'the size of a box tells'],
    ['a decision that stands open in the record', () => swap(service.get(Records), 'append', (append) => ({ secret, ...act }) => append({ ...act, ...(act.act === 'nomination.decided' ? {} : { secret: secret! }) })), 'the record tells'],
    ['a name that is admitted by name', () => swap(service.get(FinalizeListHandler), 'execute', (execute) => async (command, actor) => {
      const summary = await execute(command, actor);
      const decisions = await service.get(Decisions).ofList(command.listId, officer);
      await service.get(UnitOfWork).run(async (tx) => {
        for (const { nominationId, decision } of decisions.values()) if (decision === 'include') await tx.update(Nomination, { id: nominationId }, { state: 'admitted' });
      });
      return summary;
    }), 'the final list tells which of its names were contested'],
  ];
  it.each(plants)('would be caught with %s', async (_, plant, caught) => {
    plant();
    expect(await told()).toContain(caught);
  });

  it('leave an organization free to take its name off the list, and have no effect then', async () => {
    const { listId, ids, decide, states } = await contested();
    await decide([[0, 'include'], [1, 'exclude'], [2, 'include'], [3, 'exclude']]);
    for (const at of [0, 1]) await service.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[at]!, reason: '' }, officer);
    await expect(decide([[0, 'exclude']])).rejects.toMatchObject({ rule: 'not-in-this-state' });
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await states()).toMatchObject({ 0: 'withdrawn', 1: 'withdrawn', 2: 'cleared', 3: 'excluded', 4: 'cleared' });
    const status = async (at: number) => (await service.get(StatusQuery).byReference(service.get(Keys).reference(ids[at]!)))!.status;
    expect([await status(0), await status(2), await status(3), await status(4)]).toEqual(['withdrawn', 'onFinalList', 'notOnFinalList', 'onFinalList']);
  });

  it('are shown, with who entered them, to who makes the list final, and which names fall', async () => {
    const { listId, decide } = await contested();
    await decide([[0, 'include'], [1, 'exclude'], [2, 'include'], [3, 'include']], 'A/DEC/3');
    const { text } = await (await signIn(service)).get(`/office/lists/${listId}/acts/finalize`);
    const shown = text.slice(text.indexOf('Names that fall now'), text.indexOf('</dl>'));
    expect(shown.match(/Invented Association \d/g)).toEqual([1, 0, 1, 2, 3].map((n) => `Invented Association ${n}`));
    expect(shown).toContain(`(A/DEC/3; entered by ${officer.name})`);
  });

  it('that are still waited for are shown by name to who would make the list final', async () => {
    const { listId, decide } = await contested();
    await decide([[0, 'include'], [2, 'exclude']]);
    const { undecided, waiting, falls } = await service.get(FinalizeListHandler).preview(listId);
    expect([undecided, waiting, falls]).toEqual([2, ['Invented Association 1', 'Invented Association 3'], ['Invented Association 2']]);
    const page = await (await signIn(service)).get(`/office/lists/${listId}/acts/finalize`);
    expect(page.text).toContain('Names that wait for a decision');
    expect(page.text.replace(/\s+/g, ' ')).toMatch(/wait for a decision.*Invented Association 1.*Invented Association 3/);
  });

  it('are known to those alone who may know of objections', async () => {
    const { listId, decide } = await contested();
    await decide([[0, 'include']]);
    const desk = { kind: 'officer', id: 'desk', name: 'Desk', roles: ['registrationDesk'] } satisfies Actor;
    await expect(service.get(Decisions).ofList(listId, desk)).rejects.toMatchObject({ rule: 'role-lacks-right' });
    expect([...(await service.get(Decisions).ofList(listId, officer)).values()]).toEqual([expect.objectContaining({ decision: 'include', reference: CANARY, officer: officer.name })]);
    const [decided] = (await service.get(Records).timeline(listId)).slice(-1);
    const receipt = JSON.parse((await service.get(Records).receipt(listId, decided!.id))!) as { facts: object };
    expect(receipt.facts).toMatchObject({ act: 'nomination.decided', decision: 'include', officer: officer.name, reference: CANARY });
    expect(decided).toMatchObject({ act: 'nomination.decided', actor: null, facts: { decision: 'include', reference: CANARY, officer: officer.name } });
  });

  it('are not read from the final list by the registration desk, nor that an objection stands, by page or API', async () => {
    const { listId, decide } = await contested();
    await decide([[0, 'include'], [1, 'exclude'], [2, 'include'], [3, 'exclude']]);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    const email = 'desk@office.example';
    await service.get(Officers).add({ name: 'Rosa Field', email, roles: ['registrationDesk'] });
    const [desk, whole] = [await (await enter(service, email)).get(`/office/lists/${listId}/names`), await (await signIn(service)).get(`/office/lists/${listId}/names`)];
    expect([desk, whole].map(({ text }) => (text.match(/excluded by decision/g) ?? []).length)).toEqual([0, 2]);
    expect((desk.text.match(/>Not on the final list</g) ?? []).length).toBe(2);
    const states = async (client: Client) => ((await client.ask('GET', `/lists/${listId}`)).json.names as { state: string }[]).map(({ state }) => state).sort();
    const [four, two] = [Array<string>(4), Array<string>(2)];
    expect(await states(await clientOf(service, email))).toEqual([...two.fill('notOnFinalList'), ...four.fill('onFinalList')]);
    expect(await states(await clientOf(service))).toEqual([...four.fill('cleared'), ...two.fill('excluded')]);
  });
});
