import { Readable } from 'node:stream';
import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignedIn } from '../../officers/index.js';
import { Keys } from '../../platform/keys.js';
import { Records } from '../../records/index.js';
import { sendFile } from '../files.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';

/** The whole record as a file, for those who verify it; what is confidential stands in it as commitments only. */
@Controller('office/record')
@UseGuards(OfficeGuard)
@Needs('exportRecord')
export class WholeRecordController {
  constructor(private readonly desk: Desk, private readonly records: Records, private readonly keys: Keys) {}

  @Get()
  async show(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.send(request, reply, officer, 'whole-record', { title: this.desk.t(request)('office:wholeRecord.title') }, { key: this.keys.publicKey, file: this.#file() });
  }

  @Get('export')
  async export(@Res() reply: FastifyReply): Promise<void> {
    await sendFile(reply, { bytes: Readable.from(this.records.export(this.desk.now())), type: 'text/plain; charset=utf-8', name: this.#file() });
  }

  #file(): string {
    return `record-${this.desk.now().slice(0, 10)}.jsonl`;
  }
}
