import { isZone, readWallTime } from '../../../../workflows/deadline.js';
import { instantPair } from '../../../platform/dates.js';
import type { DeadlineChoice } from '../../../lists/index.js';
import { refuseFields } from '../../../platform/refused.js';
import { one, type Field } from '../forms.js';
import type { Scene } from './act.js';

/** Zones in which conferences of the United Nations are held or decided; the modality's own comes first. */
const ZONES = ['America/New_York', 'UTC', 'Europe/Zurich', 'Europe/Vienna', 'Africa/Nairobi', 'Africa/Addis_Ababa', 'Asia/Bangkok', 'Asia/Beirut', 'America/Santiago'];

/** Date, time and zone of a deadline; where a clock change gives the time two readings, both of them to choose from. */
export function deadlineFields({ t, language, conference, sent }: Pick<Scene, 't' | 'language' | 'conference' | 'sent'>): Field[] {
  const own = conference.modality.silence.zone;
  const zone = one(sent, 'zone') || own;
  const { wallTime } = deadlineChoice({ sent });
  const read = readWallTime(wallTime, zone);
  const readings: Field[] = !read.ok && 'readings' in read
    ? [{
        kind: 'radios', name: 'reading', label: t('office:deadline.reading'), hint: t(`office:deadline.${read.rule}`), value: one(sent, 'reading'),
        options: read.readings.map(({ instant, offset }) => {
          const { newYork, utc } = instantPair(instant, language);
          return { value: instant, text: t('office:deadline.readingOption', { newYork, utc, offset }) };
        }),
      }]
    : [];
  return [
    { kind: 'date', name: 'deadline', label: t('office:deadline.date'), value: one(sent, 'deadline') },
    { kind: 'time', name: 'time', label: t('office:deadline.time'), hint: t('office:deadline.timeHint'), value: one(sent, 'time') },
    {
      kind: 'select', name: 'zone', label: t('office:deadline.zone'), value: zone,
      options: [...new Set([own, ...(isZone(zone) ? [zone] : []), ...ZONES])].map((value) => ({ value, text: value })),
    },
    ...readings,
  ];
}

export function deadlineChoice({ sent }: Pick<Scene, 'sent'>): DeadlineChoice {
  const reading = one(sent, 'reading');
  return { wallTime: `${one(sent, 'deadline')}T${one(sent, 'time')}`, zone: one(sent, 'zone'), ...(reading ? { reading } : {}) };
}

/** When a note verbale was received, as its form says it in New York time. */
export function receivedAtOf(sent: Scene['sent']): string {
  const receivedAt = newYorkInstant(one(sent, 'receivedAt'), one(sent, 'receivedTime'));
  if (!/Z$/.test(receivedAt)) throw refuseFields([{ field: 'receivedAt', rule: 'date-time-missing' }]);
  return receivedAt;
}

/** A wall time of New York, from a date and a time field, as an instant; the text as typed where it is none. */
export function newYorkInstant(date: string, time: string): string {
  const read = readWallTime(`${date}T${time}`, 'America/New_York');
  // Of the two readings of a repeated hour the later one: an attested receipt must not be made earlier than it was.
  return read.ok ? read.instant : 'readings' in read ? read.readings[1].instant : `${date} ${time}`.trim();
}
