import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApplicationSessions } from '../../applications/index.js';
import { MissionSessions } from '../../missions/index.js';
import { Officers } from '../../officers/index.js';
import type { Actor } from '../../platform/actor.js';
import { minutes } from '../../platform/clock.js';
import { Limits, type Limit } from '../../platform/limits.js';
import { mustHaveRight } from '../needs.js';
import { Refused } from '../../platform/refused.js';

type Asked = FastifyRequest & { actor?: Actor };

const bearer = (request: FastifyRequest): string => /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';

/** Tokens have 256 bits: a right one is let in whatever others behind its address do, and who guesses is told to wait. */
const WRONG_TOKEN: Limit = { kind: 'api-token', tries: 60, window: minutes(1) };

/** Lets in officers with a token from `nemcon officer token`. */
@Injectable()
export class OfficerGuard implements CanActivate {
  constructor(private readonly officers: Officers, private readonly limits: Limits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Asked>();
    const actor = await this.officers.byToken(bearer(request));
    if (!actor) {
      await this.limits.takeFrom(WRONG_TOKEN, request.ip);
      throw new Refused('not-signed-in');
    }
    mustHaveRight(context, actor);
    request.actor = actor;
    return true;
  }
}

/** Lets in Missions with the token of a session that their link was exchanged for. */
@Injectable()
export class MissionGuard implements CanActivate {
  constructor(private readonly sessions: MissionSessions, private readonly limits: Limits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Asked>();
    const session = await this.sessions.find(bearer(request));
    if (!session) {
      await this.limits.takeFrom(WRONG_TOKEN, request.ip);
      throw new Refused('mission-session-over');
    }
    request.actor = { kind: 'mission', iso2: session.iso2, listId: session.listId };
    return true;
  }
}

/** Lets in applicants with the token of a session that their link was exchanged for. */
@Injectable()
export class ApplicantGuard implements CanActivate {
  constructor(private readonly sessions: ApplicationSessions, private readonly limits: Limits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Asked>();
    const session = await this.sessions.find(bearer(request));
    if (!session) {
      await this.limits.takeFrom(WRONG_TOKEN, request.ip);
      throw new Refused('applicant-session-over');
    }
    request.actor = { kind: 'applicant', applicationId: session.applicationId };
    return true;
  }
}

/** Who acts, as the guard found out. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Asked>().actor);
