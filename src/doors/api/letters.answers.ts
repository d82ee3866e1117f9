import { listState } from './lists.answers.js';
import { each, flag, instant, language, many, maybe, memberState, named, object, oneOf, said, text, uuid, whole } from './shape.js';

export const MissionsAnswer = many(object({ memberState, language, addresses: many(text) }));
export const ReturnedMessageAnswer = object({ listId: uuid, letterId: uuid, notice: text, address: text, reason: text, memberState });

const states = ['queued', 'accepted', 'deferred', 'refused', 'givenUp'] as const;
const service = named('Service', object({
  id: uuid, listId: uuid, memberState, means: oneOf('hand', 'noteVerbale', 'otherEmail', 'other'), reference: text, servedAt: instant, recordedAt: instant, officerId: text, takenBackAt: maybe(instant), takenBackWhy: maybe(text),
}));
export const DeliveriesAnswer = object({
  counts: object({ ...each(states, whole), total: whole }),
  missions: many(object({
    memberState, language, addresses: many(object({ id: uuid, address: text })),
    letters: many(object({ id: uuid, notice: text, address: text, state: oneOf(...states), attempts: whole, response: maybe(text), queuedAt: instant, settledAt: maybe(instant) })),
    services: many(service), takenBack: many(service),
    openedAt: said(maybe(instant), 'When the link was used first.'), openingSealed: said(flag, 'Whether it was used can no longer be read: the key of the list is destroyed.'),
    served: said(flag, 'Whether silence of this Mission would count.'), servedAt: maybe(instant), short: said(flag, 'It was served later before the deadline than the modality asks for.'),
  })),
});
export const ResentAnswer = object({ addresses: many(text) });
export const LostOfAnswer = object({ memberState });
export const ServiceRecordedAnswer = object({ state: listState });
export const ServiceTakenBackAnswer = object({ memberState, state: listState });
export const RemindersAnswer = many(object({ id: uuid, audience: oneOf('all', 'notOpened'), dueAt: instant, sentAt: maybe(instant), withdrawnAt: maybe(instant) }));
export const SentToMissionsAnswer = object({ missions: whole });
export const MisdirectionsAnswer = many(object({ id: uuid, memberState, at: instant, note: maybe(text) }));
