import type { FastifyRequest } from 'fastify';
import { refuseFields, Refused } from '../refused.js';

/** What a form or a query sent: every field as text, several values of one name as a list. */
export type Form = Record<string, string | string[] | undefined>;

export interface SentFile {
  name: string;
  bytes: Buffer;
}

/** A file as it came in a field of a form. */
export class SentPart implements SentFile {
  readonly #bytes: Buffer | null;

  /** @param bytes null where there were more than `most` */
  constructor(readonly field: string, readonly name: string, bytes: Buffer | null, private readonly most: number) {
    this.#bytes = bytes;
  }

  /** Refuses, beside its field, what was too large: by then all else that the form brought has been read, and is kept. */
  get bytes(): Buffer {
    if (!this.#bytes) throw refuseFields([{ field: this.field, rule: 'file-too-large', params: { megabytes: this.most / 1024 / 1024 } }]);
    return this.#bytes;
  }
}

/** As many fields as any form of ours has: a list of 10,000 names says of each that it was shown and that it is chosen. */
export const MOST_FIELDS = 30_000;
/** As much as all of them may hold together, in letters; one alone, in bytes. */
const MOST_LETTERS = 4 * 1024 * 1024;

/** Reads a form that was sent in parts. Of a file that is larger than `most.bytes` nothing is kept, and the form is read on. */
export async function readParts(request: FastifyRequest, most: { bytes: number; files: number }): Promise<{ sent: Form; files: SentPart[] }> {
  const fields: Record<string, string[]> = {};
  const files: SentPart[] = [];
  let [count, letters] = [0, 0];
  // What is not read to the end goes by unread: whoever still sends would not hear the answer, and the reader of parts would keep all of it.
  await inParts(async () => {
    const limits = { fileSize: most.bytes, files: most.files, fieldSize: MOST_LETTERS, fields: Infinity, parts: Infinity };
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        const bytes = await part.toBuffer();
        if (part.filename && bytes.length) files.push(new SentPart(part.fieldname, part.filename, part.file.truncated ? null : bytes, most.bytes));
        continue;
      }
      const value = String(part.value);
      [count, letters] = [count + 1, letters + value.length];
      if (count > MOST_FIELDS || letters > MOST_LETTERS || part.valueTruncated) throw new Refused('body-too-large');
      (fields[part.fieldname] ??= []).push(value);
    }
  }).finally(() => request.raw.unpipe().resume());
  return { sent: Object.fromEntries(Object.entries(fields).map(([field, values]) => [field, values.length === 1 ? values[0] : values])), files };
}

/**
 * Reads what was sent in parts. What breaks off, or is in no parts, is the fault of who sent it: the reader of parts says so by an error
 * of no status and no kind. Every other is a fault of ours.
 */
export async function inParts<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { name, statusCode } = error as { name?: string; statusCode?: number };
    throw name === 'Error' && statusCode === undefined && !(error instanceof Refused) ? new Refused('body-malformed') : error;
  }
}
