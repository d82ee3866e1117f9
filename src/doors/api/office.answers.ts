import { disclosure, disclosed } from './disclosures.answers.js';
import { ListAnswer } from './lists.answers.js';
import { twoOfficerAct } from './proposed.js';
import { anything, byName, day, either, files, inSix, instant, many, maybe, memberState, named, object, oneOf, said, text, uuid, whole } from './shape.js';

export const MadeAnswer = object({ id: uuid });
export const ConferencesAnswer = many(object({ id: uuid, slug: text, title: inSix, modality: said(text, 'Id of the modality.'), symbol: text, adopted: maybe(day), lists: many(ListAnswer) }));

export const objectionState = oneOf('raised', 'basisStated', 'withdrawn');
export const ObjectionsAnswer = many(object({
  id: uuid, memberState, nominationId: uuid, basis: maybe(text), state: objectionState, raisedAt: instant, withdrawnAt: maybe(instant),
  decision: maybe(object({ decision: oneOf('include', 'exclude', 'defer'), reference: text, at: instant })),
}));
export const RecordedForStatesAnswer = object({
  receipts: many(object({ filingId: uuid, reference: text, at: instant, names: whole, memberState, alreadyStanding: many(object({ nominationId: uuid, name: text })) })),
});
export const WithdrawnAtAnswer = object({ at: instant });

const ofRequest = { memberState, ...disclosure };
export const DisclosureRequestsAnswer = many(either(
  object({ ...ofRequest, would: said(object({ facts: said(text, 'Given back with the release, which is refused where the answer has changed.'), ...disclosed }), 'What would be given now.') }),
  object({ ...ofRequest, releasedBy: text, proposedBy: text }),
));

export const MissionCodesAnswer = many(object({ memberState, code: text, tries: whole, triesLeft: whole }));
export const ListFileAnswer = files('text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');

const ofProposal = { id: uuid, act: twoOfficerAct, listId: maybe(uuid), proposer: text, proposedAt: instant };
export const ProposalsAnswer = many(object(ofProposal));
export const ProposalAnswer = named('Proposal', object({
  ...ofProposal, state: oneOf('open', 'done', 'declined', 'withdrawn', 'lapsed'), reason: text, command: said(byName(anything), 'What exactly is proposed; its form is that of the act.'), decidedBy: maybe(text), decidedAt: maybe(instant),
}));
export const ApprovedAnswer = object({ act: twoOfficerAct, listId: maybe(uuid) }, { result: said(anything, 'What the act answers, where it answers anything; its form is that of the act.') });
