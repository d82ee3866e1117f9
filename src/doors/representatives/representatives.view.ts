import { fullName, hasClosed, phaseOfMeeting, placeOfMeeting, type Meeting, type Named, type Person } from '../../meetings/index.js';
import type { FormErrors } from '../../platform/http/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import type { Visit } from './entrance.js';
import { paths } from './paths.js';

/** A calendar day as an instant within it wherever it is read. */
const noon = (day: string): string => `${day}T17:00:00.000Z`;

function meetingView(meeting: Meeting, language: Language, now: string) {
  const { rule, naming } = meeting;
  return {
    id: rule.id, title: rule.title[language], paragraph: rule.paragraph, place: placeOfMeeting(meeting, language), phase: phaseOfMeeting(meeting, now),
    starts: naming && noon(naming.startsOn), ends: naming && naming.endsOn !== naming.startsOn ? noon(naming.endsOn) : null, closesAt: naming?.closesAt ?? null, quota: naming?.quota ?? rule.quota,
  };
}

/** The organization's own page: each meeting that is open to it with who is named, and everybody who was typed. */
export function ownView({ delegation: { holderId }, meetings, people, elsewhere, language, now }: Visit) {
  const named = (meeting: string): Named[] => people.filter((one) => one.meetings.includes(meeting));
  const all = meetings.map((meeting) => ({ ...meetingView(meeting, language, now), elsewhere: elsewhere(meeting.rule), named: named(meeting.rule.id).map((one) => ({ name: fullName(one), function: one.function })) }));
  return {
    announced: all.filter(({ phase }) => phase !== 'notOpen'), coming: all.filter(({ phase }) => phase === 'notOpen'),
    people: people.map((one) => ({
      name: fullName(one), function: one.function, email: one.email, meetings: one.meetings.length, href: paths.person(holderId, one.id), letter: paths.personLetter(holderId, one.id),
    })),
    open: meetings.some((meeting) => phaseOfMeeting(meeting, now) === 'open'),
    anybody: people.some((one) => one.meetings.length),
  };
}

/** The form for one person. Meetings that have closed are told and cannot be ticked; one that closed while the form was filled in stays to be read. */
export function formView({ meetings, people, elsewhere, language, now, t }: Visit, own: Named | null, typed: Person, wished: string[], errors: FormErrors) {
  const taken = (meeting: Meeting['rule']): number => people.filter((one) => one.id !== own?.id && one.meetings.includes(meeting.id)).length + elsewhere(meeting);
  const field = (name: keyof Person, more: object = {}) => ({
    name, label: name === 'givenName' ? t('apply:optional', { label: t('representatives:field.givenName') }) : t(`representatives:field.${name}`), value: typed[name], error: errors.fields[name] ?? null, ...more,
  });
  const all = meetings.map((meeting) => ({ ...meetingView(meeting, language, now), taken: taken(meeting.rule) }));
  const fields = [
    field('familyName', { hint: t('representatives:field.familyNameHint'), autocomplete: 'off' }), field('givenName', { autocomplete: 'off' }), field('function', { autocomplete: 'off' }),
    field('email', { hint: t('representatives:field.emailHint'), type: 'email', dir: 'ltr', autocomplete: 'off' }),
  ];
  return {
    fields, named: [...fields, ...all.map(({ id, title }) => ({ name: `meeting-${id}`, label: title }))],
    fixed: own !== null && hasClosed(own, meetings, now),
    choices: all.filter(({ phase }) => phase === 'open').map((one) => ({
      ...one, field: `meeting-${one.id}`, checked: wished.includes(one.id), free: Math.max(0, one.quota - one.taken), error: errors.fields[`meeting-${one.id}`] ?? null,
    })),
    settled: all.filter(({ id, phase }) => phase === 'closed' && own?.meetings.includes(id)),
  };
}

/** What a letter of confirmation says of each person. */
export function letterView({ meetings, language, now }: Visit, people: Named[], t: Translate) {
  return {
    courtesy: language === 'en' ? null : t('notices:courtesy'),
    people: people.filter((one) => one.meetings.length).map((one) => ({
      name: fullName(one), function: one.function, meetings: meetings.filter(({ rule }) => one.meetings.includes(rule.id)).map((meeting) => meetingView(meeting, language, now)),
    })),
  };
}
