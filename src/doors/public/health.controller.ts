import { setTimeout } from 'node:timers/promises';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Reader } from '../../platform/reader.js';

/** How long the database may take to answer whoever watches, in milliseconds. */
const PATIENCE = 5_000;

/** What a watching machine asks. */
@Controller()
export class HealthController {
  constructor(private readonly reader: Reader) {}

  /** The process answers. */
  @Get('healthz')
  health(): { status: 'up' } {
    return { status: 'up' };
  }

  /** The process can serve: the database answers too; 503 where it does not. */
  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const database = await Promise.race([this.reader.manager.query('SELECT 1').then(() => 'up', () => 'down'), setTimeout(PATIENCE, 'down', { ref: false })]);
    await reply.status(database === 'up' ? 200 : 503).send({ status: database, database });
  }

  /** Search engines may read what is published, and nothing that a link or a reference opens. */
  @Get('robots.txt')
  async robots(@Res() reply: FastifyReply): Promise<void> {
    const closed = ['/status/', '/apply/link/', '/apply/a/', '/m/', '/office', '/api/', '/dev/'];
    await reply.type('text/plain; charset=utf-8').send(['User-agent: *', ...closed.map((path) => `Disallow: ${path}`), ''].join('\n'));
  }
}
