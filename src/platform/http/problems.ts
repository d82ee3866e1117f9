import type { Translate } from '../i18n.js';
import { Refused, type Fault } from '../refused.js';
import { OUTSIDE } from './outside.js';

/** HTTP status of each rule that is not plain 422: one table for pages and API. */
const STATUS: Record<string, number> = {
  'not-signed-in': 401,
  'mission-session-over': 401,
  'sign-in-unusable': 403,
  'second-factor-missing': 401,
  'institution-refused': 403,
  'institution-unreachable': 503,
  'session-unknown': 404,
  'token-unknown': 404,
  'link-unusable': 404,
  'page-unknown': 404,
  'own-account': 403,
  'officer-gone': 404,
  'last-approver': 409,
  'factor-missing': 409,
  'role-lacks-right': 403,
  'address-while-out': 403,
  'second-officer-missing': 403,
  'own-proposal': 403,
  'proposal-unknown': 404,
  'proposal-closed': 409,
  'proposal-lapsed': 409,
  'note-waits': 409,
  'key-destroyed': 410,
  'key-lives': 409,
  'record-not-behind': 409,
  'retention-not-over': 409,
  'keys-busy': 503,
  'rotation-unrecorded': 503,
  'report-missing': 404,
  'report-incomplete': 404,
  'figures-not-published': 409,
  'assembly-not-foreseen': 409,
  'assembly-not-entered': 409,
  'figures-published': 409,
  'form-expired': 403,
  'foreign-form': 403,
  'too-many-requests': 429,
  'conference-unknown': 404,
  'list-unknown': 404,
  'letter-unknown': 404,
  'service-unknown': 404,
  'letter-not-accepted': 409,
  'objection-unknown': 404,
  'objection-withdrawn': 409,
  'disclosure-request-unknown': 404,
  'disclosure-given': 409,
  'disclosure-changed': 409,
  'finalization-changed': 409,
  'basis-not-asked': 409,
  'basis-not-taken': 409,
  'link-code-unknown': 404,
  'link-code-locked': 403,
  'attachment-unknown': 404,
  'address-unknown': 404,
  'reminder-unknown': 404,
  'call-unknown': 404,
  'application-unknown': 404,
  'match-unknown': 404,
  'question-unknown': 409,
  'call-closed': 409,
  'call-not-open': 409,
  'call-exists': 409,
  'resolution-not-adopted': 409,
  'resolution-adopted': 409,
  'decision-told': 409,
  'already-circulated': 409,
  'list-already-final': 409,
  'application-changed': 412,
  'applicant-session-over': 401,
  'status-unknown': 404,
  'no-meeting-open': 409,
  'meeting-unknown': 404,
  'nobody-named': 404,
  'representative-unknown': 404,
  'representative-changed': 412,
  'people-too-many': 409,
  'details-fixed': 409,
  'verification-unknown': 404,
  'hand-off-before-final': 409,
  'hand-off-unknown': 404,
  'webhook-unknown': 404,
  'webhook-ended': 409,
  'secret-shown': 409,
  'slug-taken': 409,
  'list-exists': 409,
  'addenda-not-foreseen': 409,
  'addendum-before-circulation': 409,
  'addendum-too-late': 409,
  'addendum-to-addendum': 409,
  'addendum-open': 409,
  'list-has-addendum': 409,
  'list-not-as-circulated': 409,
  'revision-unknown': 404,
  'carry-over-not-foreseen': 409,
  'list-not-draft': 409,
  'not-in-this-state': 409,
  'silence-not-running': 409,
  'list-withdrawn': 409,
  'resend-after-silence': 409,
  'idempotency-conflict': 409,
  'list-changed': 412,
  'if-match-missing': 428,
  'body-malformed': 400,
  'body-too-large': 413,
  'choice-changed': 409,
  'database-busy': 503,
  'storage-away': 503,
  fault: 500,
};

export const statusOf = (rule: string): number => STATUS[rule] ?? 422;

/** RFC 9457 problem details. `rule` names the rule that refused; `errors` name field, row and rule. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  rule: string;
  errors?: { field?: string; row?: number; rule: string; detail: string }[];
}

export function problemOf(refused: Refused, t: Translate): Problem {
  const title = wordsOf(refused, t);
  const errors = refused.faults.map((fault) => ({
    ...(fault.field === undefined ? {} : { field: OUTSIDE[fault.field] ?? fault.field }), ...(fault.row === undefined ? {} : { row: fault.row }),
    rule: fault.rule, detail: wordsOf(fault, t),
  }));
  return {
    type: `urn:nemcon:rule:${refused.rule}`, title, status: statusOf(refused.rule),
    detail: errors.length ? errors.map(({ detail }) => detail).join(' ') : title,
    rule: refused.rule, ...(errors.length ? { errors } : {}),
  };
}

/** The sentence of a rule in the language of `t`. */
export function wordsOf({ rule, params = {} }: Pick<Fault, 'rule' | 'params'>, t: Translate): string {
  return t(`rules:${rule}`, params);
}

export interface FormErrors {
  /** Of the page that shows them. */
  status: number;
  /** For the error summary: sentence and the field's anchor. */
  summary: readonly { text: string; href: string | null }[];
  /** Sentence by field. */
  fields: Readonly<Record<string, string>>;
}

export const noErrors: FormErrors = { status: 200, summary: [], fields: {} };

/** A refusal as a form shows it; what is not a refusal is thrown on. */
export function formErrors(error: unknown, t: Translate): FormErrors {
  if (!(error instanceof Refused)) throw error;
  const faults: Fault[] = error.faults.length ? error.faults : [{ rule: error.rule, params: error.params }];
  const fields: Record<string, string> = {};
  const summary = faults.map((fault) => {
    const text = wordsOf(fault, t);
    if (fault.field) fields[fault.field] ??= text;
    return { text, href: fault.field ? `#${fault.field}` : null };
  });
  return { status: statusOf(error.rule), summary, fields };
}
