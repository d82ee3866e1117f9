import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationsQuery, ApplyHandlers, documentKinds, MAX_FILE, MAX_FILES, type DocumentKind } from '../../applications/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, type FormErrors } from '../../platform/http/index.js';
import { refuseFields } from '../../platform/refused.js';
import { sendDocument } from '../files.js';
import { InParts, one, readForm } from '../form.js';
import { Entrance, type Visit } from './entrance.js';
import { paths } from './paths.js';

const kindOf = (field: string): DocumentKind => documentKinds.find((kind) => kind === field) ?? 'document';

/** Documents of an application: shown as downloads, never in the page. */
@Controller('apply/a/:id/documents')
export class DocumentsController {
  constructor(private readonly entrance: Entrance, private readonly apply: ApplyHandlers, private readonly query: ApplicationsQuery) {}

  @Get()
  async page(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(await this.entrance.visit(request, id), request, reply, noErrors);
  }

  @Post()
  @InParts()
  async add(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, id);
    if (onlySwitchesLanguage(request)) return this.#page(visit, request, reply, noErrors);
    try {
      const { sent, files } = await readForm(request, visit, { bytes: MAX_FILE, files: documentKinds.length });
      const go = one(sent, 'go');
      const given = files.map(({ field, name, bytes }) => ({ field: kindOf(field), name, bytes }));
      for (const file of given) await this.apply.addFile(file, visit.actor);
      if (!files.length && go !== 'on') throw refuseFields(documentKinds.map((field) => ({ field, rule: 'file-missing' })));
      await reply.redirect(go === 'on' ? paths.check(id) : paths.documents(id), 303);
    } catch (error) {
      await this.#page(await this.entrance.visit(request, id), request, reply, formErrors(error, visit.t));
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
      await this.#page(visit, request, reply, formErrors(error, visit.t));
    }
  }

  async #page(visit: Visit, request: FastifyRequest, reply: FastifyReply, errors: FormErrors): Promise<void> {
    const { row } = visit.application;
    const files = (await this.query.files(row.id))
      .map(({ id, name, size, field }) => ({ name, kind: visit.t(`apply:documents.kind.${kindOf(field)}`), kilobytes: Math.ceil(size / 1024), href: paths.document(row.id, id), removal: paths.removal(row.id, id) }));
    await this.entrance.send(visit, request, reply, 'documents', errors, {
      files, kinds: documentKinds.map((name) => ({ name, label: visit.t(`apply:documents.kind.${name}`) })), most: MAX_FILES, megabytes: MAX_FILE / 1024 / 1024, changeable: visit.told.changeable, action: paths.documents(row.id), draft: row.state === 'draft',
    });
  }
}
