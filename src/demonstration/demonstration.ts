import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { Temporal } from 'temporal-polyfill';
import { modalities } from '../../workflows/modalities/index.js';
import { Calls, OpenCallHandler } from '../applications/index.js';
import { Conferences, CreateConferenceHandler } from '../conferences/index.js';
import { ChangeMissionsHandler, memberStates, Missions } from '../directory/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler, List, Lists, Nomination } from '../lists/index.js';
import { Namings, OpenNamingHandler } from '../meetings/index.js';
import { MissionLinks } from '../missions/index.js';
import { actorOf, Officers } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { SixLanguages } from '../platform/i18n.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { packageRoot } from '../platform/root.js';
import { Setting } from '../platform/setting.entity.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { ImportRegisterHandler, Registers } from '../registers/index.js';
import { demonstrationAddresses } from './addresses.js';
import { draftNames, proposedNames } from './names.js';

/** One proposes, the other approves; a third keeps the list of officers. */
export const DEMONSTRATION_OFFICERS = {
  drafter: { name: 'Demonstration Drafter', email: 'drafter@nemcon.example', roles: ['drafter'] },
  approver: { name: 'Demonstration Approver', email: 'approver@nemcon.example', roles: ['approver'] },
  operator: { name: 'Demonstration Operator', email: 'operator@nemcon.example', roles: ['operator'] },
} as const;
const SLUG = 'demo';
const MEETING = 'negotiation-1';
const MADE = 'demonstration.made';
const SHIPPED = [
  { kind: 'ecosoc', file: 'ecosoc-granted.csv', asOf: '2024-06-14' }, { kind: 'ecosoc-name-changes', file: 'ecosoc-name-changes.csv', asOf: '2024-06-14' },
  { kind: 'nhri', file: 'nhri-status.csv', asOf: '2024-12-01' }, { kind: 'invitations', file: 'standing-invitations.csv', asOf: '2026-11-01' },
] as const;
/** The State whose letter the console names: its Mission corresponds in English. */
const SHOWN_STATE = 'BB';

const TITLE: SixLanguages = {
  ar: 'المؤتمر الحكومي الدولي المعني بالهجرة (عرض توضيحي)',
  zh: '移徙问题政府间会议（演示）',
  en: 'Intergovernmental Conference on Migration (demonstration)',
  fr: 'Conférence intergouvernementale sur les migrations (démonstration)',
  ru: 'Межправительственная конференция по миграции (демонстрация)',
  es: 'Conferencia Intergubernamental sobre la Migración (demostración)',
};

type Get = <T>(type: Type<T> | (abstract new (...args: never[]) => T)) => T;

/**
 * Makes the trial's demonstration, through the handlers that every door uses: an officer, the Missions, a conference under 71/280
 * with list 6 (b) circulated, list 6 (c) in draft, calls for applications open and a meeting announced, all names invented. Each part is made only where it is missing, so that a start
 * that was cut short is completed by the next one; once all is made, nothing is touched again.
 */
export async function makeDemonstration(get: Get): Promise<DemonstrationLinks> {
  if (!(await get(Reader).manager.existsBy(Setting, { key: MADE }))) {
    const { drafter: actor, approver } = await officers(get);
    await missions(get, actor);
    const conferenceId = await conference(get, actor);
    const proposed = await list(get, conferenceId, '6b', actor);
    await names(get, proposed, proposedNames(), actor);
    if (proposed.state === 'draft') {
      await get(CirculateListHandler).execute({ listId: proposed.id, ...closing(get, 3) }, approver);
    }
    await names(get, await list(get, conferenceId, '6c', actor), draftNames(), actor);
    await calls(get, conferenceId, actor);
    await meeting(get, conferenceId, actor);
    await registers(get, actor);
    await get(UnitOfWork).run((tx) => tx.save(Setting, { key: MADE, value: get(Clock).machine() }, { transaction: false }));
  }
  return demonstrationLinks(get);
}

/** Where a newcomer begins; paths below the public address. */
export interface DemonstrationLinks {
  office: string;
  /** The letter's link of one Mission, and which State has to be chosen behind it. */
  mission: { state: string; path: string };
  status: string;
  /** Calls for applications that are open. */
  apply: string;
}

/** The three links, made anew from the key. */
export async function demonstrationLinks(get: Get): Promise<DemonstrationLinks> {
  const { id: conferenceId } = await get(Conferences).bySlug(SLUG);
  const listId = (await get(Lists).of(conferenceId)).find(({ key }) => key === '6b')!.id;
  const links = get(MissionLinks);
  const token = links.token(listId, SHOWN_STATE, await links.generation(listId, SHOWN_STATE));
  const first = await get(Reader).manager.findOneOrFail(Nomination, { where: { listId }, order: { position: 'ASC' } });
  const state = memberStates().find(({ iso2 }) => iso2 === SHOWN_STATE)!.name.en;
  return { office: '/dev/enter', mission: { state, path: `/m/${token}` }, status: `/status/${get(Keys).reference(first.id)}`, apply: `/apply/c/${SLUG}` };
}

/** The drafter, and the approver as one who carries out what the drafter proposed. */
async function officers(get: Get): Promise<{ drafter: Actor; approver: Actor }> {
  const known = async ({ email, name, roles }: { email: string; name: string; roles: readonly string[] }) => (
    actorOf((await get(Officers).byEmail(email)) ?? (await get(Officers).add({ email, name, roles: [...roles] })))
  );
  await known(DEMONSTRATION_OFFICERS.operator);
  const drafter = await known(DEMONSTRATION_OFFICERS.drafter);
  return { drafter, approver: { ...(await known(DEMONSTRATION_OFFICERS.approver)), proposer: { id: drafter.id, name: drafter.name, reason: 'Demonstration' } } };
}

async function missions(get: Get, actor: Actor): Promise<void> {
  const known = (await get(Missions).all()).some(({ addresses }) => addresses.length > 0);
  if (known) return;
  const rows = demonstrationAddresses().map(({ iso2, address }, at) => ({ row: at + 2, state: iso2, address, language: '' }));
  await get(ChangeMissionsHandler).import(rows, actor);
}

async function conference(get: Get, actor: Actor): Promise<string> {
  const known = (await get(Conferences).all()).find(({ slug }) => slug === SLUG);
  if (known) return known.id;
  const modality = modalities.find(({ id }) => id === 'a-res-71-280');
  return (await get(CreateConferenceHandler).execute({ slug: SLUG, title: TITLE, modality }, actor)).id;
}

async function list(get: Get, conferenceId: string, key: string, actor: Actor): Promise<List> {
  const known = (await get(Lists).of(conferenceId)).find((one) => one.key === key);
  if (known) return known;
  const { id } = await get(CreateListHandler).execute({ conferenceId, key }, actor);
  return get(Lists).find(id);
}

async function names(get: Get, { id: listId }: List, wanted: ReturnType<typeof proposedNames>, actor: Actor): Promise<void> {
  if ((await get(Lists).sizes(listId)).names === 0) await get(EditNamesHandler).add({ listId, names: wanted }, actor);
}

/** Calls under the tracks whose way is still open: those of the desk, and the one onto the list that is in draft. */
async function calls(get: Get, conferenceId: string, actor: Actor): Promise<void> {
  const known = new Set((await get(Calls).of(conferenceId)).map(({ track }) => track));
  for (const track of ['consultative-status', '6c', 'nhri', 'observer'].filter((key) => !known.has(key))) {
    await get(OpenCallHandler).execute({ conferenceId, track, opensAt: null, ...closing(get, 3) }, actor);
  }
}

/** The registers as they ship: public facts, with their sources beside them. */
async function registers(get: Get, actor: Actor): Promise<void> {
  const known = new Set((await get(Registers).editions()).map(({ kind }) => kind));
  for (const { kind, file, asOf } of SHIPPED.filter((one) => !known.has(one.kind))) {
    await get(ImportRegisterHandler).execute({ kind, asOf, file, bytes: readFileSync(join(packageRoot, 'data', 'registers', file)) }, actor);
  }
}

/** The first round of negotiations, to which organizations name representatives once their list is final. */
async function meeting(get: Get, conferenceId: string, actor: Actor): Promise<void> {
  const known = await get(Namings).find(await get(Conferences).byId(conferenceId), MEETING);
  if (known.naming) return;
  const [startsOn, endsOn] = [day(get, 8).toString(), day(get, 8).add({ days: 2 }).toString()];
  await get(OpenNamingHandler).execute({ conferenceId, meeting: MEETING, startsOn, endsOn, place: null, quota: 2, reason: null, ...closing(get, 6) }, actor);
}

const day = (get: Get, weeks: number): Temporal.PlainDate => Temporal.Instant.from(get(Clock).now()).toZonedDateTimeISO('America/New_York').toPlainDate().add({ weeks });

/** So many weeks from now at 5 p.m. in New York, an hour that no clock change touches. */
const closing = (get: Get, weeks: number): { wallTime: string; zone: string } => ({ wallTime: `${day(get, weeks).toString()}T17:00`, zone: 'America/New_York' });
