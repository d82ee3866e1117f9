import { ProposeApplicationsHandler, ScreeningHandlers, type Applicant } from '../../src/applications/index.js';
import { Conferences, type Conference } from '../../src/conferences/index.js';
import { CirculateListHandler, FinalizeListHandler, Nomination, OverrideHoldHandler } from '../../src/lists/index.js';
import { OpenNamingHandler, type DelegationActor, type Person } from '../../src/meetings/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { application, complete, openCalls } from '../doors/apply/applicant.js';
import { draftRound, officer } from '../support/round.js';
import type { Service } from '../support/service.js';

export const START = '2026-12-01T12:00:00.000Z';
export const CIRCULATED = '2026-12-03T12:00:00.000Z';
const AFTER_SILENCE = '2026-12-21T12:00:00.000Z';
/** Closing times of two rounds: 10 January and 1 February, 5 p.m. in New York. */
export const AFTER_FIRST = '2027-01-10T22:00:01.000Z';

const other = { ...officer, id: 'other-officer', name: 'Other Officer' };
export const someone = (email: string, more: Partial<Person> = {}): Person => ({ givenName: 'Invented', familyName: 'Person', function: 'Adviser', email, ...more });
export const delegation = ({ applicationId }: Applicant): DelegationActor => ({ kind: 'delegation', holderId: applicationId });

export interface MeetingsWorld {
  conference: Conference;
  listId: string;
  /** On the list by its application; screened out; objected to; registered under paragraph 9. */
  fine: Applicant;
  out: Applicant;
  objected: Applicant;
  institution: Applicant;
  /** On the list without an application: its nomination, and the reference of its letter. */
  added: { holderId: string; reference: string };
}

/** A conference under 71/280 with list 6 (b) circulated, one name of it objected to, and three meetings announced. */
export async function makeMeetings(service: Service): Promise<MeetingsWorld> {
  service.setTime(START);
  const { conferenceId, listId, ids } = await draftRound(service, { names: 1, addresses: false });
  await openCalls(service, conferenceId);
  const apply = (at: string, track = '6b') => {
    const { category: _, ...bare } = complete;
    return application(service, conferenceId, `${at}@invented.example`, { ...(track === '6b' ? complete : bare), name: `Invented Delegation ${at}` }, track);
  };
  const [fine, out, objected, institution] = [await apply('A'), await apply('B'), await apply('C'), await apply('N', 'nhri')];
  for (const [{ applicationId }, outcome] of [[fine, 'eligible'], [out, 'notEligible'], [objected, 'eligible']] as const) {
    const given = { applicationId, outcome, reason: outcome === 'notEligible' ? 'notRelevant' : null };
    await service.get(ScreeningHandlers).recommend(given, officer);
    await service.get(ScreeningHandlers).decide(given, other);
  }
  await service.get(ScreeningHandlers).decide({ applicationId: institution.applicationId, outcome: 'eligible' }, officer);
  await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [fine.applicationId, objected.applicationId] }, officer);
  for (const [meeting, quota, wallTime] of [['negotiation-1', 2, '2027-01-10T17:00'], ['negotiation-2', 2, '2027-02-01T17:00'], ['conference', 1, '2027-02-01T17:00']] as const) {
    await service.get(OpenNamingHandler).execute({ conferenceId, meeting, startsOn: '2027-02-15', endsOn: '2027-02-17', place: null, quota, reason: null, wallTime, zone: 'America/New_York' }, officer);
  }
  service.setTime(CIRCULATED);
  await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
  const { id: nominationId } = await service.get(Reader).manager.findOneByOrFail(Nomination, { applicationId: objected.applicationId });
  await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId, basis: 'An invented reason' }] }, { kind: 'mission', iso2: 'NZ', listId });
  return { conference: await service.get(Conferences).byId(conferenceId), listId, fine, out, objected, institution, added: { holderId: ids[0]!, reference: service.get(Keys).reference(ids[0]!) } };
}

export async function finalize(service: Service, { listId }: Pick<MeetingsWorld, 'listId'>): Promise<void> {
  service.setTime(AFTER_SILENCE);
  await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
  await service.get(FinalizeListHandler).execute({ listId }, officer);
}
