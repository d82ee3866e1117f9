import { objectionState } from './office.answers.js';
import { byName, anything, FileShape, instant, many, maybe, memberState, object, oneOf, said, text, uuid, whole } from './shape.js';

export const MissionSessionAnswer = object({ token: text, expiresAt: instant, listId: uuid, memberState });
export const ReportedAnswer = object({ report: oneOf('received') });
export const ReceiptAnswer = object({ filingId: uuid, reference: text, at: instant, names: whole });
export const BasisAnswer = object({ basis: text });
/** docs/verify/README.md tells its form. */
export const ReceiptFileAnswer = new FileShape({ 'application/json': said(byName(anything), 'A receipt, which anybody can verify against the record.') });

const noteVerbale = maybe(object({ reference: text, receivedAt: instant, alreadyStanding: many(uuid) }));
export const MissionObjectionsAnswer = object({
  objections: many(object({ id: uuid, nominationId: uuid, basis: maybe(text), state: objectionState, raisedAt: instant, withdrawnAt: maybe(instant), noteVerbale })),
  filings: many(object({ id: uuid, reference: text, at: instant, names: whole, noteVerbale })),
});
