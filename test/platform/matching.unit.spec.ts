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

  it('are found as in an index that never held what was taken out or changed', () => {
    const draw = (n: number, of: readonly string[]): string => of[n % of.length]!;
    const org = (n: number): Named => ({
      names: [`${draw(n, ['Invented', 'Inventd', 'Выдуманный', 'Sample'])} ${draw(n >> 1, ['Keepers', 'Union', 'Society', 'союз', 'Soyuz'])} of ${draw(n >> 2, ['Bridges', 'Brigdes', 'Rivers', 'Valleys'])}${n % 3 ? '' : ` ${n % 7}`}`],
      acronym: n % 4 ? null : draw(n >> 3, ['ILKU', 'ISOB']), place: draw(n, ['EG', 'FR', 'SE']), website: n % 5 ? null : `https://site${n % 6}.example`, registration: n % 6 ? null : `R-${n % 9}`,
    });
    const changed = new NameIndex<string>();
    const fresh = new NameIndex<string>();
    const last = new Map<string, Named>();
    // Each stands under an id that others had before it, and every third is taken out.
    for (let n = 0; n < 400; n++) {
      const id = `id${(n * 7) % 60}`;
      last.delete(id);
      if (n % 3) {
        changed.put(id, org(n * 13), id);
        last.set(id, org(n * 13));
      } else changed.remove(id);
    }
    for (const [id, named] of last) fresh.put(id, named, id);
    expect([changed.size, changed.all()]).toEqual([fresh.size, fresh.all()]);
    for (let n = 0; n < 200; n++) expect(changed.find(org(n), { limit: 50 })).toEqual(fresh.find(org(n), { limit: 50 }));
  });

  /** Names that were edited many times over, and one that is alike and came last. */
  const edited = (fill: NameIndex<string>): NameIndex<string> => {
    for (let n = 0; n < 700; n++) fill.put('edited', { names: [`Bridge Valley Keepers ${n}`] }, 'edited');
    fill.remove('edited');
    fill.put('last', { names: ['Bridge Valley Keepers Union'] }, 'last');
    return fill;
  };

  it('are found however much was edited before', () => {
    expect(edited(new NameIndex()).find({ names: ['Keepers Bridge Valley'] }).map(({ item }) => item)).toEqual(['last']);
  });

  it('would be missed where what is dead stays and is passed over', () => {
    let put = 0;
    class Keeps extends NameIndex<string> {
      override put(id: string, named: Named): void { super.put(`${id} ${put++}`, named, id); }
      override remove(): void { /* It stays. */ }
    }
    expect(edited(new Keeps()).find({ names: ['Keepers Bridge Valley'] }, { except: (item) => item === 'edited', limit: 1_000 })).toEqual([]);
  });
});
