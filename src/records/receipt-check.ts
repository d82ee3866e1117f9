import { Injectable } from '@nestjs/common';
import { Reader } from '../platform/reader.js';
import { selectRows } from '../platform/select.js';
import { readReceipt } from './export-line.js';
import { commitmentTo, type ChainedEntry } from './record-format.js';

/** Whether a receipt stands in the record. It opens nothing that is sealed: all it compares is what an export shows. */
@Injectable()
export class ReceiptCheck {
  constructor(private readonly reader: Reader) {}

  /** One answer for an unknown entry, a wrong salt and other facts: who does not hold the receipt learns nothing by guessing. */
  async stands(bytes: Buffer): Promise<boolean> {
    const receipt = readReceipt(bytes);
    if (!receipt?.whole) return false;
    const [row] = await selectRows<{ entry: string }>(this.reader.manager, `SELECT "entry" FROM "record_entry" WHERE "id" = ?`, [receipt.entry]);
    const made = commitmentTo(Buffer.from(receipt.salt, 'base64url'), receipt.facts);
    return row !== undefined && (JSON.parse(row.entry) as ChainedEntry).commitment === made;
  }
}
