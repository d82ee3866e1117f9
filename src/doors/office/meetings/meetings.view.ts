import { phaseOfMeeting, placeOfMeeting, type Meeting } from '../../../meetings/index.js';
import type { Conference } from '../../../conferences/index.js';
import { periodText } from '../../../platform/dates.js';
import type { OfficeLanguage } from '../desk.js';
import { paths } from '../paths.js';

/** A meeting as the desk sees it; the days as they were announced, else the months of the resolution. */
export function meetingLine(meeting: Meeting, { slug }: Conference, language: OfficeLanguage, now: string) {
  const { rule, naming } = meeting;
  const [from, to] = naming ? [naming.startsOn, naming.endsOn] : [rule.from, rule.to];
  return {
    id: rule.id, title: rule.title[language], paragraph: rule.paragraph, place: placeOfMeeting(meeting, language), days: periodText(from, to, language),
    planned: naming ? null : rule.days,
    phase: phaseOfMeeting(meeting, now), closesAt: naming?.closesAt ?? null, quota: naming?.quota ?? rule.quota, href: paths.meeting(slug, rule.id),
  };
}
