import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fileOf, headOf, type FileKind, type Sheet } from '../lists/index.js';
import { sendTagged } from '../platform/http/index.js';
import { MadeOnce, type State } from '../platform/made-once.js';
import { asFile } from './files.js';

/** A list of 6,000 names in six languages and all its formats is less than half of this. */
const KEPT_BYTES = 64 * 1024 * 1024;

/**
 * What is much to make and everybody may ask for, made once for each state that is published: of a list by its version, which counts
 * every change that anybody may see, of a report by its hash. Nothing here knows of objections, so that neither what is kept nor when
 * it goes away can tell of one.
 */
@Injectable()
export class PublicFiles {
  readonly made = new MadeOnce(KEPT_BYTES);

  /** `state`: all that the sheet depends on. */
  async send(request: FastifyRequest, reply: FastifyReply, title: string, kind: FileKind, state: State, sheet: () => Sheet | Promise<Sheet>): Promise<void> {
    const made = await this.made.of([...state, kind], async () => (await fileOf(await sheet(), kind, title)).bytes);
    await sendTagged(request, asFile(reply, headOf(kind, title)), made);
  }
}
