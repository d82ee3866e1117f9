import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { Transport } from '../../src/delivery/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, RecordObjectionsHandler } from '../../src/objections/index.js';
import { ObjectionBox } from '../../src/objections/objection-box.js';
import { Outbox } from '../../src/outbox/index.js';
import { Pages } from '../../src/platform/http/index.js';
import { Log } from '../../src/platform/log.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import type { CanaryRound } from './canary-round.js';
import { onTakeOut, swap } from './swap.js';

type Get = CanaryRound['watched']['service']['get'];

/** A fault by which a secret gets away, or an act is half done; what brings it out, and what must be found. */
export interface Spill {
  name: string;
  found: RegExp;
  plant(get: Get): void;
  provoke(round: CanaryRound): Promise<void>;
}

/** The basis that was filed last, for what must not know it. */
const lastBasis = (get: Get): (() => string) => {
  let basis = '';
  swap(get(RaiseObjectionsHandler), 'execute', (execute) => (command, actor) => {
    basis = command.items[0]!.basis ?? basis;
    return execute(command, actor);
  });
  return () => basis;
};
const filing = (round: CanaryRound): Promise<void> => round.fileByProgram();

export const spills: Spill[] = [
  {
    name: 'a log line with what was sent', found: /the basis of CN on name \d+ reaches log/, provoke: filing,
    plant: (get) => swap(get(RaiseObjectionsHandler), 'execute', (execute) => (command, actor) => {
      get(Log).info('filing', { ...command });
      return execute(command, actor);
    }),
  },
  {
    name: 'a log line with the values of a statement that failed', found: /the reason of an extension reaches log/, provoke: (round) => round.extend(),
    plant: (get) => swap(get(Log), 'fault', () => (error) => get(Log).error(JSON.stringify((error as { parameters?: unknown }).parameters))),
  },
  {
    name: 'a line on the standard output', found: /the basis of CN on name \d+ reaches output/, provoke: filing,
    plant: (get) => swap(get(RaiseObjectionsHandler), 'execute', (execute) => (command, actor) => {
      console.debug(encodeURIComponent(command.items[0]!.basis!));
      return execute(command, actor);
    }),
  },
  {
    name: 'the page of a fault that quotes what was filed', found: /the basis of CN on name \d+ reaches the answer to a fault/,
    async provoke(round) {
      await filing(round);
      await round.look('FR', `${round.base}/own`);
    },
    plant: (get) => {
      const basis = lastBasis(get);
      swap(get(Pages), 'refuse', () => async (_, reply: FastifyReply) => void await reply.status(500).send(basis()));
    },
  },
  {
    name: 'a refusal to another State that quotes what was filed', found: /the basis of CN on name \d+ reaches FR/,
    async provoke(round) {
      await filing(round);
      await round.watched.refused('FR asks for what is not its own', () => round.visitors.FR.get(`${round.base}/own/none/withdraw`), 404);
    },
    plant: (get) => {
      const basis = lastBasis(get);
      swap(get(Pages), 'refuse', () => async (_, reply: FastifyReply) => void await reply.status(404).send(Buffer.from(basis()).toString('base64')));
    },
  },
  {
    name: 'a letter that waits with a basis in it', found: /the basis of CN on name \d+ reaches database/,
    async provoke(round) {
      await filing(round);
      await round.remind();
    },
    plant: (get) => {
      const basis = lastBasis(get);
      swap(get(Outbox), 'queue', (queue) => (tx, at, letters) => queue(tx, at, letters.map((letter) => ({ ...letter, data: { ...letter.data, basis: basis() } }))));
    },
  },
  {
    name: 'a letter that tells a basis', found: /the basis of CN on name \d+ reaches letter to mission@/,
    async provoke(round) {
      await filing(round);
      await round.remind();
      await round.tick();
    },
    plant: (get) => {
      const basis = lastBasis(get);
      swap(get<Transport>(Transport), 'send', (send) => (message) => send({ ...message, text: `${message.text}\n${basis()}` }));
    },
  },
  {
    name: 'a scan in a file of the machine', found: /scan reaches file/, provoke: async (round) => void await round.recordNote(),
    plant: (get) => {
      const file = join(tmpdir(), 'invented-scan.pdf');
      onTakeOut(() => rmSync(file, { force: true }));
      swap(get(RecordObjectionsHandler), 'execute', (execute) => (command, actor) => {
        if (command.scan) writeFileSync(file, Buffer.from(command.scan.base64, 'base64'));
        return execute(command, actor);
      });
    },
  },
  {
    name: 'an entry of the record without its act', found: /is half done where the database/, provoke: filing,
    plant: (get) => swap(get(RaiseObjectionsHandler), 'execute', (execute) => async (command, actor) => {
      const work = get<UnitOfWork>(UnitOfWork);
      if (!work.opened) return execute(command, actor);
      // Its own fault is passed over, as a rollback of a part would.
      const receipt = await execute(command, actor).catch(() => null);
      get(Records).append({ act: 'objections.filed', at: '2026-12-01T16:00:00.000Z', actor, listId: actor.listId, secret: { iso2: actor.iso2, names: [], content: {} } });
      return receipt as never;
    }),
  },
  {
    name: 'a filing told as done that failed', found: /is told as done where the database/,
    provoke: async ({ watched, visitors: { CN }, ids }) => void await watched.act('CN files', () => CN.post('/api/v1/mission/objections', { json: { objections: [{ nominationId: ids[15] }] } })),
    plant: (get) => swap(get(RaiseObjectionsHandler), 'execute', (execute) => (command, actor) => execute(command, actor).catch(() => ({ filingId: '', reference: '', at: '', names: 0 }))),
  },
  {
    name: 'an auditor who reads a basis', found: /the basis of CN on name \d+ reaches auditor/, provoke: (round) => round.look('auditor', `${round.desk}/objections`),
    plant: (get) => swap(get(ObjectionsQuery), 'ofList', (ofList) => (listId, actor) => ofList(listId, { ...actor, roles: ['approver'] } as never)),
  },
  {
    name: 'an entry of the record that tells a note verbale in the open', found: /note reaches database/, provoke: async (round) => void await round.recordNote(),
    plant: (get) => swap(get(Records), 'append', (append) => ({ secret, ...act }) => append({ ...act, open: secret } as never)),
  },
  {
    name: 'a basis that is not sealed', found: /the basis of CN on name \d+ reaches database/, provoke: filing,
    plant: (get) => {
      swap(get(ObjectionBox), 'seal', () => (_list, _id, facts) => Buffer.from(JSON.stringify(facts)));
      swap(get(ObjectionBox), 'open', (open) => (row) => (row.sealed[0] === 123 ? { ...JSON.parse(row.sealed.toString()), id: row.id, filingId: row.filingId } : open(row)));
    },
  },
];
