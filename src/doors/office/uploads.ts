import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { SignedIn } from '../../officers/index.js';
import { Clock, minutes, plusMilliseconds } from '../../platform/clock.js';
import { insertRows } from '../../platform/insert.js';
import { Keys, randomToken, tokenHash } from '../../platform/keys.js';
import { Log } from '../../platform/log.js';
import { Reader } from '../../platform/reader.js';
import { refuseFields } from '../../platform/refused.js';
import { UnitOfWork } from '../../platform/unit-of-work.js';
import type { SentFile } from './forms.js';
import { Upload } from './upload.entity.js';

const KEPT = minutes(30);

/** Found by the file's id and the session together: nobody finds what another session sent. */
const keyHashOf = ({ csrf }: SignedIn, id: string): string => tokenHash(`upload/${csrf}/${id}`);

/**
 * Files between their preview and their confirmation, for half an hour and for the one session that sent them. They stand in
 * the database, so that the confirmation may reach another process than the preview, or the same one started anew.
 */
@Injectable()
export class Uploads {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly keys: Keys, private readonly clock: Clock, private readonly log: Log,
  ) {}

  async keep(officer: SignedIn, { name, bytes }: SentFile): Promise<string> {
    const id = randomToken();
    const keyHash = keyHashOf(officer, id);
    const sealed = this.keys.seal(`upload:${keyHash}`, JSON.stringify([name, bytes.toString('base64')]));
    await this.work.run((tx) => insertRows(tx, Upload, [{ keyHash, sealed, until: plusMilliseconds(this.clock.machine(), KEPT) }]));
    return id;
  }

  /** The file of this session, or a refusal that asks for it again. */
  async take(officer: SignedIn, id: string): Promise<SentFile> {
    const keyHash = keyHashOf(officer, id);
    const kept = await this.reader.manager.findOneBy(Upload, { keyHash });
    if (!kept || kept.until <= this.clock.machine()) throw refuseFields([{ field: 'file', rule: 'upload-gone' }]);
    const [name, base64] = JSON.parse(this.keys.open(`upload:${keyHash}`, kept.sealed)) as [string, string];
    return { name, bytes: Buffer.from(base64, 'base64') };
  }

  async drop(officer: SignedIn, id: string): Promise<void> {
    await this.work.run((tx) => tx.delete(Upload, { keyHash: keyHashOf(officer, id) }));
  }

  /** Takes away what nobody confirmed. */
  @Interval(minutes(5))
  async sweep(): Promise<void> {
    try {
      await this.work.run((tx) => tx.createQueryBuilder().delete().from(Upload).where('"until" <= :now', { now: this.clock.machine() }).execute());
    } catch (error) {
      this.log.fault(error, 'uploads');
    }
  }
}
