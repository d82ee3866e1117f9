import { columns, dimensions, type BalanceWarning } from '../../applications/index.js';
import { each, flag, many, object, oneOf, said, text, whole } from './shape.js';

const counts = object(each(columns, whole));
const added = said(whole, 'Of the applications that were asked about.');
export const BalanceAnswer = object({
  final: flag, registrations: many(object({ track: text, applied: whole, screened: whole, registered: whole })), totals: counts, added,
  tables: many(object({ dimension: oneOf(...dimensions), rows: many(object({ key: text, counts, added })) })),
  warnings: many(object(
    { rule: oneOf<BalanceWarning['rule']>('few', 'groupUnder', 'groupOver', 'groupNone', 'categoryNone', 'womenFew', 'womenUnsaid', 'firstNone', 'specialNone') },
    { key: text, share: said(whole, 'Per cent of the names.'), states: said(whole, 'Per cent of Member States.') },
  )),
});
