import { Catch, HttpException, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { storageFault } from '../database.js';
import { Catalogs, preferredLanguage } from '../i18n.js';
import { Log } from '../log.js';
import { Refused } from '../refused.js';
import { Pages, type Door } from './pages.js';
import { problemOf } from './problems.js';
import { typedIn } from './typed.js';

/** What framework and plug-ins throw, as rules of ours. */
function asRefused(error: unknown): Refused | null {
  if (error instanceof Refused) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  switch (status) {
    case 400: return new Refused('body-malformed');
    case 401: return new Refused('not-signed-in');
    // A folder of assets is no page either.
    case 403:
    case 404: return new Refused('page-unknown');
    case 413: return new Refused('body-too-large');
    // Whatever else is the caller's fault: a part of a file that it has not, a kind of body that nobody reads.
    default: return status !== undefined && status >= 400 && status < 500 ? new Refused('body-malformed') : null;
  }
}

/** Every refusal and every fault leaves by this filter: problem details on the API, a calm page elsewhere. */
@Catch()
@Injectable()
export class RefusalFilter implements ExceptionFilter {
  constructor(private readonly pages: Pages, private readonly catalogs: Catalogs, private readonly log: Log) {}

  /** Never throws: Nest does not wait for a filter, and what it threw would end the process. */
  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    try {
      await this.#answer(error, host);
    } catch (fault) {
      this.log.fault(fault, 'refusal');
      const reply = host.switchToHttp().getResponse<FastifyReply>();
      if (!reply.sent) await reply.status(500).type('text/plain; charset=utf-8').send('500');
    }
  }

  async #answer(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const known = asRefused(error);
    // What went wrong goes to the log by its kind and route; never the body, the address or the token of the request.
    if (!known) this.log.fault(error, request.routeOptions?.url ?? '');
    const refused = known ?? new Refused(storageFault(error) === null ? 'fault' : 'storage-away');
    if (refused.rule === 'too-many-requests') void reply.header('retry-after', String(refused.params['seconds'] ?? 60));
    if (request.url.startsWith('/api/')) {
      const problem = problemOf(refused, this.catalogs.in(preferredLanguage(request.headers['accept-language'])));
      await reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(problem);
      return;
    }
    const entrance = ENTRANCES[refused.rule];
    const typed = await typedIn(request, refused);
    if (entrance && typed.length === 0) {
      await reply.redirect(entrance, 303);
      return;
    }
    await this.pages.refuse(request, reply, doorOf(request.url), refused, typed);
  }
}

/** Where pages send whoever is not, or not wholly, signed in. */
const ENTRANCES: Record<string, string> = { 'not-signed-in': '/office/sign-in', 'second-factor-missing': '/office/second-factor' };

const doorOf = (url: string): Door =>
  url.startsWith('/office') ? 'office' : url.startsWith('/m/') || url === '/m' ? 'mission' : url.startsWith('/dev') ? 'dev' : 'public';
