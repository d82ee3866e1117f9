import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const languages = ['ar', 'zh', 'en', 'fr', 'ru', 'es'] as const;
/** What others than Missions and organizations read. */
const fewer: Record<string, readonly string[]> = { office: ['en', 'fr'], balance: ['en', 'fr'], revisions: ['en', 'fr'], 'carry-over': ['en', 'fr'], 'disclosure-desk': ['en', 'fr'], 'meetings-desk': ['en', 'fr'], registers: ['en', 'fr'], 'report-desk': ['en', 'fr'], matches: ['en', 'fr'], webhooks: ['en', 'fr'], help: ['en', 'fr'], cli: ['en'] };
const locales = 'templates/locales';

const keys = (node: unknown, path = ''): string[] =>
  typeof node === 'object' && node !== null ? Object.entries(node).flatMap(([key, value]) => keys(value, path ? `${path}.${key}` : key)) : [path];
const catalog = (language: string, namespace: string): Record<string, unknown> => JSON.parse(readFileSync(join(locales, language, `${namespace}.json`), 'utf8')) as Record<string, unknown>;

const SUFFIX = /_(zero|one|two|few|many|other)$/;

/** Keys without their plural forms, and the plural forms that are not those of the language. */
export function faultsOf(language: string, all: string[]): { names: string[]; wrong: string[] } {
  const names = [...new Set(all.map((key) => key.replace(SUFFIX, '')))].sort();
  const wanted = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort().join();
  const plural = new Map<string, string[]>();
  for (const key of all) {
    const form = SUFFIX.exec(key)?.[1];
    if (form) plural.set(key.replace(SUFFIX, ''), [...(plural.get(key.replace(SUFFIX, '')) ?? []), form]);
  }
  return { names, wrong: [...plural].filter(([, forms]) => forms.sort().join() !== wanted).map(([key]) => key) };
}

const namespaces = readdirSync(join(locales, 'en')).map((file) => file.replace('.json', ''));

describe('the catalogs', () => {
  it.each(namespaces.filter((name) => name !== 'rules'))('%s has the same words in each of its languages', (namespace) => {
    const wanted = fewer[namespace] ?? languages;
    const english = faultsOf('en', keys(catalog('en', namespace)));
    for (const language of wanted) {
      const { names, wrong } = faultsOf(language, keys(catalog(language, namespace)));
      expect({ language, names, wrong }).toEqual({ language, names: english.names, wrong: [] });
    }
  });

  it('words the rules alike in English and French, and in all six what Missions and organizations can meet', () => {
    expect(keys(catalog('fr', 'rules'))).toEqual(keys(catalog('en', 'rules')));
    const met = keys(catalog('ru', 'rules'));
    for (const language of ['ar', 'zh', 'es']) expect(keys(catalog(language, 'rules'))).toEqual(met);
    for (const rule of met) expect(keys(catalog('en', 'rules'))).toContain(rule);
  });

  it('words every rule that the sources name', () => {
    const sources = execFileSync('git', ['grep', '-hoE', "(Refused\\(|rule: |code: |problem\\(|fault\\()'[a-z0-9-]+'", '--', 'src', 'workflows'], { encoding: 'utf8' });
    const named = new Set([...sources.matchAll(/'([a-z0-9-]+)'/g)].map(([, rule]) => rule!));
    const modalityRules = ['voluntary', 'onRequest', 'none', 'name-not-under-consideration'];
    const missing = [...named].filter((rule) => rule.includes('-') && !modalityRules.includes(rule) && !(rule in catalog('en', 'rules')));
    expect(missing).toEqual([]);
  });

  it('would be caught with a plural form missing', () => {
    expect(faultsOf('fr', ['a_one', 'a_other']).wrong).toEqual(['a']);
    expect(faultsOf('fr', ['a_one', 'a_many', 'a_other']).wrong).toEqual([]);
  });
});

const FORBIDDEN = [new RegExp(['registry', 'npmjs'].join('\\.')), new RegExp('/' + ['work', 'main'].join('/')), new RegExp(['deb', 'debian', 'org'].join('\\.'))];
export const strangers = (text: string): boolean => FORBIDDEN.some((pattern) => pattern.test(text));

describe('the tree', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter((file) => file && existsSync(file));

  it('holds no registry address and no path of a machine', () => {
    expect(files.filter((file) => !/\.(png|xlsx|ico)$/.test(file) && strangers(readFileSync(file, 'utf8')))).toEqual([]);
    expect(strangers(`see https://${['registry', 'npmjs', 'org'].join('.')}/x`)).toBe(true);
  });

  it('never switches escaping off in a template', () => {
    const unsafe = (text: string): boolean => /\|\s*safe\b/.test(text);
    expect(files.filter((file) => file.endsWith('.njk') && unsafe(readFileSync(file, 'utf8')))).toEqual([]);
    expect(unsafe('{{ name | safe }}')).toBe(true);
  });

  it('has no words in a template outside a catalog', () => {
    const bare = (text: string): string[] => text.replace(/\{% block (robots|home) %\}[^{]*|<code>[\s\S]*?<\/code>|\{#[\s\S]*?#\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g, ' ').replace(/<!doctype[^>]*>|<(style|title)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
      .split(/\s+/).filter((word) => /\p{L}{3,}/u.test(word) && !['CSV', 'XLSX'].includes(word));
    expect(files.filter((file) => file.endsWith('.njk')).map((file) => [file, bare(readFileSync(file, 'utf8'))]).filter(([, words]) => words!.length)).toEqual([]);
    expect(bare('<p>Hello there</p>')).toEqual(['Hello', 'there']);
  });

  it('has one way of acting in the console, by which a form that is sent twice acts once', () => {
    const text = (part: string, ending: string): [string, string][] => files.filter((file) => file.startsWith(part) && file.endsWith(ending)).map((file) => [file, readFileSync(file, 'utf8')]);
    // Signing in and out, and an officer's own sessions, are no acts of the Office.
    const astray = (source: string): boolean => source.split(/(?=@(?:Get|Post)\()/).some((route) => route.startsWith('@Post(') && /\.redirect\(/.test(route));
    const others = text('src/doors/office/', '.controller.ts').filter(([file, source]) => astray(source) && !/office\/(sign-in|second-factor|account)\.controller/.test(file));
    expect(others.map(([file]) => file)).toEqual([]);
    expect([astray('@Post() reply.redirect(paths.home, 303)'), astray('@Get() reply.redirect(paths.home, 303)')]).toEqual([true, false]);
    const unmarked = (page: string): string[] => (page.match(/<form method="post".*/g) ?? []).filter((form, at, all) => !form.includes('csrfField()') && !page.split(all[at]!)[1]!.trimStart().startsWith('{{ ui.csrfField()'));
    expect(text('templates/office/', '.njk').flatMap(([file, page]) => unmarked(page).map(() => file))).toEqual(['templates/office/sign-in.njk']);
    expect(unmarked('<form method="post" action="x">')).toHaveLength(1);
  });
});
