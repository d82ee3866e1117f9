import { dayOf, timeText } from '../../src/platform/dates.js';
import { placeOf } from '../../src/doors/office/list.view.js';

describe('a moment in words', () => {
  it.each([
    ['2026-12-08T05:00:00.000Z', 'midnight (beginning of the day)', '凌晨零时'],
    ['2026-12-08T05:30:00.000Z', '12.30 a.m.', '凌晨零时30分'],
    ['2026-12-08T14:00:00.000Z', '9 a.m.', '上午9时'],
    ['2026-12-08T17:00:00.000Z', 'noon', '中午12时'],
    ['2026-12-08T17:15:00.000Z', '12.15 p.m.', '中午12时15分'],
    ['2026-12-08T22:00:00.000Z', '5 p.m.', '下午5时'],
  ])('%s is read as one time of day only', (instant, en, zh) => {
    expect([timeText(instant, 'en'), timeText(instant, 'zh')]).toEqual([en, zh]);
  });

  it('falls on the day of the place, not of Greenwich', () => {
    const evening = '2026-12-09T01:00:00.000Z';
    expect([dayOf(evening), dayOf(evening, 'UTC'), dayOf(evening, 'Pacific/Kiritimati')]).toEqual(['2026-12-08', '2026-12-09', '2026-12-09']);
  });
});

it.each(['constructor', 'toString', '__proto__'])('a place called %s is shown as it was typed', (countryText) => {
  expect(placeOf({ countryIso2: null, countryText }, {}, 'en')).toBe(countryText);
});
