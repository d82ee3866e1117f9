import { stateName } from '../../directory/index.js';
import { instantPair } from '../../platform/dates.js';
import type { Params } from '../../platform/refused.js';
import type { Translate } from '../../platform/i18n.js';
import type { TimelineEntry } from '../../records/index.js';
import type { OfficeLanguage } from './desk.js';
import { paths } from './paths.js';

export interface TimelineLine {
  id: string;
  at: string | null;
  who: string;
  what: string;
  /** Names that the act concerned. */
  names: string[];
  facts: { label: string; text: string }[];
  /** Where a confidential entry is opened to others. */
  receipt: string | null;
}

/** Values that stand in the catalog under a name of their own. */
const WORDED: Record<string, string> = { proposal: 'proposals.act', means: 'means', audience: 'audience', decision: 'decision', state: 'state', language: 'language', which: 'which', asked: 'asked', reached: 'reached' };
const INSTANTS = ['deadline', 'servedAt', 'dueAt', 'receivedAt', 'keptUntil'];

/** The record of a list in words: who, what, when. The sealed parts are opened: the Office alone sees this page. */
export function timelineView(listId: string, entries: TimelineEntry[], t: Translate, language: OfficeLanguage, nameOf: (nominationId: string) => string): TimelineLine[] {
  return entries.map(({ id, at, act, actor, facts, opened }) => {
    const { iso2, officer, names, source, ...others } = facts;
    const state = typeof iso2 === 'string' ? stateName(iso2, language) : null;
    const note = source as { kind?: string; reference?: string; receivedAt?: string } | undefined;
    const shown: Record<string, unknown> = { ...others, ...(note?.kind === 'noteVerbale' ? { noteVerbale: note.reference, receivedAt: note.receivedAt } : {}) };
    return {
      id, at,
      who: [typeof officer === 'string' ? officer : null, actor === 'system' ? t('office:timeline.system') : actor, state].filter(Boolean).join(', '),
      what: t(`office:acts.${act}`),
      receipt: opened ? paths.entryReceipt(listId, id) : null,
      names: Array.isArray(names) ? names.map((name) => nameOf(String(name))) : [],
      facts: [
        ...(typeof names === 'number' ? [{ label: t('office:fact.names'), text: String(names) }] : []),
        ...Object.entries(shown).filter(([, value]) => value !== '' && value !== null && value !== undefined)
          .map(([key, value]) => ({ label: t(`office:fact.${key}`), text: textOf(key, value as string | number, t, language) })),
      ],
    };
  });
}

/** The record of one application in the same words. `nameOf`: of what was held beside it, by its key. */
export function applicationTimeline(applicationId: string, entries: TimelineEntry[], t: Translate, nameOf: (key: string) => string | null): TimelineLine[] {
  return entries.map(({ id, at, act, actor, facts }) => {
    const { application, track: _, other, ...shown } = facts as { application: string; track?: string; other?: string } & Record<string, string | boolean | null>;
    const beside = application === applicationId ? other : `application:${application}`;
    return {
      id, at, who: actor ?? t('office:timeline.applicant'), what: t(`office:acts.${act}`), receipt: null, names: [],
      facts: [
        ...(beside === undefined ? [] : [{ label: t('office:fact.other'), text: nameOf(beside) ?? t(`matches:kind.${kindOf(beside)}`, { list: '' }) }]),
        ...Object.entries(shown).filter(([, value]) => value !== '' && value !== null).map(([key, value]) => ({ label: t(`office:fact.${key}`), text: screeningText(key, String(value), t) })),
      ],
    };
  });
}

const kindOf = (key: string): string => ({ application: 'application', name: 'name' }[key.split(':')[0]!] ?? 'register');

function screeningText(key: string, value: string, t: Translate): string {
  switch (key) {
    case 'outcome': return t(`office:applications.outcome.${value}`);
    case 'judgement': return t(`matches:judgement.${value}`);
    case 'checked': return value.split(', ').map((point) => t(`office:applications.checklist.${point}`)).join('; ');
    case 'readdressed': return t(`apply:yesNo.${value === 'true' ? 'yes' : 'no'}`);
    default: return value;
  }
}

function textOf(key: string, value: string | number, t: Translate, language: OfficeLanguage): string {
  if (INSTANTS.includes(key)) return t('office:bothTimes', instantPair(String(value), language) as unknown as Params);
  return WORDED[key] ? t(`office:${WORDED[key]}.${value}`) : String(value);
}
