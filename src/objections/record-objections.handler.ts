import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isInstant, isOnTime } from '../../workflows/deadline.js';
import { isUnderWay } from '../../workflows/list-phase.js';
import { Missions } from '../directory/index.js';
import { Lists, NameBook, type List } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { fileKind, imageFault } from '../platform/file-kind.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { referenceFaults } from '../platform/names.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { FileObjections, type ObjectionItem, type Receipt } from './file-objections.js';
import { Attachment } from './objection.entity.js';

/** A file as data: so a proposal can keep it and the API can send it. */
export interface Scan {
  name: string;
  base64: string;
}

export interface RecordObjections {
  listId: string;
  /** The State, or the States that signed one letter. */
  states: string[];
  items: ObjectionItem[];
  /** Reference of the note verbale. */
  reference: string;
  /** Attested instant of receipt: it decides whether the objection was in time. */
  receivedAt: string;
  scan?: Scan;
}

export const MAX_SCAN = 10 * 1024 * 1024;

/** What one State's part of a letter came to: `alreadyStanding` are the names to which it had objected before, which are not recorded anew. */
export type RecordedForState = Receipt & { iso2: string; alreadyStanding: { nominationId: string; name: string }[] };

/** The Office records objections that came by note verbale, for one State or for several that signed one letter. */
@Injectable()
export class RecordObjectionsHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly keys: Keys,
    private readonly lists: Lists, private readonly missions: Missions, private readonly filing: FileObjections, private readonly book: NameBook,
  ) {}

  /** What is wrong with what was taken from a note, before anything is recorded: who checks it learns of everything at once. */
  async faults(command: RecordObjections): Promise<Fault[]> {
    const found = await this.#faults(command, await this.lists.find(command.listId), this.clock.now(), command.scan && Buffer.from(command.scan.base64, 'base64'));
    return command.items.length ? found : [...found, { field: 'names', rule: 'no-name-chosen' }];
  }

  async execute(command: RecordObjections, actor: Extract<Actor, { kind: 'officer' }>): Promise<{ receipts: RecordedForState[] }> {
    const { listId, items, reference, receivedAt } = command;
    const scan = command.scan && { name: command.scan.name, bytes: Buffer.from(command.scan.base64, 'base64') };
    const states = [...new Set(command.states)];
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      // After the deadline only the attested time of receipt makes it count: two officers answer for that.
      mustMay(actor, list.deadline && !isOnTime(at, list.deadline) ? 'recordLate' : 'recordObjections');
      const { modality } = await this.lists.conferenceOf(list);
      const faults = await this.#faults(command, list, at, scan?.bytes, tx);
      if (faults.length) throw refuseFields(faults);
      // A note that was received in time counts although it is recorded after the deadline, until the list is final.
      if (!isUnderWay(list.state)) throw new Refused('not-in-this-state', { state: list.state });

      const scanId = scan ? this.ids.next() : null;
      const source = { kind: 'noteVerbale' as const, reference: reference.trim(), receivedAt, signatories: states, scanId };
      const toFile = { items, source, scan: scan && createHash('sha256').update(scan.bytes).digest('base64url') };
      const { byId } = await this.book.of(list, tx);
      const receipts: RecordedForState[] = [];
      let fresh = false;
      for (const iso2 of states) {
        const { receipt, again, standing } = await this.filing.file(tx, list, iso2, toFile, at, actor, modality.reasons);
        receipts.push({ iso2, ...receipt, alreadyStanding: standing.map((nominationId) => ({ nominationId, name: byId.get(nominationId)!.name })) });
        fresh ||= !again;
      }
      // A note recorded before has its scan already.
      if (scan && fresh) {
        const box = this.keys.ofList(listId).seal(`attachment:${scanId}`, JSON.stringify({ name: scan.name, type: fileKind(scan.bytes), base64: scan.bytes.toString('base64') }));
        await insertRows(tx, Attachment, [{ id: scanId!, listId, sealed: box }]);
      }
      return { receipts };
    });
  }

  async #faults({ states, reference, receivedAt }: RecordObjections, list: List, at: string, scan?: Buffer, tx?: EntityManager): Promise<Fault[]> {
    const electorate = new Set((await this.missions.electorate((await this.lists.conferenceOf(list)).modality, tx)).map(({ iso2 }) => iso2));
    const faults: Fault[] = [...new Set(states)].filter((iso2) => !electorate.has(iso2)).map((iso2) => ({ field: 'states', rule: 'state-unknown', params: { value: iso2 } }));
    if (states.length === 0) faults.push({ field: 'states', rule: 'state-missing' });
    faults.push(...referenceFaults(reference));
    if (!isInstant(receivedAt)) faults.push({ field: 'receivedAt', rule: 'instant-shape' });
    else if (!isOnTime(receivedAt, at)) faults.push({ field: 'receivedAt', rule: 'received-in-future' });
    else if (!list.circulatedAt || receivedAt < list.circulatedAt) faults.push({ field: 'receivedAt', rule: 'note-before-circulation' });
    else if (list.deadline && !isOnTime(receivedAt, list.deadline)) faults.push({ field: 'receivedAt', rule: 'received-after-deadline', params: { deadline: list.deadline } });
    if (!scan) return faults;
    if (!fileKind(scan)) faults.push({ field: 'scan', rule: 'scan-kind' });
    const broken = imageFault(scan);
    if (broken) faults.push({ field: 'scan', ...broken });
    if (scan.length > MAX_SCAN) faults.push({ field: 'scan', rule: 'scan-too-large', params: { megabytes: MAX_SCAN / 1024 / 1024 } });
    return faults;
  }
}
