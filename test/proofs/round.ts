import { modalities } from '../../workflows/modalities/index.js';
import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { ChangeMissionsHandler } from '../../src/directory/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler, Lists, NameBook, StandingObjections } from '../../src/lists/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { officer } from '../support/round.js';
import { STATES, type History } from './history.js';
import { Mission } from './mission.js';
import type { World } from './world.js';

export const BEGIN = '2026-12-01T15:00:00.000Z';
const ZONE = 'America/New_York';
/** Deadlines one after another, as wall times. */
export const DEADLINES = ['15', '18', '21', '24', '27', '30'].map((day) => ({ wallTime: `2026-12-${day}T17:00`, zone: ZONE }));

/** Names in several scripts, one of them hostile, one without a contact. */
const NAMES = ['Invented Association 1', 'Ассоциация вымышленная', '=Invented(2)', 'جمعية متخيلة', 'Invented Zeta'];

/** One conference with one list in circulation, in one world. */
export interface Round {
  world: World;
  slug: string;
  key: string;
  listId: string;
  ids: string[];
  references: string[];
  missions: Mission[];
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
    disclosure: { ...disclosure, proposedNames: { ...disclosure.proposedNames, public: history.published } },
  };
  const slug = `round-${run}`;
  const key = shipped.lists[0]!.key;
  const { id: conferenceId } = await world.get(CreateConferenceHandler).execute({ slug, title: { en: `Invented Conference ${run}` }, modality }, officer);
  const rows = STATES.flatMap((state, at) => (at === STATES.length - 1 && history.unserved ? [] : at === 0 ? ['mission', 'capital'] : ['mission'])
    .map((box) => ({ row: 2, state, address: `${box}@${state.toLowerCase()}.example`, language: at % 2 ? 'fr' : 'en' })));
  if (run === 0) await world.get(ChangeMissionsHandler).import(rows, officer);
  const { id: listId } = await world.get(CreateListHandler).execute({ conferenceId, key }, officer);
  const { ids } = await world.get(EditNamesHandler).add({
    listId, names: NAMES.slice(0, history.names).map((name, at) => ({
      name, acronym: at % 2 ? null : `IA${at}`, countryIso2: at === 3 ? null : STATES[at]!, countryText: at === 3 ? 'Invented Islands' : null,
      category: shipped.categories[0]!.id, website: null, city: null, contactEmail: at === 4 ? null : `contact${at}@invented.example`,
      contactLanguage: at === 1 ? 'ru' : at === 3 ? 'ar' : null, womenLed: at % 2 ? true : null,
    })),
  }, officer);
  await world.get(CirculateListHandler).execute({ listId, ...deadline }, officer);
  const round: Round = { world, slug, key, listId, ids, references: ids.map((id) => world.get(Keys).reference(id)), missions: [], announced: 1, history };
  round.missions = STATES.map((iso2, at) => new Mission(round, iso2, at, `198.51.${run % 256}.${10 + at}`));
  return round;
}

/** The places of the names against which objections stand, and that are still on the list. */
export async function objected({ world, listId }: Round): Promise<number[]> {
  const count = await world.get<StandingObjections>(StandingObjections as never).count(world.get(Reader).manager, listId);
  const { names } = await world.get(NameBook).of(await world.get(Lists).find(listId));
  return names.flatMap(({ id, state }, at) => (count.has(id) && state !== 'withdrawn' ? [at] : []));
}

/** What an officer reads before recording a letter: the names of the list. */
export const readNames = async ({ world, listId }: Round): Promise<void> => void await world.get(NameBook).of(await world.get(Lists).find(listId));
