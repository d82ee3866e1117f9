import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { browserOf, OfficerSessions, type SignedIn, type Visitor } from '../../officers/index.js';
import { Pages } from '../../platform/http/index.js';
import { mustHaveRight } from '../needs.js';
import { Refused } from '../../platform/refused.js';
import { mustCarry } from '../form.js';

export const SESSION = 'nemcon-office';
/** The cookie lasts as long as a session can; the server decides whether it does. */
const TEN_HOURS = 36_000;

type OfficeRequest = FastifyRequest & { officer?: SignedIn };

/** Lets in who is signed in, and on a POST only a form that this session's pages have made. */
@Injectable()
export class OfficeGuard implements CanActivate {
  constructor(private readonly sessions: OfficerSessions, private readonly pages: Pages) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OfficeRequest>();
    const signedIn = await this.sessions.find(this.pages.session(request, SESSION));
    if (!signedIn) throw new Refused('not-signed-in');
    mustHaveRight(context, signedIn.actor, signedIn.factor === 'done');
    request.officer = signedIn;
    // A form with a file is read in parts (InParts): readForm() looks for the same mark there.
    if (request.method === 'POST' && !request.isMultipart()) mustCarry(request.body, signedIn.csrf);
    return true;
  }
}

export const keepSession = (pages: Pages, reply: FastifyReply, session: string): void => pages.setSession(reply, SESSION, session, TEN_HOURS);

/** Who comes to the door, as far as a request says. */
export function visitorOf(request: FastifyRequest, pages: Pages): Visitor {
  const previous = pages.session(request, SESSION);
  return { address: request.ip, browser: browserOf(request.headers['user-agent']), ...(previous ? { previous } : {}) };
}

/** The officer that the guard let in. */
export const SignedInOfficer = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn =>
  context.switchToHttp().getRequest<OfficeRequest>().officer!);
