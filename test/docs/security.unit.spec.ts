import { existsSync, readFileSync } from 'node:fs';

const page = readFileSync('docs/security.md', 'utf8');
/** Each test that a text names, as `path` “name”. */
const named = (text: string): { file: string; name: string }[] => [...text.matchAll(/`(test\/[^`]+\.spec\.ts)` “([^”]+)”/g)].map(([, file, name]) => ({ file: file!, name: name! }));
/** What a text names and the tree does not hold, as the title of a test. */
function missing(text: string): string[] {
  return named(text).flatMap(({ file, name }) => {
    if (!existsSync(file)) return [file];
    const titles = [...readFileSync(file, 'utf8').matchAll(/\b(?:it|describe)(?:\.each\([\s\S]*?\))?\(\s*(['`])((?:\\.|(?!\1).)*)\1,/g)].map((match) => match[2]!.replace(/\\(.)/g, '$1'));
    return titles.includes(name) ? [] : [`${file}: ${name}`];
  });
}
const section = (title: string): string[] => (page.split(`## ${title}\n`)[1] ?? '').split('\n## ')[0]!.split('\n').filter((line) => line.startsWith('| ')).slice(1);

describe('docs/security.md', () => {
  it('names at least twenty threats, each with a test that exists', () => {
    const threats = section('Threats, and the test of each');
    expect(threats.length).toBeGreaterThanOrEqual(20);
    expect(threats.map((row) => Number(row.split('|')[1]))).toEqual(threats.map((_, at) => at + 1));
    expect(threats.filter((row) => named(row).length === 0)).toEqual([]);
    expect(missing(page)).toEqual([]);
  });

  it('names each planted fault with the test that finds it, and no test in a form that is not checked', () => {
    const faults = section('Planted faults');
    expect(faults.length).toBeGreaterThan(5);
    expect(faults.filter((row) => named(row).length === 0)).toEqual([]);
    expect(page.match(/test\/[\w/.-]+/g)).toHaveLength(named(page).length);
  });

  it('would be caught naming a test that is not there', () => {
    expect(missing('`test/docs/none.spec.ts` “is there”')).toEqual(['test/docs/none.spec.ts']);
    expect(missing('`test/docs/security.unit.spec.ts` “is not a test”')).toEqual(['test/docs/security.unit.spec.ts: is not a test']);
    expect(missing('`test/docs/security.unit.spec.ts` “would be caught naming a test that is not there”')).toEqual([]);
  });

  it('names deviations by the number of the requirement', () => {
    const rows = section('Deviations from OWASP ASVS 5.0');
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((row) => !/^\| \d+\.\d+\.\d+/.test(row))).toEqual([]);
  });
});
