import { phaseOf, type Question } from '../../applications/index.js';
import { monthText } from '../../platform/dates.js';
import { direction, type Language, type SixLanguages } from '../../platform/i18n.js';
import { representativePaths } from '../representatives/index.js';
import type { Visit } from './entrance.js';
import { paths } from './paths.js';

/** Where an application stands, in the applicant's words: the same for all as long as the outcomes are not told. */
export function ownView({ application: { row }, call, told, language, t, now }: Visit, questions: Question[]) {
  const closed = phaseOf(call, now) === 'closed';
  return {
    status: told.status, word: t(`apply:status.${told.status}.word`), explanation: t(`apply:status.${told.status}.explanation`),
    ...reasonView(told, t), reference: told.reference, closesAt: call.closesAt, closed,
    changeable: told.changeable, withdrawal: withdrawalView(told.withdrawal, language), draft: row.state === 'draft',
    ...stepsView(told, language, t),
    // What the desk went on without is not asked any more.
    questions: questions.filter(({ answer }) => answer !== null || told.missing?.questions).map(({ id, question, answer, askedAt }) => ({ question, answer, askedAt, href: paths.question(row.id, id) })),
    naming: told.status === 'onFinalList' || told.status === 'registered' ? representativePaths.own(row.id) : null,
  };
}

/** Why an application was not registered: the worded reason, and what the officer wrote, as it was written. */
export function reasonView({ reason, words }: Visit['told'], t: Visit['t']) {
  // "Another reason" says nothing beside the reason itself.
  return { reason: reason && (reason !== 'other' || !words) ? t(`apply:reason.${reason}`) : null, words: words && { ...words, dir: words.language && direction(words.language) } };
}

/** What a withdrawal would do, with the titles of lists in the reader's language. */
export const withdrawalView = (withdrawal: Visit['told']['withdrawal'], language: Language) => {
  const titles = (all: SixLanguages[]): string[] => all.map((title) => title[language]);
  return withdrawal && { further: withdrawal.further, leaves: titles(withdrawal.leaves), stays: titles(withdrawal.stays) };
};

/** The dated steps of an application, with when those come that have no date yet, and what the applicant could still do. */
export function stepsView({ steps, missing, application: { track: { way } } }: Visit['told'], language: Language, t: Visit['t']) {
  return {
    missing,
    steps: steps.map(({ step, at, done, next, due }) => ({
      text: t(`apply:step.${step}`), at, done, next,
      when: at || done || step === 'answerAwaited' ? null : due ? t('apply:step.due', { month: monthText(due, language) }) : t(step === 'outcome' ? `apply:step.outcomeWhen.${way.kind}` : 'apply:step.noDate'),
    })),
  };
}
