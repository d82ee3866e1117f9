import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { languages } from '../../src/platform/i18n.js';
import { applicationMachine } from '../../workflows/application.machine.js';
import { listMachine } from '../../workflows/list.machine.js';
import { nominationMachine } from '../../workflows/nomination.machine.js';
import { objectionMachine } from '../../workflows/objection.machine.js';
import { partsOf } from '../support/parts.js';

/** What stands on a way that others than officers go, and is said to officers alone or to nobody: each with the reason. */
const ELSEWHERE: Record<string, string> = {
  'already-circulated': 'an applicant is told that the call is closed', 'list-changed': 'only officers send the version of a list that they saw',
  'deadline-not-passed': 'a list is settled once the clock says so, never before',
  'not-signed-in': 'no door but those of officers asks for a sign-in',
  'reference-empty': 'asked where an officer acts for a State', 'role-lacks-right': 'asked of officers', 'second-officer-missing': 'asked of officers',
};

const machines = [applicationMachine, listMachine, nominationMachine, objectionMachine];
/** The rules that a machine asks of an event. */
const codesOf = (event: string): string[] => machines.flatMap(({ rules }) => ((rules as Record<string, { code: string }[]>)[event] ?? []).map(({ code }) => code));

/** Doors that no officer's sign-in guards, and what stands before all of them. */
function openDoors(sources: Record<string, string>): (name: string) => boolean {
  const open = new Set<string>();
  for (const [file, text] of Object.entries(sources)) {
    if (!text.includes('@Controller(') || file.startsWith('src/doors/dev/')) continue;
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    for (const statement of source.statements.filter(ts.isClassDeclaration)) {
      const marks = (ts.getDecorators(statement) ?? []).map((mark) => mark.getText(source)).join();
      if (marks.includes('@Controller(') && !/OfficeGuard|OfficerGuard|'office/.test(marks)) open.add(statement.name!.text);
    }
  }
  const before = ['MissionGuard', 'ApplicantGuard', 'RefusalFilter', 'src/server.ts'];
  return (name) => [...open, ...before].some((door) => name === door || name.startsWith(`${door}.`));
}

/** Every rule that can refuse on the way from an open door, with the way that was found first. */
export function rulesMet(sources: Record<string, string>): Map<string, string> {
  const parts = partsOf(sources);
  const isOpen = openDoors(sources);
  const seen = new Set<string>();
  const met = new Map<string, string>();
  const go = (name: string, way: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const part = parts.get(name);
    if (!part) return;
    for (const rule of [...part.rules, ...[...part.events].flatMap(codesOf)]) if (!met.has(rule)) met.set(rule, way);
    for (const called of part.calls) go(called, `${way} > ${called}`);
  };
  for (const name of [...parts.keys()].filter(isOpen)) go(name, name);
  return met;
}

describe('every rule that Missions, applicants, organizations or the public can meet', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src/*.ts', 'workflows/*.ts'], { encoding: 'utf8' }).trim().split('\n');
  const sources = Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));
  const met = rulesMet(sources);
  const worded = (language: string): Set<string> => new Set(Object.keys(JSON.parse(readFileSync(`templates/locales/${language}/rules.json`, 'utf8')) as object).map((key) => key.replace(/_(zero|one|two|few|many|other)$/, '')));

  const lacking = (met: Map<string, string>): string[] =>
    languages.flatMap((language) => { const words = worded(language); return [...met].filter(([rule]) => !words.has(rule) && !(rule in ELSEWHERE)).map(([rule, way]) => `${language} lacks ${rule}: ${way}`); });

  it('has its words in all six languages', () => {
    expect(lacking(met)).toEqual([]);
    expect(Object.keys(ELSEWHERE).filter((rule) => worded('ru').has(rule) || !met.has(rule))).toEqual([]);
  });

  it('would be noticed, whether a handler or a machine refuses', () => {
    const file = 'src/applications/apply.handlers.ts';
    const planted = (to: string): string[] => lacking(rulesMet({ ...sources, [file]: sources[file]!.replace("type: 'form.submitted'", to) }));
    expect(planted("with: new Refused('planted-rule'), type: 'form.submitted'")).toContain('ru lacks planted-rule: ApplicantApiController.submitApplication > ApplyHandlers.submit');
    expect(planted("type: 'screening.decided'")).toContain('ar lacks recommendation-own: ApplicantApiController.submitApplication > ApplyHandlers.submit');
  });
});
