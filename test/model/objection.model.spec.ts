import { objectionMachine, type ObjectionEvent } from '../../workflows/objection.machine.js';
import { initial, type Stored } from '../../workflows/step.js';
import { FinalizeListHandler } from '../../src/lists/index.js';
import { StateBasisHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { ObjectionBox } from '../../src/objections/objection-box.js';
import { Objection, type ObjectionState } from '../../src/objections/objection.entity.js';
import type { Actor } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { Ground, Round } from './round.js';
import { pathsOf, plant, walk, type Ways, type World } from './walk.js';

/** What moves one objection. That the silence closes is never stored with it: what is stored tells no instant. */
type Event = Exclude<ObjectionEvent, { type: 'silence.closed' }>;
type Door = 'mission' | 'office';

/** The objection of one State to one name. */
class ObjectionWorld implements World {
  constructor(readonly round: Round, readonly door: Door, readonly id: string) {}

  async stored(): Promise<Stored> {
    return { value: (await this.round.objections()).find(({ id }) => id === this.id)!.state, context: {} };
  }

  tables = () => this.round.tables();

  get #what() {
    return { listId: this.round.listId, objectionId: this.id };
  }

  get #mission(): Extract<Actor, { kind: 'mission' }> {
    return { kind: 'mission', iso2: 'FR', listId: this.round.listId };
  }

  state = () => this.round.get(StateBasisHandler).execute({ ...this.#what, basis: 'Invented basis' }, this.door === 'mission' ? this.#mission : { ...officer, reference: 'Note FR' });
  withdraw = () => (this.door === 'mission' ? this.round.get(WithdrawObjectionHandler).execute(this.#what, this.#mission)
    : this.round.get(WithdrawObjectionHandler).forState({ ...this.#what, reference: 'Note FR', receivedAt: this.round.now() }, officer));

  /** The modality's limit passes: the deadline, or the moment at which the list becomes final. */
  async close(until: 'deadline' | 'finalization'): Promise<void> {
    await this.round.consider();
    if (until === 'finalization' && (await this.round.list()).state === 'objectionsConsidered') await this.round.get(FinalizeListHandler).execute({ listId: this.round.listId }, officer);
  }
}

const before = '2026-12-07T17:00:00.000Z';
const after = '2026-12-07T17:00:00.001Z';

/** Of one that is withdrawn nothing is said of stages. */
const refusal = (state: string): string | undefined => (state === 'withdrawn' ? 'objection-withdrawn' : undefined);

const ways = (until: 'deadline' | 'finalization'): Ways<ObjectionWorld, Event> => ({
  'basis.stated': [{ event: { type: 'basis.stated' }, act: (world) => world.state(), refusal }],
  'objection.withdrawn': [
    { event: { type: 'objection.withdrawn', at: before, until: before }, act: (world) => world.withdraw(), refusal },
    { event: { type: 'objection.withdrawn', at: after, until: before }, only: ['raised', 'basisStated', 'withdrawn'], first: (world) => world.close(until), act: (world) => world.withdraw(), refusal },
  ],
});

const from = initial(objectionMachine);

eachService('every simple path of an objection, walked through the application', { ticks: false }, (service) => {
  const ground = new Ground(service);
  beforeAll(() => ground.open());
  const walked = (door: Door, until: 'deadline' | 'finalization', closed = false) => {
    const begin = async (): Promise<ObjectionWorld> => {
      const round = await ground.round('drops', until);
      await round.circulate();
      await round.object('FR');
      if (closed) await round.consider();
      return new ObjectionWorld(round, door, (await round.objections())[0]!.id);
    };
    const walk_ = { procedure: objectionMachine as never, from: from as never, ways: ways(until), begin };
    return walk<ObjectionWorld, ObjectionState, object, Event>(walk_, pathsOf(walk_));
  };

  it.each([['mission', 'deadline', false], ['mission', 'finalization', false], ['mission', 'finalization', true], ['office', 'finalization', true], ['office', 'deadline', false]] as const)(
    'goes as the model says at the door of the %s, until %s, the silence closed before: %s', async (door, until, closed) => {
      const result = await walked(door, until, closed);
      expect(result.faults).toEqual([]);
      expect(result.steps).toBeGreaterThan(4);
      expect(result.refusals).toBe(5);
    },
  );

  it('would catch a withdrawal that is taken after the limit', async () => {
    const handler = ground.service.get(WithdrawObjectionHandler);
    const remove = plant(handler, 'execute', (real) => async (command, actor) => {
      try {
        return await real(command, actor);
      } catch {
        const box = ground.service.get(ObjectionBox);
        await ground.service.get(UnitOfWork).run(async (tx) => {
          const { id, filingId: _, ...facts } = box.open((await tx.findOneBy(Objection, { id: command.objectionId }))!);
          await tx.update(Objection, { id }, { sealed: box.seal(command.listId, id, { ...facts, state: 'withdrawn' }) });
        });
        return { at: after };
      }
    });
    const { faults } = await walked('mission', 'deadline');
    remove();
    expect(faults.join('\n')).toMatch(/answered by nothing, not by withdrawal-closed/);
  });
});
