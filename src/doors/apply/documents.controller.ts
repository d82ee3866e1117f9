import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationsQuery, ApplyHandlers, MAX_FILE, MAX_FILES } from '../../applications/index.js';
import { formErrors, noErrors, statusOf, type FormErrors } from '../../platform/http/index.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { sendDocument } from '../files.js';
import { one, type Form } from '../form.js';
import { Entrance, mustCarry, type Visit } from './entrance.js';
import { paths } from './paths.js';

const FIELD = 'document';

/** Documents of an application: shown as downloads, never in the page. */
@Controller('apply/a/:id/documents')
export class DocumentsController {
  constructor(private readonly entrance: Entrance, private readonly apply: ApplyHandlers, private readonly query: ApplicationsQuery) {}

  @Get()
  async page(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(await this.entrance.visit(request, id), request, reply, noErrors, 200);
  }

  @Post()
  async add(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, id);
    try {
      const { file, go } = await readParts(request, visit);
      if (file) await this.apply.addFile({ field: FIELD, ...file }, visit.actor);
      else if (go !== 'on') throw refuseFields([{ field: FIELD, rule: 'file-missing' }]);
      await reply.redirect(go === 'on' ? paths.check(id) : paths.documents(id), 303);
    } catch (error) {
      await this.#page(await this.entrance.visit(request, id), request, reply, formErrors(error, visit.t), statusOf((error as Refused).rule));
    }
  }

  @Get(':file')
  async download(@Param('id') id: string, @Param('file') fileId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.entrance.visit(request, id);
    await sendDocument(reply, await this.query.file(id, fileId));
  }

  @Post(':file/remove')
  async remove(@Param('id') id: string, @Param('file') fileId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, id);
    try {
      await this.apply.removeFile({ fileId }, visit.actor);
      await reply.redirect(paths.documents(id), 303);
    } catch (error) {
      await this.#page(visit, request, reply, formErrors(error, visit.t), statusOf((error as Refused).rule));
    }
  }

  async #page(visit: Visit, request: FastifyRequest, reply: FastifyReply, errors: FormErrors, status: number): Promise<void> {
    const { row } = visit.application;
    const files = (await this.query.files(row.id)).map(({ id, name, size }) => ({ name, kilobytes: Math.ceil(size / 1024), href: paths.document(row.id, id), removal: paths.removal(row.id, id) }));
    await this.entrance.send(visit, request, reply, 'documents', errors, {
      files, most: MAX_FILES, megabytes: MAX_FILE / 1024 / 1024, changeable: visit.told.changeable, action: paths.documents(row.id), draft: row.state === 'draft',
    }, status);
  }
}

/** Reads a form with a file; an empty file field is no file, one that is too large is refused beside its field. */
async function readParts(request: FastifyRequest, visit: Visit): Promise<{ file: { name: string; bytes: Buffer } | null; go: string }> {
  if (!request.isMultipart()) throw new Refused('body-malformed');
  const sent: Form = {};
  let file: { name: string; bytes: Buffer } | null = null;
  try {
    for await (const part of request.parts({ limits: { fileSize: MAX_FILE } })) {
      if (part.type !== 'file') sent[part.fieldname] = String(part.value);
      else {
        const bytes = await part.toBuffer();
        if (part.filename && bytes.length) file = { name: part.filename, bytes };
      }
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 413) throw error;
    throw refuseFields([{ field: FIELD, rule: 'file-too-large', params: { megabytes: MAX_FILE / 1024 / 1024 } }]);
  }
  mustCarry(visit, one(sent, '_csrf'));
  return { file, go: one(sent, 'go') };
}
