import { phaseOf, type Question } from '../../applications/index.js';
import { representativePaths } from '../representatives/index.js';
import type { Visit } from './entrance.js';
import { paths } from './paths.js';

/** Where an application stands, in the applicant's words: the same for all as long as the outcomes are not told. */
export function ownView({ application: { row }, call, told, t, now }: Visit, questions: Question[]) {
  const closed = phaseOf(call, now) === 'closed';
  return {
    status: told.status, word: t(`apply:status.${told.status}.word`), explanation: t(`apply:status.${told.status}.explanation`),
    reason: told.reason ? t(`apply:reason.${told.reason}`) : null, reference: told.reference, closesAt: call.closesAt, closed,
    changeable: told.changeable, withdrawable: told.withdrawable, draft: row.state === 'draft',
    steps: stepViews(told.steps, t),
    questions: questions.map(({ id, question, answer, askedAt }) => ({ question, answer, askedAt, href: paths.question(row.id, id) })),
    naming: told.status === 'onFinalList' || told.status === 'registered' ? representativePaths.own(row.id) : null,
    waiting: questions.filter(({ answer }) => answer === null).length,
  };
}

/** The dated steps of an application. */
export const stepViews = (steps: Visit['told']['steps'], t: Visit['t']) =>
  steps.map(({ step, at, done }) => ({ text: t(`apply:step.${step}`), at, done }));
