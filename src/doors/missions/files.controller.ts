import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ListFiles } from '../../lists/index.js';
import { sendFile } from '../files.js';
import { Entrance } from './entrance.js';

/** The list as a file, for the Mission's capital. */
@Controller('m/list/:listId')
export class MissionFilesController {
  constructor(private readonly entrance: Entrance, private readonly files: ListFiles) {}

  @Get(':file(^(proposed|final)\\.(csv|xlsx)$)')
  async file(@Param('listId') listId: string, @Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { list, language, t } = await this.entrance.visit(request, listId);
    const [which, kind] = file.split('.') as ['proposed' | 'final', 'csv' | 'xlsx'];
    await sendFile(reply, await this.files.make(list, which, kind, language, t));
  }
}
