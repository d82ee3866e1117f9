import { ApplicationsQuery, Calls } from '../../src/applications/index.js';
import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { DisclosuresQuery } from '../../src/disclosures/index.js';
import { Lists, NameBook } from '../../src/lists/index.js';
import { Representatives } from '../../src/meetings/index.js';
import { ObjectionsQuery } from '../../src/objections/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { Proposal } from '../../src/proposals/proposal.entity.js';
import { Webhooks } from '../../src/webhooks/index.js';
import { endpoints, type Letter } from '../rights/endpoints.js';
import { announced } from '../support/modalities.js';
import { officer } from '../support/round.js';
import { texts } from './corpus.js';
import { COUNTED, SLUG, type Hostile } from './hostile.js';
import { addressesOf } from './observers.js';

export interface Place {
  path: string;
  /** The route behind it. */
  url: string;
}

export interface Places {
  /** Addresses by the officer who goes there; pages of others are gone through by the first. */
  paths: Map<Letter, Place[]>;
  /** Sessions of a Mission, an applicant and a delegation. */
  cookies: { name: string; value: string }[];
  officers: Record<Letter, Hostile['drafter']>;
}

/** Every GET route that shows a page, with what is hostile in the place of its parameters. */
export async function placesOf(hostile: Hostile): Promise<Places> {
  const running = await hostile.run();
  const { world, listId, draftId, runningId, drafter, applicant, institution } = hostile;
  const get: typeof world.get = (type) => world.get(type);
  const { names } = await get(NameBook).of(await get(Lists).find(listId));
  const own = await get(ObjectionsQuery).ofState(listId, 'FR');
  const { objections } = await get(ObjectionsQuery).ofList(listId, drafter.actor as never);
  const requests = await get(DisclosuresQuery).ofList(listId, drafter.actor as never);
  const given = await get(DisclosuresQuery).ofState(listId, 'FR');
  const [person] = await get(Representatives).of(institution.applicationId);
  const [question] = await get(ApplicationsQuery).questions(applicant.applicationId);
  const proposals = await get(Reader).manager.find(Proposal);
  const [webhook] = await get(Webhooks).all(hostile.operator.actor as never);
  const call = (await get(Calls).of(hostile.conferenceId)).find(({ track }) => track === '6b')!;
  // A conference whose resolution is only announced, under a name that is hostile too.
  await get(CreateConferenceHandler).execute({ slug: 'early', title: { en: texts[0]! }, modality: announced() }, officer);
  const values: Record<string, string[]> = {
    slug: [SLUG], list: [listId, runningId], listId: [listId, runningId], name: [names[1]!.id], iso2: ['BR'], objection: [objections[0]!.id], proposal: [proposals[0]!.id],
    officer: [String((hostile.drafter.actor as { id: string }).id)], call: [call.id], id: [applicant.applicationId, institution.applicationId], request: [requests[0]!.request.id], meeting: ['negotiation-1', 'conference'],
    webhook: [webhook!.id], key: ['6b'], which: ['proposed', 'final'], reference: [get(Keys).reference(names[0]!.id), get(Keys).reference(`application/${applicant.applicationId}`)],
    token: [hostile.link('KE').slice(3)], filingId: [own.filings[1]!.id], objectionId: [own.objections[0]!.id], act: ['withdraw', 'basis'], requestId: given.map(({ request }) => request.id), section: ['organization', 'work', 'people', 'consent'],
    track: ['6b', 'nhri'], question: [question!.id], holder: [institution.applicationId], person: [person!.id], file: ['proposed', 'final'], code: [get(Representatives).code(person!.id)],
  };
  const officers = { D: hostile.drafter, A: hostile.approver, R: hostile.desk, U: hostile.auditor, O: hostile.operator };
  const paths = new Map<Letter, Place[]>();
  for (const { method, url, roles } of endpoints) {
    if (method !== 'GET' || /^\/(api|dev|assets)|\.(csv|xlsx|pem|txt)$|z$|\/export$|hand-offs|documents\/:file|\/receipt\/.*file|timeline\/:entry\/receipt|scans|institution|modality\/:id|:slug\/modality|office\/sign-in\/|^\/m\/list\/:listId\/:file/.test(url)) continue;
    const known = { ...values };
    if (url.startsWith('/apply/link')) known['token'] = [get(Keys).token('application', applicant.applicationId, '1')];
    if (url.endsWith('/acts/disclose')) known['list'] = [listId];
    if (url === '/c/:slug/report') known['slug'] = [COUNTED];
    if (url.endsWith('/adoption')) known['slug'] = ['early'];
    if (/:list\/(names|names\/new|import|carry-over|acts\/circulate)?$/.test(url)) known['list'] = [draftId, listId];
    const letter = roles?.[0] ?? 'D';
    paths.set(letter, [...(paths.get(letter) ?? []), ...addressesOf(url, known).map((path) => ({ path: url.endsWith('/acts/disclose') ? `${path}?request=${requests.find((entry) => !entry.given)!.request.id}` : path, url }))]);
  }
  const searched = [texts[5]!, texts[6]!, `${texts[0]}'><img src=x onerror=alert(1)>{{7*7}}`].map(encodeURIComponent);
  const searches = [`/c/${SLUG}/6b/final?country=x&category=x&search=`, `/m/list/${listId}?search=`, `/office/lists/${listId}/names?country=x&search=`, `/office/applications/c/${SLUG}?search=`, '/office/registers?name=', `/office/conferences/${SLUG}/balance?list=6b&search=`, '/none?lang=', `/status/none?x=`];
  paths.get('D')!.push(...[...searches, '/', '//evil.example/%2e%2e/'].flatMap((search) => searched.map((text) => ({ path: search + text, url: search }))));
  const cookies = [
    running,
    { name: `m-${listId.slice(0, 8)}`, value: await hostile.mission('FR') }, { name: `a-${applicant.applicationId.slice(0, 8)}`, value: await hostile.session(applicant) }, { name: `a-${institution.applicationId.slice(0, 8)}`, value: await hostile.session(institution) },
  ];
  return { paths, cookies, officers };
}
