import type { Finding, RegisterEdition, Standing } from '../../../registers/index.js';
import { registerKinds } from '../../../registers/index.js';
import { stateName } from '../../../directory/index.js';
import type { Evidence } from '../../../platform/matching/index.js';
import type { Translate } from '../../../platform/i18n.js';
import type { OfficeLanguage } from '../desk.js';

/** What a register says of an organization, in a line. */
export function standingText({ register, status, since, session, country, resolution }: Standing, t: Translate, language: OfficeLanguage): string {
  const parts = [
    country ? stateName(country, language) : '',
    status ? t(`registers:status.${register}.${status}`) : t('registers:status.unsaid'),
    since ? t(register === 'nhri' ? 'registers:asOfThen' : 'registers:since', { since }) : '',
    session ? t('registers:session', { session }) : '',
    resolution ?? '',
  ];
  return parts.filter(Boolean).join(' · ');
}

export const evidenceText = (evidence: Evidence[], t: Translate): string => evidence.map((one) => t(`registers:evidence.${one}`)).join(', ');

/** What each register says; not to be found is unknown, and the words say so. */
export const findingsView = (findings: Finding[], t: Translate, language: OfficeLanguage) => findings.map(({ register, asOf, found }) => ({
  title: t(`registers:register.${register}`), asOf, unknown: asOf === null ? t('registers:noEdition') : t('registers:unknown', { asOf }),
  found: found.map(({ item, evidence, name }) => ({
    name: item.name, text: standingText(item, t, language), how: evidenceText(evidence, t), same: evidence.includes('sameName'),
    former: item.formerNames.map(({ name: former, until }) => t(until ? 'registers:formerUntil' : 'registers:former', { name: former, until: until ?? '' })),
    by: name === item.name ? '' : name,
  })),
}));

/** The editions of each kind: the one in force, and those before it. */
export const editionsView = (editions: RegisterEdition[], t: Translate) => registerKinds.map((kind) => {
  const [inForce = null, ...earlier] = editions.filter((edition) => edition.kind === kind);
  return { kind, title: t(`registers:kind.${kind}`), inForce, earlier };
});
