import { assign, setup } from 'xstate';
import type { Procedure } from './step.js';

export type ApplicationState = 'draft' | 'submitted' | 'informationRequested' | 'eligible' | 'notEligible' | 'withdrawn';

export interface ApplicationContext {
  /** What an officer recommended last; a change of the form takes it away. */
  recommended: 'eligible' | 'notEligible' | null;
}

/** Instants are ISO-8601 UTC text of fixed width, so that text order is time order. */
export type ApplicationEvent =
  | { type: 'form.submitted'; at: string; closesAt: string; missing: number }
  /** `closesAt`: of the call, or earlier, when the list of the track went out; null where the desk asked, which opens the form again whenever that was. `told`: the applicant knows the decision already. `open`: questions without an answer. `out`: such a question alone opened the form, and Member States have seen the name: what was decided stays. */
  | { type: 'form.amended'; at: string; closesAt: string | null; told: boolean; open: number; out: boolean }
  | { type: 'information.requested' }
  /** `open`: questions that are still without an answer. `told`: the applicant knows the decision already. */
  | { type: 'information.received'; open: number; told: boolean }
  | { type: 'screening.recommended'; outcome: 'eligible' | 'notEligible' }
  /** `two`: the track asks for a recommendation by one officer and a decision by another. `byOther`: the recommendation is another officer's. */
  | { type: 'screening.decided'; outcome: 'eligible' | 'notEligible'; two: boolean; byOther: boolean }
  /** `listed`: the organization stands on a list that has been circulated. `open`: questions without an answer. */
  | { type: 'screening.reopened'; listed: boolean; open: number }
  /** `final`: the list it stands on is final, or its registration is complete and used. */
  | { type: 'organization.withdrew'; final: boolean };

/**
 * A decision that nobody was told must not show in what the applicant can do: a changed form is screened anew, a question stays open
 * until it is answered, and an answer that comes late leaves the decision as it is.
 */
const decided = <S extends 'eligible' | 'notEligible'>(own: S) => ({
  'form.amended': [
    { target: own, guard: 'isOut' },
    { target: 'informationRequested', guard: 'isAsked', actions: ['forgetRecommendation', 'undo.decision'] },
    { target: 'submitted', actions: ['forgetRecommendation', 'undo.decision'] },
  ],
  'information.received': own,
  'screening.reopened': [{ target: 'informationRequested', guard: 'isAsked', actions: 'forgetRecommendation' }, { target: 'submitted', actions: 'forgetRecommendation' }],
  'organization.withdrew': 'withdrawn',
}) as const;

const machine = setup({
  types: { context: {} as ApplicationContext, events: {} as ApplicationEvent },
  actions: {
    rememberRecommendation: assign({ recommended: ({ context, event }) => (event.type === 'screening.recommended' ? event.outcome : context.recommended) }),
    forgetRecommendation: assign({ recommended: null }),
    'acknowledge.application': () => undefined,
    'ask.applicant': () => undefined,
    'tell.decision': () => undefined,
    'undo.decision': () => undefined,
  },
  guards: {
    isAnswered: ({ event }) => event.type === 'information.received' && event.open === 0,
    isOut: ({ event }) => event.type === 'form.amended' && event.out,
    isAsked: ({ event }) => 'open' in event && event.open > 0,
    isEligible: ({ event }) => event.type === 'screening.decided' && event.outcome === 'eligible',
  },
}).createMachine({
  id: 'application',
  initial: 'draft',
  context: { recommended: null },
  states: {
    draft: { on: { 'form.submitted': { target: 'submitted', actions: 'acknowledge.application' }, 'organization.withdrew': 'withdrawn' } },
    submitted: {
      on: {
        'form.amended': { target: 'submitted', actions: 'forgetRecommendation' },
        'information.requested': { target: 'informationRequested', actions: 'ask.applicant' },
        'screening.recommended': { target: 'submitted', actions: 'rememberRecommendation' },
        'screening.decided': [{ target: 'eligible', guard: 'isEligible', actions: 'tell.decision' }, { target: 'notEligible', actions: 'tell.decision' }],
        'organization.withdrew': 'withdrawn',
      },
    },
    informationRequested: {
      on: {
        // A second question joins the first one, which is still open.
        'information.requested': { target: 'informationRequested', actions: 'ask.applicant' },
        // What the first officer recommended was recommended on another form.
        'form.amended': { target: 'informationRequested', actions: 'forgetRecommendation' },
        // Nor had the first officer read the answer, whether or not another one is waited for.
        'information.received': [{ target: 'submitted', guard: 'isAnswered', actions: 'forgetRecommendation' }, { target: 'informationRequested', actions: 'forgetRecommendation' }],
        // The desk may decide on what it has, and an answer that never comes must not block.
        'screening.recommended': { target: 'informationRequested', actions: 'rememberRecommendation' },
        'screening.decided': [{ target: 'eligible', guard: 'isEligible', actions: 'tell.decision' }, { target: 'notEligible', actions: 'tell.decision' }],
        'organization.withdrew': 'withdrawn',
      },
    },
    eligible: { on: decided('eligible') },
    notEligible: { on: decided('notEligible') },
    withdrawn: {},
  },
});

/** One application of one organization under one track: from the form to the desk's decision. */
export const applicationMachine: Procedure<ApplicationState, ApplicationContext, ApplicationEvent> = {
  machine,
  rules: {
    'form.submitted': [
      { code: 'call-closed', holds: (_, { at, closesAt }) => at <= closesAt },
      { code: 'form-incomplete', holds: (_, { missing }) => missing === 0 },
    ],
    'form.amended': [
      { code: 'decision-told', holds: (_, { told }) => !told },
      { code: 'call-closed', holds: (_, { at, closesAt }) => closesAt === null || at <= closesAt },
    ],
    'information.received': [{ code: 'decision-told', holds: (_, { told }) => !told }],
    'screening.decided': [
      { code: 'recommendation-missing', holds: ({ recommended }, { two }) => !two || recommended !== null },
      { code: 'recommendation-own', holds: (_, { two, byOther }) => !two || byOther },
    ],
    'screening.reopened': [{ code: 'already-circulated', holds: (_, { listed }) => !listed }],
    'organization.withdrew': [{ code: 'list-already-final', holds: (_, { final }) => !final }],
  },
};
