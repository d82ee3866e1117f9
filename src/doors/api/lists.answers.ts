import type { ListState } from '../../../workflows/list.machine.js';
import type { NominationState } from '../../../workflows/nomination.machine.js';
import type { PublicStatus } from '../../../workflows/public-status.js';
import { day, inSix, instant, many, maybe, named, object, oneOf, place, said, text, uuid, whole } from './shape.js';

export const listState = oneOf<ListState>('draft', 'circulated', 'held', 'objectionsConsidered', 'finalized', 'noted', 'withdrawn');
export const publicStatus = oneOf<PublicStatus>('underConsideration', 'onFinalList', 'notOnFinalList', 'withdrawn', 'listWithdrawn');

/** Of a list as Missions see it. */
const shown = {
  id: uuid, conferenceId: uuid, key: text, ofKey: said(text, 'Key of the list in the modality; of an addendum, that of the list that it adds to.'), addendumTo: maybe(uuid), title: inSix, state: listState,
  circulatedAt: maybe(instant), deadline: maybe(instant), finalizedAt: maybe(instant), proposedSymbol: maybe(text), finalSymbol: maybe(text), notedSymbol: maybe(text), notedOn: maybe(day),
};
const ofList = { ...shown, version: whole };
const ofName = { id: uuid, name: text, acronym: maybe(text), country: place, category: maybe(said(text, 'Id of a category of the modality.')), city: maybe(text), website: maybe(text) };

export const ListAnswer = named('List', object(ofList));
export const name = named('Name', object(ofName));
export const MissionListAnswer = object({ ...shown, names: many(name) });

/** What an officer may know of a name: its state, or what the public would be told. */
const stateOfName = oneOf<NominationState | PublicStatus>(
  'proposed', 'circulated', 'objected', 'toBeAdmitted', 'toBeExcluded', 'cleared', 'heldBack', 'withdrawn', 'excluded', 'admitted', 'underConsideration', 'onFinalList', 'notOnFinalList', 'listWithdrawn',
);
export const FullListAnswer = object({
  ...ofList,
  periods: many(object({ round: whole, kind: oneOf('first', 'extension', 'anew'), opensAt: instant, deadline: instant, zone: said(text, 'IANA zone.'), reason: maybe(text) })),
  names: many(object({ ...ofName, state: said(stateOfName, 'As far as the role of whoever asks may know it.') })),
});
