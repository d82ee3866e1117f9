import { Catalogs, languages } from '../../src/platform/i18n.js';
import { paragraphIn } from '../../src/platform/paragraphs.js';

const inAll = (paragraph: string): string[] => languages.map((language) => paragraphIn(language, paragraph).replaceAll('\u00a0', ' '));

describe('a paragraph of a resolution', () => {
  it('is written as each language writes it', () => {
    expect(inAll('6 (b)')).toEqual(['6 (ب)', '6(b)', '6 (b)', '6 b)', '6 b)', '6 b)']);
    expect(inAll('15 (a) (i)')).toEqual(['15 (أ) (i)', '15(a)(i)', '15 (a) (i)', '15 a) i)', '15 a) i)', '15 a) i)']);
    expect(new Set(inAll('9'))).toEqual(new Set(['9']));
    expect(paragraphIn('es', '6 (b), 6 (c)')).toBe('6\u00a0b), 6\u00a0c)');
  });

  it('is so in every sentence that names one', () => {
    const catalogs = new Catalogs();
    expect(catalogs.in('fr')('apply:calls.paragraph', { paragraph: '6 (b)' })).toContain('6\u00a0b)');
    expect(catalogs.in('en')('apply:calls.paragraph', { paragraph: '6 (b)' })).toContain('6 (b)');
  });
});
