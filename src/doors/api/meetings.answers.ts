import type { MeetingRule } from '../../../workflows/modality.js';
import { day, FileShape, files, flag, inSix, instant, many, maybe, named, object, oneOf, place, said, text, uuid, whole } from './shape.js';

export const phase = oneOf('notOpen', 'open', 'closed');
const ofMeeting = {
  id: said(text, 'Id in the modality.'), kind: oneOf<MeetingRule['kind']>('thematic', 'stocktaking', 'negotiation', 'hearing', 'conference'), paragraph: text, title: inSix, scope: oneOf<MeetingRule['scope']>('preparatoryProcess', 'hearing', 'conference'),
  phase: said(phase, 'Of naming representatives.'), place: text, quota: said(whole, 'Representatives of one organization.'),
  planned: object({ from: said(text, 'A month or a day, as the resolution has it.'), to: text, days: maybe(whole) }), startsOn: maybe(day), endsOn: maybe(day), closesAt: maybe(instant),
};
export const MeetingsAnswer = many(object({ ...ofMeeting, named: said(whole, 'Representatives of all organizations.') }));
export const AnnouncedAnswer = object({ meeting: text, closesAt: instant });
export const HandedOffAnswer = object({ id: uuid, representatives: whole, digest: text });

const handed = object({ id: uuid, givenName: text, familyName: text, function: text, email: text, organization: text, country: place, category: maybe(text), paragraph: text });
export const HandOffFileAnswer = new FileShape({
  ...files('text/csv').types,
  'application/json': named('HandOff', object({
    format: oneOf('nemcon-hand-off/v1'), conference: text, meeting: object({ id: text, title: text, place: text, startsOn: maybe(day), endsOn: maybe(day) }), at: instant, representatives: many(handed),
  })),
});

export const RepresentativesAnswer = object({
  meetings: many(object({ ...ofMeeting, elsewhere: said(whole, 'Places that are taken under another application of the organization.') })),
  representatives: many(object({ id: uuid, version: whole, familyName: text, givenName: text, function: text, email: text, meetings: many(text) })),
});
export const NamedForAnswer = object({ id: uuid, named: said(many(text), 'Meetings that the person is named for.'), late: said(many(text), 'Meetings whose closing time has passed: nothing changed there.') });
export const ConfirmationAnswer = object({ name: text, until: said(day, 'Last day of the last meeting that it is good for.'), valid: flag });
