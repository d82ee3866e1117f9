import type { Modality } from '../../workflows/modality.js';
import { modalities } from '../../workflows/modalities/index.js';
import { ProposeApplicationsHandler, ScreeningHandlers } from '../../src/applications/index.js';
import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { ChangeMissionsHandler } from '../../src/directory/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler, Lists, NameBook, Nomination, StandingObjections } from '../../src/lists/index.js';
import { NameRepresentativesHandler, OpenNamingHandler } from '../../src/meetings/index.js';
import { hours, plusMilliseconds } from '../../src/platform/clock.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { application, complete, openCalls } from '../doors/apply/applicant.js';
import { officer } from '../support/round.js';
import { Applicant } from './applicant.js';
import { keepWebhook } from './badge-desk.js';
import { STATES, type History } from './history.js';
import { Mission } from './mission.js';
import type { World } from './world.js';

export const BEGIN = '2026-12-01T15:00:00.000Z';
const ZONE = 'America/New_York';
/** Deadlines one after another, as wall times. */
export const DEADLINES = ['15', '18', '21', '24', '27', '30'].map((day) => ({ wallTime: `2026-12-${day}T17:00`, zone: ZONE }));

/** Names that the Office puts on the list, in several scripts, one of them hostile, one without a contact; the last name of a list comes by an application. */
const NAMES = ['Invented Association 1', 'Ассоциация вымышленная', '=Invented(2)', 'جمعية متخيلة'];

/** One conference with one list in circulation, in one world. */
export interface Round {
  world: World;
  slug: string;
  key: string;
  conferenceId: string;
  listId: string;
  ids: string[];
  references: string[];
  missions: Mission[];
  /** Whose name came onto the list by an application, who was not found eligible, and an institution that is registered. */
  applicants: Applicant[];
  /** The keys of its tracks. */
  tracks: string[];
  /** Representatives whom the institution has named. */
  people: string[];
  /** The meeting for which it has named them; null under a modality that opens none. */
  meeting: string | null;
  /** How many deadlines were announced. */
  announced: number;
  history: History;
}

/** Sets up the round in a world; `run` keeps the rounds of one world apart. */
export async function openRound(world: World, history: History, run: number, deadline = DEADLINES[0]!): Promise<Round> {
  const shipped = modalities.find(({ id }) => id === history.modality)!;
  const { disclosure } = shipped;
  const modality = {
    ...shipped, electorate: { codes: [...STATES] },
    disclosure: { ...disclosure, proposedNames: { ...disclosure.proposedNames, organization: history.published, public: history.published } },
  };
  const slug = `round-${run}`;
  const key = shipped.lists[0]!.key;
  const { id: conferenceId } = await world.get(CreateConferenceHandler).execute({ slug, title: { en: `Invented Conference ${run}` }, modality }, officer);
  const rows = STATES.flatMap((state, at) => (at === STATES.length - 1 && history.unserved ? [] : at === 0 ? ['mission', 'capital'] : ['mission'])
    .map((box) => ({ row: 2, state, address: `${box}@${state.toLowerCase()}.example`, language: at % 2 ? 'fr' : 'en' })));
  if (run === 0) await world.get(ChangeMissionsHandler).import(rows, officer);
  await keepWebhook(world);
  const { id: listId } = await world.get(CreateListHandler).execute({ conferenceId, key }, officer);
  const { ids } = await world.get(EditNamesHandler).add({
    listId, names: NAMES.map((name, at) => ({
      name, acronym: at % 2 ? null : `IA${at}`, countryIso2: at === 3 ? null : STATES[at]!, countryText: at === 3 ? 'Invented Islands' : null,
      category: shipped.categories[0]!.id, website: null, city: null, contactEmail: at === 3 ? null : `contact${at}@invented.example`,
      contactLanguage: at === 1 ? 'ru' : at === 0 ? 'ar' : null, womenLed: at % 2 ? true : null,
    })),
  }, officer);
  const { applicants, people, meeting } = await apply(world, conferenceId, listId, shipped);
  ids.push((await world.get(Reader).manager.findOneByOrFail(Nomination, { listId, applicationId: applicants[0]! })).id);
  await world.get(CirculateListHandler).execute({ listId, ...deadline }, officer);
  const round: Round = { world, slug, key, conferenceId, listId, ids, references: ids.map((id) => world.get(Keys).reference(id)), missions: [], applicants: [], tracks: shipped.tracks.map((track) => track.key), people, meeting, announced: 1, history };
  round.missions = STATES.map((iso2, at) => new Mission(round, iso2, at, `198.51.${run % 256}.${10 + at}`));
  round.applicants = applicants.map((id, at) => new Applicant(round, id, `203.0.${run % 256}.${20 + at}`));
  return round;
}

/** Three organizations apply and are screened: one comes onto the list, one is not found eligible, and one is registered and names a representative. */
async function apply(world: World, conferenceId: string, listId: string, { tracks, meetings }: Modality): Promise<{ applicants: string[]; people: string[]; meeting: string | null }> {
  const [listed, registered] = [tracks.find(({ way }) => way.kind === 'list')!, tracks.find(({ way, screening }) => way.kind === 'register' && screening === 'one')];
  const { category: _, ...bare } = complete;
  const form = { ...bare, name: 'Invented Zeta', category: listed.categories[0]! };
  await openCalls(world, conferenceId, [listed, registered].flatMap((track) => track?.key ?? []), { wallTime: plusMilliseconds(world.clock.at, hours(2)).slice(0, 16), zone: 'UTC' });
  const [one, other] = [await application(world, conferenceId, 'one@invented.example', form, listed.key), await application(world, conferenceId, 'other@invented.example', { ...form, name: 'Other' }, listed.key)];
  for (const [{ applicationId }, outcome, reason] of [[one, 'eligible', null], [other, 'notEligible', 'notRelevant']] as const) {
    if (listed.screening === 'two') await world.get(ScreeningHandlers).recommend({ applicationId, outcome, reason }, officer);
    await world.get(ScreeningHandlers).decide({ applicationId, outcome, reason }, { ...officer, id: 'second-officer', name: 'Second Officer' });
  }
  await world.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [one.applicationId] }, officer);
  if (!registered) return { applicants: [one.applicationId, other.applicationId], people: [], meeting: null };
  const institution = await application(world, conferenceId, 'institution@invented.example', { ...bare, name: 'Invented Commission' }, registered.key);
  await world.get(ScreeningHandlers).decide({ applicationId: institution.applicationId, outcome: 'eligible' }, officer);
  const meeting = meetings.find(({ scope }) => registered.opens.includes(scope))!.id;
  await world.get(OpenNamingHandler).execute({ conferenceId, meeting, startsOn: '2027-02-15', endsOn: '2027-02-17', place: null, quota: 2, reason: null, wallTime: '2027-02-01T17:00', zone: ZONE }, officer);
  const person = { givenName: 'Invented', familyName: 'Person', function: 'Adviser', email: 'person@invented.example' };
  const { id } = await world.get(NameRepresentativesHandler).save({ id: null, person, meetings: [meeting] }, { kind: 'delegation', holderId: institution.applicationId });
  return { applicants: [one.applicationId, other.applicationId, institution.applicationId], people: [id], meeting };
}

/** The places of the names against which objections stand, and that are still on the list. */
export async function objected({ world, listId }: Round): Promise<number[]> {
  const count = await world.get<StandingObjections>(StandingObjections as never).count(world.get(Reader).manager, listId);
  const { names } = await world.get(NameBook).of(await world.get(Lists).find(listId));
  return names.flatMap(({ id, state }, at) => (count.has(id) && state !== 'withdrawn' ? [at] : []));
}

/** What an officer reads before recording a letter: the names of the list. */
export const readNames = async ({ world, listId }: Round): Promise<void> => void await world.get(NameBook).of(await world.get(Lists).find(listId));
