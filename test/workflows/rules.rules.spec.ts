import { applicationMachine } from '../../workflows/application.machine.js';
import { listMachine, type ListContext, type ListEvent, type ListState } from '../../workflows/list.machine.js';
import { derive, nominationMachine, storedValue, type NominationState } from '../../workflows/nomination.machine.js';
import { objectionMachine } from '../../workflows/objection.machine.js';
import { applicationStatus, publicStatus } from '../../workflows/public-status.js';
import { can, step, takes } from '../../workflows/step.js';

const context: ListContext = { round: 1, proposedInformed: false, finalInformed: false };
const take = (value: ListState, event: ListEvent, more: Partial<ListContext> = {}) => step(listMachine, { value, context: { ...context, ...more } }, event);
const noon = '2026-12-07T17:00:00.000Z';
const second = '2026-12-07T17:00:01.000Z';
const later = '2026-12-14T17:00:00.000Z';

// The rules of the procedure, in words. They are stated here apart from the machines, which cannot judge themselves.
describe('silence', () => {
  it('begins when the Office releases a list that has names', () => {
    expect(take('draft', { type: 'office.released', at: noon, deadline: later, names: 1, adopted: true })).toMatchObject({ ok: true, next: { value: 'circulated' }, effects: ['circulate.letters', 'acknowledge.organizations'] });
    expect(take('draft', { type: 'office.released', at: noon, deadline: later, names: 0, adopted: true })).toMatchObject({ ok: false, rule: 'list-empty' });
    expect(take('draft', { type: 'office.released', at: noon, deadline: later, names: 1, adopted: false })).toMatchObject({ ok: false, rule: 'resolution-not-adopted' });
  });

  it('has not passed at the very instant of the deadline, and has a millisecond later', () => {
    expect(take('circulated', { type: 'silence.deadlinePassed', at: noon, deadline: noon, unserved: 0 })).toMatchObject({ ok: false, rule: 'deadline-not-passed' });
    expect(take('circulated', { type: 'silence.deadlinePassed', at: '2026-12-07T17:00:00.001Z', deadline: noon, unserved: 0 })).toMatchObject({ ok: true, next: { value: 'objectionsConsidered' } });
  });

  it('does not count while one Mission is unserved: the list is held', () => {
    expect(take('circulated', { type: 'silence.deadlinePassed', at: second, deadline: noon, unserved: 1 })).toMatchObject({ ok: true, next: { value: 'held' } });
    expect(take('held', { type: 'service.completed', unserved: 1 })).toMatchObject({ ok: false, rule: 'missions-unserved' });
    expect(take('held', { type: 'list.finalized', undecided: 0, unserved: 0 })).toMatchObject({ ok: false, rule: 'not-in-this-state' });
  });

  it('does not count where a Mission turns out afterwards not to have been told: the list is held again, until it is final', () => {
    expect(take('objectionsConsidered', { type: 'service.lost' })).toMatchObject({ ok: true, next: { value: 'held' }, effects: [] });
    expect(take('objectionsConsidered', { type: 'list.finalized', undecided: 0, unserved: 1 })).toMatchObject({ ok: false, rule: 'missions-unserved' });
    for (const state of ['draft', 'circulated', 'held', 'finalized', 'noted', 'withdrawn'] as const) expect(take(state, { type: 'service.lost' })).toMatchObject({ ok: false, rule: 'not-in-this-state' });
  });

  it('once closed is never reopened; a new period is opened', () => {
    expect(take('circulated', { type: 'silence.extended', at: second, currentDeadline: noon, deadline: later })).toMatchObject({ ok: false, rule: 'silence-already-closed' });
    expect(take('objectionsConsidered', { type: 'silence.extended', at: noon, currentDeadline: noon, deadline: later })).toMatchObject({ ok: false, rule: 'not-in-this-state' });
    expect(take('objectionsConsidered', { type: 'silence.openedAnew', at: second, deadline: later })).toMatchObject({ ok: true, next: { value: 'circulated', context: { round: 2 } } });
  });

  it('is extended to a later deadline only', () => {
    expect(take('circulated', { type: 'silence.extended', at: noon, currentDeadline: later, deadline: later })).toMatchObject({ ok: false, rule: 'deadline-not-later' });
  });
});

describe('a final list', () => {
  it('comes after the objections were considered, and once', () => {
    const states: ListState[] = ['draft', 'circulated', 'held', 'finalized', 'noted', 'withdrawn'];
    for (const state of states) expect(take(state, { type: 'list.finalized', undecided: 0, unserved: 0 })).toMatchObject({ ok: false, rule: 'not-in-this-state' });
    expect(take('objectionsConsidered', { type: 'list.finalized', undecided: 0, unserved: 0 })).toMatchObject({ ok: true, next: { value: 'finalized' } });
  });

  it('waits for the body that decides', () => {
    expect(take('objectionsConsidered', { type: 'list.finalized', undecided: 1, unserved: 0 })).toMatchObject({ ok: false, rule: 'names-undecided' });
    expect(take('objectionsConsidered', { type: 'decision.recorded', bodyDecides: false })).toMatchObject({ ok: false, rule: 'no-body-decides' });
  });

  it('is noted only after it was brought to the attention of the Assembly', () => {
    expect(take('finalized', { type: 'assembly.noted' })).toMatchObject({ ok: false, rule: 'final-list-not-transmitted' });
    expect(take('finalized', { type: 'assembly.noted' }, { finalInformed: true })).toMatchObject({ ok: true, next: { value: 'noted' } });
    expect(take('circulated', { type: 'assembly.informed', which: 'final' })).toMatchObject({ ok: false });
    expect(take('circulated', { type: 'assembly.informed', which: 'proposed' })).toMatchObject({ ok: true, next: { context: { proposedInformed: true } } });
  });
});

describe('a name', () => {
  const name = (value: NominationState, event: Parameters<typeof step<NominationState, object, import('../../workflows/nomination.machine.js').NominationEvent>>[2]) => step(nominationMachine, { value, context: {} }, event);

  it('with a standing objection is never cleared', () => {
    expect(name('objected', { type: 'list.finalized', effect: 'drops' })).toMatchObject({ ok: true, next: { value: 'heldBack' } });
    expect(name('objected', { type: 'list.finalized', effect: 'contested' })).toMatchObject({ ok: false, rule: 'name-undecided' });
    expect(name('circulated', { type: 'list.finalized', effect: 'contested' })).toMatchObject({ ok: true, next: { value: 'cleared' } });
  });

  it('is stored alike whether or not anybody objected', () => {
    expect(storedValue('objected')).toBe(storedValue('circulated'));
    expect(derive('circulated', 0)).toBe('circulated');
    expect(derive('circulated', 1)).toBe('objected');
    for (const state of ['cleared', 'heldBack', 'withdrawn', 'excluded', 'admitted'] as const) expect(derive(state, 3)).toBe(state);
  });

  it('is stored alike whatever a body decided, until the list is final, and on the final list whether or not it was contested', () => {
    for (const state of ['toBeAdmitted', 'toBeExcluded'] as const) expect(storedValue(state)).toBe('circulated');
    expect(storedValue('admitted')).toBe('cleared');
    for (const standing of [0, 1]) {
      expect(derive('circulated', standing, 'include')).toBe('toBeAdmitted');
      expect(derive('circulated', standing, 'exclude')).toBe('toBeExcluded');
      expect(derive('circulated', standing, 'defer')).toBe(derive('circulated', standing));
    }
    expect(derive('cleared', 1, 'include')).toBe('admitted');
    expect(derive('withdrawn', 1, 'include')).toBe('withdrawn');
  });

  it('keeps an objection of its own while others stand', () => {
    expect(name('objected', { type: 'objection.lapsed', standing: 1 })).toMatchObject({ ok: false, rule: 'objections-standing' });
    expect(name('objected', { type: 'objection.lapsed', standing: 0 })).toMatchObject({ ok: true, next: { value: 'circulated' } });
  });

  it('looks the same from outside, whatever happened, until the list is final', () => {
    const states: NominationState[] = ['proposed', 'circulated', 'objected', 'toBeAdmitted', 'toBeExcluded', 'cleared', 'heldBack', 'excluded', 'admitted'];
    for (const list of ['draft', 'circulated', 'held', 'objectionsConsidered'] as const) {
      expect(new Set(states.map((state) => publicStatus(list, state)))).toEqual(new Set(['underConsideration']));
    }
    expect(new Set(states.map((state) => publicStatus('withdrawn', state)))).toEqual(new Set(['listWithdrawn']));
    expect(publicStatus('finalized', 'heldBack')).toBe(publicStatus('noted', 'excluded'));
  });
});

describe('an objection', () => {
  const withdraw = (until: string | null) => step(objectionMachine, { value: 'raised', context: {} }, { type: 'objection.withdrawn', at: second, until });

  it('stands with or without a basis', () => {
    expect(step(objectionMachine, { value: 'raised', context: {} }, { type: 'silence.closed' })).toMatchObject({ ok: true, next: { value: 'standing' } });
    expect(step(objectionMachine, { value: 'basisStated', context: {} }, { type: 'silence.closed' })).toMatchObject({ ok: true, next: { value: 'standing' } });
  });

  it('is withdrawn until the modality says so, and not after', () => {
    expect(withdraw(null)).toMatchObject({ ok: true, next: { value: 'withdrawn' } });
    expect(withdraw(second)).toMatchObject({ ok: true });
    expect(withdraw(noon)).toMatchObject({ ok: false, rule: 'withdrawal-closed' });
  });
});

describe('what a state takes', () => {
  it('can be asked before', () => {
    expect(takes(listMachine, { value: 'draft', context }, 'office.released')).toBe(true);
    expect(takes(listMachine, { value: 'noted', context }, 'list.withdrawn')).toBe(false);
    expect(can(listMachine, { value: 'finalized', context }, { type: 'assembly.noted' })).toBe(false);
  });
});

describe('an application', () => {
  const submitted = { value: 'submitted' as const, context: { recommended: null } };

  it('is on time at the very instant of closing, and a second later is not', () => {
    const draft = { value: 'draft' as const, context: { recommended: null } };
    const closesAt = '2026-12-08T22:00:00.000Z';
    expect(step(applicationMachine, draft, { type: 'form.submitted', at: closesAt, closesAt, missing: 0 }).ok).toBe(true);
    expect(step(applicationMachine, draft, { type: 'form.submitted', at: '2026-12-08T22:00:01.000Z', closesAt, missing: 0 })).toMatchObject({ rule: 'call-closed' });
  });

  it('is decided by another officer than the one who recommended, where the track asks for two', () => {
    const recommended = { ...submitted, context: { recommended: 'eligible' as const } };
    const decide = { type: 'screening.decided', outcome: 'notEligible', two: true } as const;
    expect(step(applicationMachine, submitted, { ...decide, byOther: false })).toMatchObject({ rule: 'recommendation-missing' });
    expect(step(applicationMachine, recommended, { ...decide, byOther: false })).toMatchObject({ rule: 'recommendation-own' });
    expect(step(applicationMachine, recommended, { ...decide, byOther: true })).toMatchObject({ ok: true, next: { value: 'notEligible' } });
  });

  it('loses a recommendation when the applicant changes the form', () => {
    const recommended = { ...submitted, context: { recommended: 'eligible' as const } };
    expect(step(applicationMachine, recommended, { type: 'form.amended', at: '2026-12-01T00:00:00.000Z', closesAt: '2026-12-08T22:00:00.000Z', told: false, open: 0, out: false })).toMatchObject({ next: { context: { recommended: null } } });
    const asked = { value: 'informationRequested' as const, context: { recommended: 'eligible' as const } };
    expect(step(applicationMachine, asked, { type: 'form.amended', at: '2026-12-09T00:00:00.000Z', closesAt: null, told: false, open: 1, out: false })).toMatchObject({ next: { value: 'informationRequested', context: { recommended: null } } });
  });

  it('keeps what was decided when only a question opened a form that Member States know by then', () => {
    const eligible = { value: 'eligible' as const, context: { recommended: null } };
    const amended = { type: 'form.amended', at: '2026-12-09T00:00:00.000Z', closesAt: null, told: false, open: 1 } as const;
    expect(step(applicationMachine, eligible, { ...amended, out: true })).toMatchObject({ next: { value: 'eligible' }, effects: [] });
    expect(step(applicationMachine, eligible, { ...amended, out: false })).toMatchObject({ next: { value: 'informationRequested' } });
    expect(step(applicationMachine, eligible, { type: 'information.received', open: 0, told: false })).toMatchObject({ next: { value: 'eligible' } });
    expect(step(applicationMachine, eligible, { type: 'information.received', open: 0, told: true })).toMatchObject({ rule: 'decision-told' });
  });

  it('tells nothing of a screening before the outcomes are told', () => {
    for (const state of ['submitted', 'eligible', 'notEligible'] as const) {
      expect(applicationStatus(state, 'finalization', null)).toBe('underConsideration');
      expect(applicationStatus(state, 'finalization', 'notOnFinalList')).toBe('notOnFinalList');
    }
    expect(applicationStatus('notEligible', 'decision', null)).toBe('notRegistered');
  });
});
