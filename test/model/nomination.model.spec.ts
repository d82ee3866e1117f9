import { EntityNotFoundError } from 'typeorm';
import { derive, nominationMachine, type NameDecision, type NominationEvent } from '../../workflows/nomination.machine.js';
import { initial, type Procedure, type Stored } from '../../workflows/step.js';
import { Decisions, FinalizeListHandler, ListedNames, Nomination, WithdrawNominationHandler } from '../../src/lists/index.js';
import { officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { Ground, Round } from './round.js';
import { pathsOf, plant, walk, type Way, type Ways, type World } from './walk.js';

type Effect = 'drops' | 'contested';
type Nominations = typeof nominationMachine;

/** One name of a list of two; nobody objects to the other. */
class NameWorld implements World {
  constructor(readonly round: Round) {}

  /** As the Office asks for it: what is stored, whether an objection stands, and what was decided. */
  async stored(): Promise<Stored> {
    const standing = (await this.standing()).length;
    const decided = await this.round.get(Decisions).ofList(this.round.listId, officer);
    return { value: derive((await this.name())?.state ?? 'withdrawn', standing, decided.get(this.round.ids[0]!)?.decision), context: {} };
  }

  /** A name that left a draft stands on no list any more: what the model calls withdrawn. */
  name = () => this.round.name().catch((error: unknown) => { if (error instanceof EntityNotFoundError) return null; throw error; });
  tables = () => this.round.tables();
  standing = async () => (await this.round.objections()).filter(({ state }) => state !== 'withdrawn');

  /** Whether the name's list takes part in the silence or what follows it. */
  async open(): Promise<boolean> {
    return ['circulated', 'held', 'objectionsConsidered'].includes((await this.round.list()).state);
  }

  /** The last objection lapses when its State withdraws it. */
  async lapse(): Promise<void> {
    const standing = await this.standing();
    for (const { id, iso2 } of standing) await this.round.withdraw(id, iso2);
    if (!standing.length) await this.round.withdraw('nobody', 'FR');
  }

  async lapseOneOfTwo(): Promise<void> {
    const iso2 = await this.round.another();
    await this.round.object(iso2);
    await this.round.withdraw((await this.standing()).find((objection) => objection.iso2 === iso2)!.id, iso2);
  }
}

type Decided = Extract<NominationEvent, { type: `decision.${string}` }>;
const decision = <E extends Decided>(event: E, decided: NameDecision): Way<NameWorld, E> => ({
  event, first: ({ round }) => round.consider(), act: ({ round }) => round.decide(decided),
  // Where nobody decides, the list says so before anybody asks for the name.
  refusal: async (_, { round }) => ((await round.list()).state === 'objectionsConsidered' && !(await round.bodyDecides()) ? 'no-body-decides' : undefined),
});

/** The list takes circulation and finalization, whatever became of one of its names. */
const listTakes = (state: 'draft' | 'objectionsConsidered') => ({
  refusal: async (_: string, { round }: NameWorld) => ((await round.list()).state === state ? null : undefined),
  writes: async (_: string, { round }: NameWorld) => ((await round.list()).state === state ? 'all' as const : []),
});

const ways = (effect: Effect): Ways<NameWorld, NominationEvent> => ({
  'objection.raised': [{
    event: { type: 'objection.raised' }, act: async ({ round }) => round.object(await round.another()),
    // Of a list that has not gone out, a note is one of before.
    refusal: async (_, world) => (await world.open() ? 'name-not-under-consideration' : (await world.round.list()).circulatedAt ? undefined : 'note-before-circulation'),
  }],
  'objection.lapsed': [
    {
      event: { type: 'objection.lapsed', standing: 0 }, act: (world) => world.lapse(),
      // An objection to a name that has left the list is withdrawn all the same, and moves nothing.
      refusal: async (_, world) => (!(await world.standing()).length ? 'objection-unknown' : await world.open() ? null : 'withdrawal-closed'),
      writes: async (_, world) => ((await world.standing()).length && await world.open() ? ['objection', 'record_entry'] : []),
    },
    {
      event: { type: 'objection.lapsed', standing: 1 }, only: ['objected'], act: (world) => world.lapseOneOfTwo(),
      refusal: () => null, writes: () => ['filing', 'objection', 'record_entry'],
    },
  ],
  'decision.admitted': [decision({ type: 'decision.admitted' }, 'include')],
  'decision.excluded': [decision({ type: 'decision.excluded' }, 'exclude')],
  'decision.deferred': [
    decision({ type: 'decision.deferred', standing: 1 }, 'defer'),
    {
      event: { type: 'decision.deferred', standing: 0 }, only: ['toBeAdmitted', 'toBeExcluded'],
      act: async (world) => { await world.lapse(); await world.round.decide('defer'); },
      writes: () => ['objection', 'record_entry'],
    },
  ],
  'organization.withdrew': [{
    event: { type: 'organization.withdrew' },
    act: ({ round }) => round.get(WithdrawNominationHandler).execute({ listId: round.listId, nominationId: round.ids[0]!, reason: 'Invented reason' }, officer),
    refusal: async (_, world) => ((await world.name()) ? undefined : 'name-not-on-list'),
  }],
  'list.circulated': [{ event: { type: 'list.circulated' }, act: ({ round }) => round.circulate(), ...listTakes('draft') }],
  'list.finalized': [{
    event: { type: 'list.finalized', effect }, first: ({ round }) => round.consider(),
    act: ({ round }) => round.get(FinalizeListHandler).execute({ listId: round.listId }, officer),
    ...listTakes('objectionsConsidered'),
    // One name undecided is a list with names undecided.
    refusal: async (state, world) => (state === 'objected' ? 'names-undecided' : listTakes('objectionsConsidered').refusal(state, world)),
    writes: async (state, world) => (state === 'objected' ? [] : listTakes('objectionsConsidered').writes(state, world)),
  }],
});

/** Under a modality that gives the decision to nobody, no name is decided on. */
const nobody = [{ code: 'no-body-decides', holds: () => false }];
const undecided: Nominations = { ...nominationMachine, rules: { ...nominationMachine.rules, 'decision.admitted': nobody, 'decision.excluded': nobody, 'decision.deferred': nobody } };
const from = initial(nominationMachine);

eachService('every simple path of a name, walked through the application', { ticks: false }, (service) => {
  const ground = new Ground(service);
  beforeAll(() => ground.open());
  const walked = (effect: Effect) => {
    const procedure: Procedure<Nomination['state'], object, NominationEvent> = effect === 'drops' ? undecided : nominationMachine;
    const paths = pathsOf({ procedure, from, ways: ways(effect) });
    return walk({ procedure, from, ways: ways(effect), begin: async () => new NameWorld(await ground.round(effect)) }, paths);
  };

  it.each([['drops', 8, 30], ['contested', 12, 30]] as const)('goes as the model says where an objection %s', async (effect, steps, refusals) => {
    const result = await walked(effect);
    expect(result.faults).toEqual([]);
    expect(result.steps).toBeGreaterThan(steps);
    expect(result.refusals).toBeGreaterThan(refusals);
  });

  it('would catch a name that is withdrawn after the list was final', async () => {
    const remove = plant(ground.service.get(ListedNames), 'mark', () => async (tx, { id }) => { await tx.update(Nomination, { id }, { state: 'withdrawn' }); });
    const { faults } = await walked('drops');
    remove();
    expect(faults.join('\n')).toMatch(/list.finalized, then organization.withdrew refused: stored as withdrawn .* not as cleared/);
  });

  it('would catch a decision that changes a name to which nobody objects', async () => {
    const remove = plant(ground.service.get(FinalizeListHandler), 'execute', (real) => async (command, actor) => {
      const summary = await real(command, actor);
      await ground.change(Nomination, { listId: command.listId, state: 'heldBack' }, { state: 'cleared' });
      return summary;
    });
    const { faults } = await walked('drops');
    remove();
    expect(faults.join('\n')).toMatch(/objection.raised > list.finalized: stored as cleared .* not as heldBack/);
  });
});
