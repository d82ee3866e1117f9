import { direction, type Language } from './languages.js';

const NEW_YORK = 'America/New_York';

const ARABIC_MONTHS = [
  'كانون الثاني/يناير', 'شباط/فبراير', 'آذار/مارس', 'نيسان/أبريل', 'أيار/مايو', 'حزيران/يونيه',
  'تموز/يوليه', 'آب/أغسطس', 'أيلول/سبتمبر', 'تشرين الأول/أكتوبر', 'تشرين الثاني/نوفمبر', 'كانون الأول/ديسمبر',
];

interface Parts { weekday: string; day: string; month: string; year: string; hour: number; minute: number; second: number; monthNumber: number }

const formats = new Map<string, Intl.DateTimeFormat>();
/** The last instant in each language and zone: the letters of a circulation all name one deadline. */
const last = new Map<string, { instant: string; parts: Parts }>();

function partsOf(instant: string, language: Language, zone: string): Parts {
  const key = `${language} ${zone}`;
  const known = last.get(key);
  if (known?.instant === instant) return known.parts;
  const parts = split(instant, language, zone);
  last.set(key, { instant, parts });
  return parts;
}

function split(instant: string, language: Language, zone: string): Parts {
  const key = `${language} ${zone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(`${language === 'en' ? 'en-GB' : language}-u-nu-latn-ca-gregory`, {
    timeZone: zone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  });
  formats.set(key, format);
  const date = new Date(Date.parse(instant));
  const of = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const numeric = formats.get(`month ${zone}`) ?? new Intl.DateTimeFormat('en-u-nu-latn', { timeZone: zone, month: 'numeric' });
  formats.set(`month ${zone}`, numeric);
  const monthNumber = Number(numeric.format(date));
  return {
    weekday: of['weekday']!, day: of['day']!, month: of['month']!, year: of['year']!.replace(/\D/g, ''),
    hour: Number(of['hour']), minute: Number(of['minute']), second: Number(of['second']), monthNumber,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** The date as United Nations texts of that language write it. `zone` is IANA; New York unless said. */
export function dateText(instant: string, language: Language, zone = NEW_YORK): string {
  const { weekday, day, month, year, monthNumber } = partsOf(instant, language, zone);
  switch (language) {
    case 'en': return `${weekday}, ${day} ${month} ${year}`;
    case 'fr': return `le ${weekday} ${day === '1' ? '1er' : day} ${month} ${year}`;
    case 'es': return `el ${weekday} ${day} de ${month} de ${year}`;
    case 'ru': return `${weekday}, ${day} ${month} ${year} года`;
    case 'zh': return `${year}年${monthNumber}月${day}日${weekday}`;
    case 'ar': return `${weekday} ${day} ${ARABIC_MONTHS[monthNumber - 1]} ${year}`;
  }
}

/** A month, `2018-04`, or a day of it, as far as it is known; in Russian in the case that follows "not later than". */
export function monthText(known: string, language: Language): string {
  const [year, month, day] = known.split('-');
  const instant = `${year}-${month}-${day ?? '15'}T17:00:00.000Z`;
  if (day) return dateText(instant, language);
  const parts = partsOf(instant, language, NEW_YORK);
  switch (language) {
    case 'en': case 'fr': return `${parts.month} ${parts.year}`;
    case 'es': return `${parts.month} de ${parts.year}`;
    case 'ru': return `${parts.month} ${parts.year} года`;
    case 'zh': return `${parts.year}年${parts.monthNumber}月`;
    case 'ar': return `${ARABIC_MONTHS[parts.monthNumber - 1]} ${parts.year}`;
  }
}

/** From one to the other, or the one that both are: days, or months. */
export const periodText = (from: string, to: string, language: Language): string =>
  [...new Set([from, to])].map((known) => monthText(known, language)).join(' – ');

/** The time of day as United Nations texts of that language write it. */
export function timeText(instant: string, language: Language, zone = NEW_YORK): string {
  const { hour, minute } = partsOf(instant, language, zone);
  switch (language) {
    case 'en': {
      if (minute === 0 && hour === 12) return 'noon';
      // Bare, it is read as the end of the day by many: twenty-four hours late.
      if (minute === 0 && hour === 0) return 'midnight (beginning of the day)';
      return `${hour % 12 || 12}${minute ? `.${two(minute)}` : ''} ${hour < 12 ? 'a.m.' : 'p.m.'}`;
    }
    case 'fr': return `${hour} h${minute ? ` ${two(minute)}` : ''}`;
    case 'es': return `${hour}.${two(minute)} horas`;
    case 'ru': return `${hour} ч. ${two(minute)} м.`;
    // Twelve in the morning or afternoon would be read as the other twelve.
    case 'zh': return `${hour === 0 ? '凌晨零' : hour === 12 ? '中午12' : hour < 12 ? `上午${hour}` : `下午${hour % 12}`}时${minute ? `${two(minute)}分` : ''}`;
    case 'ar': return `الساعة ${two(hour)}:${two(minute)}`;
  }
}

/** The day of the calendar on which an instant falls, `2017-04-06`; in New York unless another zone is said. */
export function dayOf(instant: string, zone = NEW_YORK): string {
  const { year, monthNumber, day } = partsOf(instant, 'en', zone);
  return `${year}-${two(monthNumber)}-${two(Number(day))}`;
}

const AT: Record<Language, string> = { en: ', at ', fr: ', à ', es: ', a las ', ru: ', в ', zh: '', ar: '، ' };

/** Day and time in words. */
export const momentText = (instant: string, language: Language, zone = NEW_YORK): string =>
  `${dateText(instant, language, zone)}${AT[language]}${timeText(instant, language, zone)}`;

/** The same instant in New York time and in UTC: nobody has to guess whose clock is meant. */
export function instantPair(instant: string, language: Language): { newYork: string; utc: string } {
  const utc = partsOf(instant, language, 'UTC');
  const text = `${utc.year}-${two(utc.monthNumber)}-${two(Number(utc.day))} ${two(utc.hour)}:${two(utc.minute)}${utc.second ? `:${two(utc.second)}` : ''}`;
  return { newYork: momentText(instant, language), utc: direction(language) === 'rtl' ? `\u200E${text}` : text };
}
