import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../officers/index.js';
import { Clock, minutes, plusMilliseconds } from '../../platform/clock.js';
import { randomToken } from '../../platform/keys.js';
import { refuseFields } from '../../platform/refused.js';
import type { SentFile } from './forms.js';

const KEPT = minutes(30);
const MOST = 64;

interface Kept {
  session: string;
  file: SentFile;
  until: string;
}

/**
 * Files between their preview and their confirmation, in this process's memory for half an hour and for the one session that
 * sent them. A restart loses them; the page then asks for the file again.
 */
@Injectable()
export class Uploads {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  keep({ csrf }: SignedIn, file: SentFile): string {
    const now = this.clock.machine();
    for (const [id, { until }] of this.#kept) if (until <= now || this.#kept.size >= MOST) this.#kept.delete(id);
    const id = randomToken();
    this.#kept.set(id, { session: csrf, file, until: plusMilliseconds(now, KEPT) });
    return id;
  }

  /** The file of this session, or a refusal that asks for it again. */
  take({ csrf }: SignedIn, id: string): SentFile {
    const kept = this.#kept.get(id);
    if (!kept || kept.session !== csrf || kept.until <= this.clock.machine()) throw refuseFields([{ field: 'file', rule: 'upload-gone' }]);
    return kept.file;
  }

  drop(id: string): void {
    this.#kept.delete(id);
  }
}
