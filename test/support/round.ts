import type { Modality } from '../../workflows/modality.js';
import { modalities } from '../../workflows/modalities/index.js';
import { ConferencesModule, CreateConferenceHandler } from '../../src/conferences/index.js';
import { ChangeMissionsHandler, memberStates } from '../../src/directory/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler } from '../../src/lists/index.js';
import type { Actor } from '../../src/platform/actor.js';
import { MakeStatementHandler } from '../../src/objections/index.js';
import { Records } from '../../src/records/index.js';
import type { Service } from './service.js';

void ConferencesModule;
/** An approver who carries out what another officer proposed: may do everything at once. */
export const officer = {
  kind: 'officer', id: 'test-officer', name: 'Test Officer', roles: ['drafter', 'approver'], proposer: { id: 'test-proposer', name: 'Test Proposer', reason: 'Test' },
} satisfies Actor;

/** An invented organization. */
export const invented = (n: number) => ({
  name: `Invented Association ${n}`, acronym: null, countryIso2: memberStates()[n % 193]!.iso2, countryText: null, category: 'civil-society',
  website: null, city: null, contactEmail: n % 5 === 0 ? `contact${n}@invented${n}.example` : null, contactLanguage: null, womenLed: n % 3 === 0 ? true : null,
});

/** Addresses of conferences are counted, not drawn: letters drawn by chance would now and then spell the code of a State that a page must not show. */
let conferences = 0;

/** A conference under a modality, a shipped one by its name, with one list in draft. */
export async function draftRound(service: Service, { names = 10, modality = 'a-res-71-280', addresses = true, slug = `conference-${++conferences}` }: { names?: number; modality?: string | Modality; addresses?: boolean; slug?: string } = {}): Promise<{ conferenceId: string; listId: string; ids: string[] }> {
  const document = typeof modality === 'string' ? modalities.find(({ id }) => id === modality)! : modality;
  const known = document.categories.map(({ id }) => id);
  const { id: conferenceId } = await service.get(CreateConferenceHandler).execute({ slug, title: { en: 'Invented Conference' }, modality: document }, officer);
  if (addresses) {
    await service.get(ChangeMissionsHandler).import(
      memberStates().map(({ iso2 }, at) => ({ row: at + 2, state: iso2, address: `mission.${iso2.toLowerCase()}@missions.example`, language: '' })), officer,
    );
  }
  const { id: listId } = await service.get(CreateListHandler).execute({ conferenceId, key: document.lists[0]!.key }, officer);
  const { ids } = await service.get(EditNamesHandler).add({ listId, names: Array.from({ length: names }, (_, n) => ({ ...invented(n), category: known.includes('civil-society') ? 'civil-society' : known[0]! })) }, officer);
  return { conferenceId, listId, ids };
}

/** The same, circulated with a deadline in New York wall time. */
export async function circulatedRound(service: Service, { wallTime = '2026-12-15T17:00', ...options }: Parameters<typeof draftRound>[1] & { wallTime?: string } = {}): ReturnType<typeof draftRound> {
  const round = await draftRound(service, options);
  await service.get(CirculateListHandler).execute({ listId: round.listId, wallTime, zone: 'America/New_York' }, officer);
  return round;
}

/** The statement that a Mission downloads: a receipt of what stands in its State's name. */
export async function statementOf(service: Service, listId: string, iso2: string): Promise<string> {
  const entryId = await service.get(MakeStatementHandler).execute({ kind: 'mission', iso2, listId });
  return (await service.get(Records).receipt(listId, entryId, 'its State'))!;
}
