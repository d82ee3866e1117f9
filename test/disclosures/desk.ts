import { DisclosuresQuery, ReleaseDisclosureHandler, RequestDisclosureHandler, type AskedNames, type GivenFacts } from '../../src/disclosures/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import type { OfficerActor } from '../../src/officers/index.js';
import { Proposals } from '../../src/proposals/index.js';
import type { Service } from '../support/service.js';

export const one: OfficerActor = { kind: 'officer', id: 'one', name: 'Amal Field', roles: ['drafter'] };
export const two: OfficerActor = { kind: 'officer', id: 'two', name: 'Noor Field', roles: ['approver'] };
export const auditor: OfficerActor = { kind: 'officer', id: 'four', name: 'Lin Field', roles: ['auditor'] };

/** What Missions and officers do at the desk, in one line each. */
export function deskOf(service: Service, listId: string) {
  const query = service.get(DisclosuresQuery);
  const mission = (iso2: string) => ({ kind: 'mission', iso2, listId }) as const;
  const desk = {
    object: (iso2: string, nominationId: string, basis: string | null = null) => service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId, basis }] }, mission(iso2)),
    ask: (iso2: string, names: AskedNames) => service.get(RequestDisclosureHandler).execute({ names }, mission(iso2)),
    /** The id of a State's latest request. */
    requestOf: async (iso2: string): Promise<string> => (await query.ofState(listId, iso2))[0]!.request.id,
    async propose(request: string): Promise<string> {
      const { answer } = await query.preview(listId, request, one);
      return (await service.get(Proposals).propose('disclose', { listId, command: { listId, request, facts: answer.tag }, reason: 'A State has asked.' }, one)).id;
    },
    approve: (proposal: string, actor = two) => service.get(Proposals).approve(proposal, actor),
    /** Asks, has it released by two officers, and returns what the State was given. */
    async given(iso2: string, names: AskedNames): Promise<GivenFacts> {
      await desk.ask(iso2, names);
      await desk.approve(await desk.propose(await desk.requestOf(iso2)));
      return (await query.ofState(listId, iso2))[0]!.given!;
    },
    query, mission, release: service.get(ReleaseDisclosureHandler),
  };
  return desk;
}

/** What a State reads, in one language, without what concerns it alone. */
export const wordsOf = ({ names, others }: GivenFacts, language: 'en' | 'ar' = 'en'): [string, (string | null)[]][] => [
  ...names.map(({ name, words }): [string, (string | null)[]] => [name, words[language].map(({ text }) => text)]),
  ...(others ? [['others', others[language].map(({ text }) => text)] as [string, (string | null)[]]] : []),
];

/** A Mission's browser without scripts, inside a list. */
export async function enterMission(service: Service, listId: string, iso2: string) {
  const send = (path: string, init: RequestInit = {}) => fetch(service.url + path, { redirect: 'manual', ...init, headers: { 'accept-language': 'en', ...init.headers } });
  const entered = await send(`/m/${service.get(MissionLinks).token(listId, iso2, 1)}`, { method: 'POST', body: new URLSearchParams({ memberState: iso2 }) });
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
  const base = `/m/list/${listId}`;
  const get = (path: string) => send(base + path, { headers: { cookie } });
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await (await get('')).text())![1]!;
  return {
    csrf, base, get, text: async (path: string) => (await get(path)).text(),
    post: (path: string, fields: [string, string][]) => send(base + path, { method: 'POST', body: new URLSearchParams([['_csrf', csrf], ...fields]), headers: { cookie } }),
  };
}
