import { judgements, type StatusOfApplication } from '../../applications/index.js';
import { phase } from './meetings.answers.js';
import { byName, files, flag, instant, language, many, maybe, named, object, oneOf, place, said, text, uuid, whole } from './shape.js';

export const NewCallAnswer = object({ id: uuid, closesAt: instant });
export const ExtendedCallAnswer = object({ closesAt: instant });
export const CallsAnswer = many(object({
  id: uuid, track: text, phase, opensAt: instant, closesAt: instant, deadlines: said(many(object({ closesAt: instant, announcedAt: instant, reason: maybe(text) })), 'Every closing time that was announced.'),
}));

const ofJudgement = { outcome: oneOf('eligible', 'notEligible'), reason: said(maybe(text), 'Key of a worded reason.'), text: maybe(text), officerId: text, officer: text, at: instant };
const inLanguage = { language: maybe(language) };
const ofApplication = {
  id: uuid, track: text, state: oneOf('draft', 'submitted', 'informationRequested', 'eligible', 'notEligible', 'withdrawn'), name: text, country: place, category: maybe(text), submittedAt: maybe(instant), decidedAt: maybe(instant),
  assigneeId: said(maybe(text), 'The officer who looks after it.'), version: whole, recommendation: maybe(object(ofJudgement, inLanguage)), decision: maybe(object({ ...ofJudgement, recommendedBy: maybe(text) }, inLanguage)),
};
const form = said(byName(text), 'Texts by the name of the field.');
const questions = many(named('Question', object({ id: uuid, officer: text, askedAt: instant, question: text, answer: maybe(text), answeredAt: maybe(instant) })));

export const ApplicationAnswer = named('Application', object(ofApplication));
export const ApplicationsAnswer = many(ApplicationAnswer);
export const FullApplicationAnswer = object({
  ...ofApplication, contactEmail: text, language, form, questions, documents: many(object({ id: uuid, name: text, type: text, size: said(whole, 'Bytes.') })), checklist: object({ points: many(text), checked: many(text) }),
});
export const DocumentFileAnswer = files('application/pdf', 'image/png', 'image/jpeg');
export const CheckedAnswer = object({ checked: many(text) });
/** Whether an address is known is told to nobody. */
export const OnItsWayAnswer = object({ letter: oneOf('onItsWay') });

export const evidence = many(oneOf('sameName', 'likeName', 'acronym', 'website', 'mail', 'registration'));
export const score = { type: 'number', minimum: 0, maximum: 1 } as const;
export const MatchesAnswer = many(object({
  key: text, kind: oneOf('application', 'name', 'register'), names: many(text), country: place, score, evidence, judgement: maybe(object({ judgement: oneOf(...judgements), officer: text, at: instant })),
}));
export const ApplicationSessionAnswer = object({ token: text, seconds: said(whole, 'For how long it is good.'), applicationId: uuid });

type Steps = StatusOfApplication['steps'][number]['step'];
/** Where an application stands, as the applicant and the status page tell it. */
export const standing = {
  status: oneOf<StatusOfApplication['status']>('draft', 'informationNeeded', 'registered', 'notRegistered', 'underConsideration', 'onFinalList', 'notOnFinalList', 'withdrawn', 'listWithdrawn'), outcomeAt: maybe(instant),
  steps: many(object({ step: oneOf<Steps>('received', 'asked', 'answered', 'answerAwaited', 'callCloses', 'circulated', 'statesDeadline', 'outcome', 'withdrawn'), at: maybe(instant), done: flag, next: flag, due: maybe(instant) })),
  missing: said(maybe(object({ questions: whole, documents: flag })), 'What the desk waits for.'),
};
export const OwnApplicationAnswer = object({
  id: uuid, track: text, version: whole, ...standing, reason: said(maybe(text), 'Key of a worded reason.'), words: maybe(object({ text, language: maybe(language) })), reference: maybe(text), changeable: flag, form, questions,
});
export const SubmittedAnswer = object({ reference: text });
