import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { inParts, noErrors, Pages, type FormErrors } from '../../platform/http/index.js';
import { Keys } from '../../platform/keys.js';
import { pemOf, ReceiptCheck } from '../../records/index.js';
import { sendFile } from '../files.js';
import { InParts } from '../form.js';
import { paths } from './paths.js';

const LIMIT = 64 * 1024;

/** What an auditor and a State need of the record: its public key, and whether a receipt stands in it. No figure tells how much does. */
@Controller()
export class RecordController {
  constructor(private readonly pages: Pages, private readonly keys: Keys, private readonly receipts: ReceiptCheck) {}

  @Get('record-key.pem')
  async key(@Res() reply: FastifyReply): Promise<void> {
    await sendFile(reply, { bytes: pemOf(this.keys.publicKey), type: 'application/x-pem-file', name: 'record-key.pem' });
  }

  @Get('record')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, null, noErrors);
  }

  /** Changes nothing and keeps nothing: the file is compared and forgotten. */
  @Post('record')
  @InParts()
  async check(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const bytes = await fileOf(request);
    const stands = bytes === 'too-large' ? false : bytes && (await this.receipts.stands(bytes));
    const text = this.pages.t(this.pages.language(request))('public:record.empty');
    await this.#page(request, reply, stands, stands === null ? { status: 422, summary: [{ text, href: '#receipt' }], fields: { receipt: text } } : noErrors);
  }

  async #page(request: FastifyRequest, reply: FastifyReply, stands: boolean | null, errors: FormErrors): Promise<void> {
    const language = this.pages.language(request);
    const title = this.pages.t(language)('public:record.title');
    await this.pages.send(request, reply, 'public/record.njk', { door: 'public', language, title, status: errors.status }, {
      stands, errors, key: this.keys.publicKey, paths, private: stands !== null,
    });
  }
}

/** The file that a form brought; null where none was chosen. */
async function fileOf(request: FastifyRequest): Promise<Buffer | 'too-large' | null> {
  if (!request.isMultipart()) return null;
  return inParts(async () => {
    const part = await request.file({ limits: { fileSize: LIMIT } });
    const bytes = await part?.toBuffer();
    if (part?.file.truncated) return 'too-large';
    return bytes?.length ? bytes : null;
  });
}
