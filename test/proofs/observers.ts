import { Representatives } from '../../src/meetings/index.js';
import type { Round } from './round.js';
import { headerOf, type Answer, type Asked } from './wire.js';

/** Identifiers of objections and filings that are not the observer's: known from the world in which they are, and asked for in both. */
export interface Foreign {
  objectionId: string;
  filingId: string;
}

const LANGUAGES = ['en', 'fr', 'ar', 'zh', 'ru', 'es'];

/** The GET routes of the running service, as its router has them. */
export function routesOf({ world }: Round): string[] {
  const above: string[] = [];
  return world.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }).split('\n').flatMap((line) => {
    const found = /^([│ ]*)[├└]── (.+) \(([A-Z, ]+)\)$/.exec(line);
    if (!found) return [];
    const depth = found[1]!.length / 4;
    above.length = depth;
    above.push(found[2] === '*' ? 'assets/*' : found[2]!);
    const template = above.join('').replace(/^\/+/, '/');
    return found[3]!.split(', ').includes('GET') ? [template] : [];
  });
}

const UNKNOWN = 'unknown';

/** What stands for each part of an address. A route with a part that is not here is asked for by a value that nobody knows. */
export function valuesOf({ world, slug, key, references, listId, ids, people, tracks, applicants }: Round, link: string, own: { objectionId: string; filingId: string }, foreign: Foreign): Record<string, string[]> {
  return {
    slug: [slug], key: [key], which: ['proposed', 'final'], reference: [references[0]!, references[1]!, ...applicants.map((applicant) => applicant.reference), UNKNOWN], listId: [listId], list: [listId],
    token: [link, UNKNOWN], objectionId: [own.objectionId, foreign.objectionId, UNKNOWN], filingId: [own.filingId, foreign.filingId, UNKNOWN],
    act: ['withdraw', 'basis'], track: tracks, code: [...people.map((id) => world.get(Representatives).code(id)), UNKNOWN],
    nominationId: [ids[0]!], name: [ids[0]!], iso2: ['KE'], file: ['proposed.csv', 'proposed.xlsx', 'final.csv', 'final.xlsx'],
    '*': ['govuk.css', UNKNOWN],
  };
}

/** The addresses under a route's template. */
export function addressesOf(template: string, values: Record<string, string[]>): string[] {
  const parts = template.split('/').map((part) => {
    const name = part === '*' ? '*' : /^:(\w+)/.exec(part)?.[1];
    return name ? (values[name] ?? [UNKNOWN]) : [part];
  });
  return parts.reduce<string[][]>((all, choices) => all.flatMap((path) => choices.map((choice) => [...path, choice])), [[]]).map((path) => path.join('/') || '/');
}

export const forMissions = (template: string): boolean => template.startsWith('/m/');
/** What an organization finds behind the link of its application, and what it asks for itself. */
export const forApplicants = (template: string): boolean => /^\/(apply\/a|representatives)\//.test(template);
export const forPrograms = (template: string): boolean => template.startsWith('/api/v1/mission/');
/** The Office's console. Observers ask for it like everything else; it need not show them anything. */
export const ofOffice = (template: string): boolean => template === '/office' || template.startsWith('/office/');

/** Looks about after an act: what changes most, in a language that changes from look to look. */
export async function glance(round: Round, at: number): Promise<void> {
  const { world, slug, key, references, missions } = round;
  const language = LANGUAGES[at % 6]!;
  const stranger = (path: string): Promise<Answer> => world.ask('organization', { path, from: '203.0.113.9', language });
  for (const name of [at, at + 1]) {
    await stranger(`/status/${references[name % references.length]}`);
    await stranger(`/api/v1/public/status/${references[name % references.length]}`);
  }
  await stranger(`/c/${slug}/${key}/proposed/names.csv`);
  await stranger(`/api/v1/public/conferences/${slug}?lang=${language}`);
  const [mission] = missions as [typeof missions[number]];
  await mission.enter();
  await mission.get(`${mission.list}?search=invented`);
  await mission.api('list');
  await mission.post(`${mission.list}/own/statement`, []);
  // The organization whose name is on the list, or the one that is not: in turn.
  const applicant = round.applicants[at % 2]!;
  await stranger(`/status/${applicant.reference}`);
  await applicant.enter();
  await applicant.ask({ path: `/apply/a/${applicant.applicationId}`, language });
  await applicant.ask({ path: `/representatives/${applicant.applicationId}`, language });
}

/** Asks for every GET route of the service, as everybody who is not told: a visitor, an organization, another State by page and by program. */
export async function lookEverywhere(round: Round, at: number, foreign: Foreign): Promise<void> {
  const { world } = round;
  const observer = round.missions[0]!;
  await observer.enter();
  const { objections, filings } = await observer.own();
  const link = (await observer.link()).slice(3);
  const values = valuesOf(round, link, { objectionId: objections[0]?.id ?? UNKNOWN, filingId: filings[0]?.id ?? UNKNOWN }, foreign);
  const language = LANGUAGES[at % 6]!;
  const visitor = { from: '203.0.113.8', language };
  for (const applicant of round.applicants) await applicant.enter();
  for (const template of routesOf(round)) {
    if (forApplicants(template)) {
      for (const applicant of round.applicants) for (const path of addressesOf(template, { ...values, ...applicant.values })) await applicant.ask({ path, language });
      continue;
    }
    for (const path of addressesOf(template, values)) {
      const ask = (more: Partial<Asked> = {}): Promise<Answer> => {
        if (forPrograms(template)) return observer.api(path.slice('/api/v1/mission/'.length), { language, ...more });
        return forMissions(template) ? observer.get(path, { language, ...more }) : world.ask('public', { ...visitor, path, ...more });
      };
      const answer = await ask();
      const [tag, since] = ['etag', 'last-modified'].map((name) => headerOf(answer, name));
      // An answer that can be kept is asked for again as somebody who kept it does.
      if (tag) await ask({ headers: { 'if-none-match': tag } });
      if (since) await ask({ headers: { 'if-modified-since': since } });
    }
  }
  await observer.post(`${observer.list}/own/${foreign.objectionId}/withdraw`, []);
  await observer.api(`objections/${foreign.objectionId}/withdrawal`, { method: 'POST', json: {} });
  await observer.api(`objections/${foreign.objectionId}/withdrawal`, { method: 'POST', json: {}, headers: { 'idempotency-key': 'invented' } });
  const page = `/c/${round.slug}/${round.key}/proposed`;
  for (const method of ['HEAD', 'OPTIONS', 'DELETE']) await world.ask('public', { ...visitor, path: page, method });
  for (const path of [page, '/nowhere', '/api/v1/nowhere']) await world.ask('public', { ...visitor, path, method: 'POST', form: [['search', 'x']] });
  await world.ask('public', { ...visitor, path: '/status', method: 'POST', form: [['reference', round.references[0]!.toLowerCase()]] });
}
