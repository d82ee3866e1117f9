import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { tableIn } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { dayOf } from '../platform/dates.js';
import { isDay } from '../platform/day.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { fileName } from '../platform/names.js';
import { refuseFields } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { checkRegister, isRegisterKind, registerKinds, type CheckedRegister, type RegisterKind } from './kinds.js';
import { RegisterEdition, RegisterEntry } from './register.entity.js';

export interface RegisterFile {
  kind: string;
  /** The day whose state the file shows. */
  asOf: string;
  file: string;
  bytes: Buffer;
}

/** A register comes in whole, as an edition of its own with a date, or not at all. */
@Injectable()
export class ImportRegisterHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records) {}

  /** What the file holds, with each fault by line and column; changes nothing. A file without its columns is refused. */
  async check({ kind, asOf, bytes }: RegisterFile): Promise<CheckedRegister & { kind: RegisterKind }> {
    if (!isRegisterKind(kind)) throw refuseFields([{ field: 'kind', rule: 'register-kind-unknown', params: { value: kind.slice(0, 40), known: registerKinds.join(', ') } }]);
    if (!isDay(asOf)) throw refuseFields([{ field: 'asOf', rule: 'register-as-of' }]);
    // Whoever keeps a register dates it where they are: no day that has begun somewhere is still to come.
    if (asOf > dayOf(this.clock.now(), 'Pacific/Kiritimati')) throw refuseFields([{ field: 'asOf', rule: 'register-as-of-later', params: { asOf } }]);
    return { kind, ...checkRegister(kind, await tableIn(bytes)) };
  }

  async execute(file: RegisterFile, actor: Actor): Promise<{ id: string; entries: number }> {
    mustMay(actor, 'keepRegisters');
    const { kind, rows, faults } = await this.check(file);
    if (faults.length) throw refuseFields(faults);
    const digest = createHash('sha256').update(file.bytes).digest('hex');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const same = await tx.findOneBy(RegisterEdition, { kind, asOf: file.asOf, digest });
      if (same) throw refuseFields([{ field: 'file', rule: 'register-there', params: { asOf: file.asOf } }]);
      const id = this.ids.next();
      await insertRows(tx, RegisterEdition, [{ id, kind, asOf: file.asOf, file: fileName(file.file, 'register'), digest, entries: rows.length, importedAt: at, officer: actor.name }]);
      await insertRows(tx, RegisterEntry, rows.map((row) => ({ editionId: id, ...row })));
      this.records.append({ act: 'register.imported', at, actor, open: { register: kind, asOf: file.asOf, entries: rows.length, digest } });
      return { id, entries: rows.length };
    });
  }
}
