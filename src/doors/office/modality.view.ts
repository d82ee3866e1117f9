import type { Audience, Disclosure, Fact, Modality, Silence } from '../../../workflows/modality.js';
import { stateName } from '../../directory/index.js';
import { monthText, periodText } from '../../platform/dates.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';

const AUDIENCES: Audience[] = ['office', 'objector', 'requestingState', 'memberStates', 'organization', 'public'];
const FACTS: Fact[] = ['objectionExists', 'objector', 'basis', 'proposedNames', 'finalNames'];

export interface ModalityView {
  /** What it decides, in the order of the procedure. */
  rules: { key: string; lines: string[] }[];
  audiences: string[];
  facts: { fact: string; cells: { audience: string; word: string }[] }[];
  retention: { months: number; days: number; reminder: number; applications: number };
  /** What the source does not say, and the Office answers for. */
  interpretations: { field: string; paragraph: string | null; text: string }[];
}

/** What a modality decides, who may know what under it, cell by cell, and what somebody has to answer for because the source does not say it. */
export function modalityView(modality: Modality, t: Translate, language: OfficeLanguage): ModalityView {
  const { disclosure, retention, sources } = modality;
  const word = (cell: Disclosure): string => t(`office:modality.cell.${cell}`);
  const audiences = AUDIENCES.map((audience) => t(`office:modality.audience.${audience}`));
  return {
    rules: rulesOf(modality, t, language),
    audiences,
    facts: FACTS.map((fact) => ({
      fact: t(`office:modality.fact.${fact}`), cells: AUDIENCES.map((audience, at) => ({ audience: audiences[at]!, word: word(disclosure[fact][audience]) })),
    })),
    retention: { months: retention.months, ...retention.drafts, applications: retention.applications.months },
    interpretations: Object.entries(sources).flatMap(([field, { paragraph, interpretation }]) => (interpretation ? [{ field, paragraph, text: interpretation }] : [])),
  };
}

function rulesOf({ source, office, electorate, categories, lists, tracks, meetings, silence, objection, decision, reasons, withdrawal, assembly, linkCode, report }: Modality, t: Translate, language: OfficeLanguage): ModalityView['rules'] {
  const say = (key: string, params?: Record<string, string | number>): string => t(`office:modality.rule.${key}`, params);
  const under = (paragraph: string, text: string): string => t('common:errors.of', { label: t('office:modality.paragraph', { paragraph }), text });
  return Object.entries({
    source: [t('common:errors.of', { label: source.symbol, text: source.title[language] }), source.adopted ? say('adopted', { day: monthText(source.adopted, language) }) : say('announced')],
    office: [office[language]],
    electorate: electorate === 'memberStates' ? [t('office:modality.audience.memberStates')] : electorate.codes.map((code) => stateName(code, language)),
    lists: lists.map(({ key, paragraph, title }) => under(paragraph, `${key}, ${title[language]}`)),
    categories: categories.map(({ label }) => label[language]),
    tracks: tracks.map(({ paragraph, title }) => under(paragraph, title[language])),
    meetings: meetings.map(({ paragraph, title, from, to }) => under(paragraph, `${title[language]}, ${periodText(from, to, language)}`)),
    silence: [silence.length ? say('length', { length: lengthOf(silence.length, t), zone: silence.zone }) : say('lengthOpen'), silence.minimum ? say('minimum', { length: lengthOf(silence.minimum, t) }) : say('noMinimum'), ...(silence.leastAfterService ? [say('afterService', { length: lengthOf(silence.leastAfterService, t) })] : [])],
    objection: [objection.effect === 'contested' && decision ? say('contested', { body: decision.body[language] }) : say('drops')],
    reasons: [say(`reason.${reasons.rule}`), ...(reasons.maxLength === null ? [] : [say('characters', { max: reasons.maxLength })])],
    withdrawal: [say(`until.${withdrawal.until}`)],
    assembly: (['proposed', 'final'] as const).filter((which) => assembly[which]).map((which) => say(`list.${which}`)),
    code: [linkCode.asked ? say('asked', { tries: linkCode.tries }) : say('notAsked')],
    report: [say('threshold', { threshold: report.threshold }), say(`figures.${report.objections}`)],
  }).map(([key, lines]) => ({ key: say(`of.${key}`), lines: lines.length ? lines : [t('office:none')] }));
}

/** How long, in words. */
export function lengthOf(length: NonNullable<Silence['length']>, t: Translate): string {
  if ('until' in length) return t('office:modality.rule.untilTime', { time: length.until });
  if ('hours' in length) return t('office:modality.rule.hours', { count: length.hours });
  const days = t('office:modality.rule.days', { count: length.days });
  return length.at ? t('office:modality.rule.daysAt', { length: days, time: length.at }) : days;
}
