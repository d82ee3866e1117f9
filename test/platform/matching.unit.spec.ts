import { NameIndex, type Named } from '../../src/platform/matching/index.js';

const known: Record<string, Named> = {
  lighthouse: { names: ['Invented Lighthouse Keepers Union'], acronym: 'ILKU', place: 'EG', website: 'https://www.lighthouse.example/about', email: 'office@keepers.example', registration: 'EG-2001/4711' },
  orchard: { names: ['Ассоциация выдуманных садов Поволжья'], place: 'RU' },
  harbour: { names: ['مرفأ مخترع للمهاجرين', 'Invented Harbour for Migrants'], place: 'EG' },
  ninth: { names: ['Invented Circle of the Ninth Gate, Lodge 8'], place: 'SE' },
  district: { names: ['Invented Circle, District 2410'], place: 'SE' },
  ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`other${n}`, { names: [`Union of Keepers of Sample ${['Bridges', 'Rivers', 'Forests', 'Meadows', 'Roads'][n % 5]} in Valley ${n}`], place: 'FR' }])),
};
const index = new NameIndex<string>();
for (const [id, named] of Object.entries(known)) index.put(id, named, id);
const found = (named: Partial<Named> & { names: string[] }): string[] => index.find({ place: null, ...named }).map(({ item }) => item);
const evidence = (named: Partial<Named> & { names: string[] }): string[] => index.find(named)[0]?.evidence ?? [];

describe('organizations that may be the same', () => {
  it.each([
    ['another order of words', 'Keepers Union: Lighthouse (Invented)', 'lighthouse'],
    ['slips of the pen', 'Inventd Ligthouse Keepers Union', 'lighthouse'],
    ['case, accents and silent words', 'THE INVENTED LÍGHTHOUSE KEEPERS’ UNION', 'lighthouse'],
    ['Cyrillic letters inside Latin words', 'Invеntеd Lighthоuse Keepers Uniоn', 'lighthouse'],
    ['another transliteration', 'Assoziazija wydumannych sadow Powolschja', 'orchard'],
    ['one of two names', 'Invented Harbour, for migrants', 'harbour'],
    ['its own script', 'المرفأ المخترع للمهاجرين', 'harbour'],
  ])('are found in spite of %s', (_, name, id) => expect(found({ names: [name] })).toEqual([id]));

  it('are not those that share common words, a number apart, or nothing', () => {
    for (const name of ['Union of Keepers', 'Invented Circle, District 2420', 'Invented Circle, District 9', 'Sample Society of Quite Other Things', 'Invented Circle of the Ninth Gate, Lodge 9', 'Invented']) expect(found({ names: [name] })).toEqual([]);
  });

  it('are found by host, mail, registration number, and within one country by acronym', () => {
    const names = ['اسم آخر تماما'];
    expect(evidence({ names, website: 'lighthouse.example' })).toEqual(['website']);
    expect(evidence({ names, email: 'someone@keepers.example' })).toEqual(['mail']);
    expect(evidence({ names, registration: 'eg 2001 4711' })).toEqual(['registration']);
    expect(evidence({ names: ['ILKU'], place: 'EG' })).toEqual(['acronym']);
    expect(found({ names: ['ILKU'], place: 'PE' })).toEqual([]);
    // Hosts that everybody shares tell nothing.
    index.put('free', { names: ['Invented Mailbox Owner'], email: 'owner@gmail.com', website: 'https://facebook.com/' }, 'free');
    expect(found({ names, email: 'other@gmail.com', website: 'https://facebook.com/' })).toEqual([]);
  });

  it('forgets what was taken out or changed', () => {
    index.put('passing', { names: ['Quite Singular Passing Guild'] }, 'passing');
    expect(found({ names: ['Singular Passing Guild, Quite'] })).toEqual(['passing']);
    index.put('passing', { names: ['Wholly Renamed Fellowship'] }, 'passing');
    expect([found({ names: ['Quite Singular Passing Guild'] }), found({ names: ['Wholly Renamed Fellowship'] })]).toEqual([[], ['passing']]);
    index.remove('passing');
    expect(found({ names: ['Wholly Renamed Fellowship'] })).toEqual([]);
  });
});
