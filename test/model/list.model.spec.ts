import { listMachine, type ListEvent } from '../../workflows/list.machine.js';
import { initial, type Stored } from '../../workflows/step.js';
import { CirculateListHandler, ExtendSilenceHandler, FinalizeListHandler, List, Lists, MarkNotedHandler, OverrideHoldHandler, TransmitToAssemblyHandler, Sweep, WithdrawListHandler } from '../../src/lists/index.js';
import { Refused } from '../../src/platform/refused.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { Ground, Round } from './round.js';
import { pathsOf, plant, walk, type Path, type Ways, type World } from './walk.js';

const before = '2026-12-01T17:00:00.000Z';
const deadline = '2026-12-07T17:00:00.000Z';
const after = '2026-12-07T17:00:01.000Z';
const next = '2026-12-14T17:00:00.000Z';

/** A list with one contested name, which the State with an address objects to as soon as it may. */
class ListWorld implements World {
  constructor(readonly round: Round) {}

  async stored(): Promise<Stored> {
    const { state, context } = await this.round.list();
    return { value: state, context };
  }

  tables = () => this.round.tables();

  get contested(): string {
    return this.round.ids[1]!;
  }

  async release(): Promise<void> {
    await this.round.circulate();
    await this.round.object('FR', this.contested, 'link');
  }

  /** With every contested name decided, where somebody may decide. */
  async finalize(): Promise<void> {
    const { state } = await this.round.name(this.contested);
    if ((await this.round.list()).state === 'objectionsConsidered' && state === 'circulated' && (await this.round.bodyDecides())) await this.round.decide('exclude', this.contested);
    await this.round.get(FinalizeListHandler).execute({ listId: this.round.listId }, officer);
  }
}

/** Whether a body decides is the modality's; the rest of the ways is the same. */
const ways = (bodyDecides: boolean): Ways<ListWorld, ListEvent> => ({
  'office.released': [
    { event: { type: 'office.released', at: before, deadline, names: 2, adopted: true }, act: (w) => w.release() },
    {
      event: { type: 'office.released', at: before, deadline: before, names: 2, adopted: true }, only: ['draft'],
      act: async ({ round }) => round.service.get(CirculateListHandler).execute({ listId: round.listId, wallTime: round.now().slice(0, 16), zone: 'UTC' }, officer),
    },
  ],
  'silence.extended': [
    {
      event: { type: 'silence.extended', at: before, currentDeadline: deadline, deadline: next }, act: (w) => w.round.moreTime('extension'),
      refusal: (state) => (['held', 'objectionsConsidered'].includes(state) ? 'silence-already-closed' : undefined),
    },
    {
      event: { type: 'silence.extended', at: before, currentDeadline: deadline, deadline }, only: ['circulated'],
      act: async ({ round }) => round.get(ExtendSilenceHandler).execute({ listId: round.listId, reason: 'Invented', wallTime: (await round.list()).deadline!.slice(0, 16), zone: 'UTC' }, officer),
    },
  ],
  // Nobody asks for it, and so nobody is answered: the clock decides, and the sweep or the next act only notices.
  'silence.deadlinePassed': [
    { event: { type: 'silence.deadlinePassed', at: after, deadline, unserved: 0 }, act: async ({ round }) => { if ((await round.list()).state === 'circulated') await round.serve(); await round.passDeadline('act'); }, refusal: () => null },
    { event: { type: 'silence.deadlinePassed', at: after, deadline, unserved: 2 }, act: (w) => w.round.passDeadline('sweep'), refusal: () => null },
    { event: { type: 'silence.deadlinePassed', at: before, deadline, unserved: 0 }, act: ({ round }) => round.get(Sweep).run(), refusal: () => null, only: ['circulated'] },
  ],
  'silence.openedAnew': [
    { event: { type: 'silence.openedAnew', at: after, deadline: next }, act: (w) => w.round.moreTime('anew') },
    {
      event: { type: 'silence.openedAnew', at: after, deadline }, only: ['held', 'objectionsConsidered'],
      act: async ({ round }) => round.get(ExtendSilenceHandler).execute({ listId: round.listId, reason: 'Invented', wallTime: (await round.list()).deadline!.slice(0, 16), zone: 'UTC' }, officer),
    },
  ],
  // While the silence runs a service is a fact of its own, and completes nothing yet; so is one of two that are missing.
  'service.completed': [
    { event: { type: 'service.completed', unserved: 0 }, act: (w) => w.round.serve(), refusal: (state) => (state === 'circulated' ? null : undefined), writes: (state) => (state === 'circulated' ? ['service_record', 'record_entry'] : []) },
    { event: { type: 'service.completed', unserved: 1 }, act: (w) => w.round.serve(['KE']), refusal: () => null, only: ['held'], writes: () => ['service_record', 'record_entry'] },
  ],
  'hold.overridden': [{ event: { type: 'hold.overridden' }, act: ({ round }) => round.get(OverrideHoldHandler).execute({ listId: round.listId, reason: 'Invented reason' }, officer) }],
  // Before the deadline, or of a list that is held already, a letter that did not arrive is a fact of its own.
  'service.lost': [{
    event: { type: 'service.lost' }, act: (w) => w.round.lose('FR'),
    refusal: (state) => (['circulated', 'held'].includes(state) ? null : undefined), writes: (state) => (['circulated', 'held'].includes(state) ? ['outbox_message', 'record_entry'] : []),
  }],
  'decision.recorded': [{ event: { type: 'decision.recorded', bodyDecides }, act: (w) => w.round.decide('defer', w.contested) }],
  'list.finalized': [
    { event: { type: 'list.finalized', undecided: 0, unserved: 0 }, act: (w) => w.finalize() },
    ...(bodyDecides ? [{ event: { type: 'list.finalized', undecided: 1, unserved: 0 } as const, act: ({ round }: ListWorld) => round.get(FinalizeListHandler).execute({ listId: round.listId }, officer), only: ['objectionsConsidered'] }] : []),
  ],
  'assembly.informed': [
    { event: { type: 'assembly.informed', which: 'proposed' }, act: ({ round }) => round.get(TransmitToAssemblyHandler).execute({ listId: round.listId, which: 'proposed', symbol: 'A/INF/1' }, officer) },
    { event: { type: 'assembly.informed', which: 'final' }, act: ({ round }) => round.get(TransmitToAssemblyHandler).execute({ listId: round.listId, which: 'final', symbol: 'A/INF/2' }, officer) },
  ],
  'assembly.noted': [{ event: { type: 'assembly.noted' }, act: ({ round }) => round.get(MarkNotedHandler).execute({ listId: round.listId, symbol: 'A/PV.1', on: round.now().slice(0, 10) }, officer) }],
  'list.withdrawn': [{ event: { type: 'list.withdrawn' }, act: ({ round }) => round.get(WithdrawListHandler).execute({ listId: round.listId, reason: 'Invented reason' }, officer) }],
});

const from = initial(listMachine);
const all = pathsOf({ procedure: listMachine, from, ways: ways(true) });
const triedAt = all.filter(({ tries }) => tries);
const extension = ways(true)['silence.extended'][0].event;
/** Each place once more, after more time was given on the way to it. */
const extended: Path<ListEvent>[] = triedAt.filter(({ events }) => events.length > 1)
  .map(({ events }) => ({ events: [events[0]!, extension, ...events.slice(1)], tries: false }));

eachService('every simple path of a list, walked through the application', { ticks: false }, (service) => {
  const ground = new Ground(service);
  beforeAll(() => ground.open());
  const walked = (paths: Path<ListEvent>[], bodyDecides = true) => (
    walk({ procedure: listMachine, from, ways: ways(bodyDecides), begin: async () => new ListWorld(await ground.round(bodyDecides ? 'contested' : 'drops')) }, paths)
  );

  it('goes as the model says, and refuses by name, without a trace, whatever the model refuses', async () => {
    expect([all.length, triedAt.length]).toEqual([87, 15]);
    const { faults, steps, refusals } = await walked(all);
    expect(faults).toEqual([]);
    expect(steps).toBe(all.reduce((sum, { events }) => sum + events.length, 0));
    expect(refusals).toBeGreaterThan(triedAt.length * 6);
  });

  it('goes on after an extension as it would have without', async () => {
    expect((await walked(extended)).faults).toEqual([]);
  });

  it('takes no decision where the modality gives it to nobody', async () => {
    const { faults, refusals } = await walked(triedAt, false);
    expect(faults).toEqual([]);
    expect(refusals).toBeGreaterThan(triedAt.length * 6);
  });

  describe('would catch', () => {
    /** With a fault in one part, along a few paths that the event it concerns is on, and where it is refused. */
    const walkedWith = async <T extends object, K extends keyof T>(type: new (...args: never[]) => T, method: K, event: ListEvent['type'], fault: (real: T[K]) => T[K]): Promise<string> => {
      const remove = plant(ground.service.get(type), method, fault);
      const { faults } = await walked([...triedAt.slice(0, 10), ...all.filter(({ events }) => events.some(({ type }) => type === event)).slice(0, 4)]);
      remove();
      return faults.join('\n');
    };

    it('a step that is taken although the model refuses it', async () => {
      expect(await walkedWith(Lists, 'step', 'assembly.noted', (real) => (tx, list, event, facts) => (
        real(tx, event.type === 'assembly.noted' ? Object.assign(list, { context: { ...list.context, finalInformed: true } }) : list, event, facts)
      ))).toMatch(/list.finalized, then assembly.noted refused: stored as noted/);
    });

    it('a wrong state that is stored', async () => {
      expect(await walkedWith(Lists, 'step', 'hold.overridden', (real) => async (tx, list, event, facts) => {
        const effects = await real(tx, list, event, facts);
        if (event.type === 'hold.overridden') await tx.update(List, { id: list.id }, { state: 'held' });
        return effects;
      })).toMatch(/hold.overridden: stored as held .* not as objectionsConsidered/);
    });

    it('an act that is refused and leaves a trace', async () => {
      expect(await walkedWith(MarkNotedHandler, 'execute', 'assembly.noted', (real) => async (command, actor) => {
        await ground.service.get(UnitOfWork).run((tx) => tx.update(List, { id: command.listId }, { notedSymbol: command.symbol }));
        return real(command, actor);
      })).toMatch(/list changed by what was refused, .*assembly.noted/);
    });

    it('a refusal under another name', async () => {
      expect(await walkedWith(OverrideHoldHandler, 'execute', 'hold.overridden', (real) => (command, actor) => real(command, actor).catch(() => { throw new Refused('list-unknown'); })))
        .toMatch(/hold.overridden answered by list-unknown, not by not-in-this-state/);
    });
  });
});
