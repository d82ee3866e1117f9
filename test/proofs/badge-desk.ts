import { HandOffHandler, HandOffs, NameRepresentativesHandler, type HandOffForm } from '../../src/meetings/index.js';
import { Refused } from '../../src/platform/refused.js';
import { KeepWebhooksHandler, Webhooks } from '../../src/webhooks/index.js';
import { officer } from '../support/round.js';
import type { Round } from './round.js';
import type { World } from './world.js';

const FORMS: HandOffForm[] = ['csv', 'json', 'indico.csv'];
const told = (error: unknown): string => {
  if (error instanceof Refused) return error.rule;
  throw error;
};

/** An address that is told what happens, in place of the one of the round before: of what that one waits for nothing comes into this round. */
export async function keepWebhook(world: World): Promise<void> {
  for (const { id, endedAt } of await world.get(Webhooks).all(officer)) if (!endedAt) await world.get(KeepWebhooksHandler).end({ id }, officer);
  await world.get(KeepWebhooksHandler).add({ url: 'https://badges.example/told', label: 'Badges' }, officer);
}

/** Each organization of the list names somebody, as far as it may; then the meeting is handed over, as far as it may, and every file is read. */
export async function handOver(round: Round, at: number): Promise<void> {
  const { world, conferenceId, meeting, ids, applicants } = round;
  if (!meeting) return;
  const holders = [...ids.slice(0, -1), ...applicants.slice(0, 2).map(({ applicationId }) => applicationId)];
  for (const [n, holderId] of holders.entries()) {
    const person = { givenName: 'Invented', familyName: `Delegate ${at} ${n}`, function: 'Adviser', email: `delegate${at}-${n}@invented.example` };
    const named = await world.get(NameRepresentativesHandler).save({ id: null, person, meetings: [meeting] }, { kind: 'delegation', holderId }).then(({ id }) => id, told);
    world.note('organization', `naming by organization ${n}`, named);
  }
  const handed = await world.get(HandOffHandler).execute({ conferenceId, meeting }, officer).catch(told);
  world.note('badge desk', 'hand-off', JSON.stringify(handed));
  if (typeof handed === 'string') return;
  for (const form of FORMS) world.note('badge desk', `hand-off as ${form}`, (await world.get(HandOffs).file(handed.id, form)).bytes);
}
