import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../platform/config.js';
import { Keys } from '../platform/keys.js';
import { CONFIG } from '../platform/platform.module.js';
import { StartFault } from '../platform/start-fault.js';
import { Records } from '../records/index.js';
import { ListKeys } from './list-keys.js';
import { RecordHead } from './record-head.js';

/** The database and the keys do not belong to one moment; whoever runs the installation decides what is restored. */
export class CustodyFault extends StartFault {}

/** Whether database and keys, which have backups of their own, fit each other. Asked before anything is done with them. */
@Injectable()
export class Custody {
  constructor(
    @Inject(CONFIG) private readonly config: Config, private readonly keys: Keys, private readonly records: Records,
    private readonly listKeys: ListKeys, private readonly head: RecordHead,
  ) {}

  /**
   * Refuses where the database is behind the record's last noted entry, or a key is missing. A destroyed key that came back with a
   * restored folder is destroyed again, and named. The trial may begin anew at any time.
   */
  async mustStand(): Promise<{ returned: string[] }> {
    if (this.config.mode === 'trial') return { returned: [] };
    const lost = await this.head.lost();
    if (lost) {
      const last = await this.records.entryAt();
      if (!last) throw new CustodyFault('databaseEmpty', { ...lost });
      throw new CustodyFault(last.seq < lost.seq ? 'databaseBehind' : 'databaseDiffers', { ...lost, last: last.seq, lastHash: last.hash });
    }
    const { missing, returned } = await this.listKeys.differing();
    if (missing.length) throw new CustodyFault('keysMissing', { folder: this.keys.folder, lists: namesOf(missing), list: missing[0]!.name });
    await this.listKeys.destroyAgain(returned);
    return { returned: returned.map(({ name }) => name) };
  }
}

const namesOf = (lists: { name: string }[]): string => lists.map(({ name }) => name).join(', ');
