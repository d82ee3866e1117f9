import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { dateText } from '../../src/platform/dates.js';
import { Catalogs, languages } from '../../src/platform/i18n.js';
import { packageRoot } from '../../src/platform/root.js';

const folder = join(packageRoot, 'templates', 'locales');

/** Every text of a catalog file by its key. */
const textsOf = (value: unknown, key: string): [string, string][] => (typeof value === 'string' ? [[key, value]]
  : Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, key.endsWith(':') ? `${key}${name}` : `${key}.${name}`)));

describe('the words of every catalog', () => {
  const catalogs = new Catalogs();

  it.each(languages)('in %s are those that i18next makes of them', async (language) => {
    const files = readdirSync(join(folder, language));
    const resources = Object.fromEntries(files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as object]));
    const i18n = i18next.createInstance();
    await i18n.init({ lng: language, fallbackLng: false, ns: Object.keys(resources), resources: { [language]: resources }, initAsync: false, interpolation: { escapeValue: false } });
    const texts = Object.entries(resources).flatMap(([namespace, inner]) => textsOf(inner, `${namespace}:`));
    const names = new Set(texts.flatMap(([, text]) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name!)));
    names.delete('count');
    // Values that would be read as placeholders or as an escape, were a text filled in twice.
    const params = Object.fromEntries([...names].map((name, at) => [name, ['<b>&', '{{name}}', at, '$1 $&'][at % 4]!]));
    expect(texts.length).toBeGreaterThan(100);
    for (const [key] of texts) expect([key, catalogs.in(language)(key, params)]).toEqual([key, String(i18n.t(key, params))]);
  });

  it('leave to a date the article that it brings along', () => {
    const doubled = (['es', 'fr'] as const).flatMap((language) => readdirSync(join(folder, language)).filter((file) => /\b(el|le) \{\{date\}\}/i.test(readFileSync(join(folder, language, file), 'utf8'))));
    expect([dateText('2026-12-01T12:00:00.000Z', 'es'), dateText('2026-12-01T12:00:00.000Z', 'fr'), doubled]).toEqual([expect.stringMatching(/^el /), expect.stringMatching(/^le /), []]);
  });

  it('hold the sign that follows a label: neither a page nor what it is given puts a colon of its own', () => {
    const holding = (root: string, kind: string, sign: RegExp): string[] => readdirSync(join(packageRoot, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(kind) && sign.test(readFileSync(join(packageRoot, root, file), 'utf8')));
    expect(holding('templates', '.njk', /\}\}(<\/\w+>)?: |[+~] (['"]): \2/)).toEqual([]);
    // Said in English only: the place of a fault in what a program sent, and all that whoever runs a server reads.
    const english = /^(doors\/api|cli)\/|^(start|platform\/config|conferences\/modality-document)\.ts$/;
    expect(holding('src', '.ts', /[}`]: (\$\{|`)|\+ (['"]): \2/).filter((file) => !english.test(file))).toEqual([]);
    expect([catalogs.in('fr')('common:colon'), catalogs.in('zh')('common:colon')]).toEqual([' : ', '：']);
  });

  it('take the form that a number asks for, and fail where there are none', () => {
    const t = catalogs.in('en');
    const [one, two] = [1, 2].map((count) => t('registers:faults', { count }));
    expect(one).not.toBe(two!.replace('2', '1'));
    expect(() => t('office:nothing.of.the.kind')).toThrow('No words for');
  });
});
