import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Officers, type SignedIn } from '../../officers/index.js';
import { Pages } from '../../platform/http/index.js';
import { mustHaveRight } from '../needs.js';
import { Refused } from '../../platform/refused.js';

export const SESSION = 'nemcon-office';

type OfficeRequest = FastifyRequest & { officer?: SignedIn };

/** Lets in who is signed in, and on a POST only a form that this session's pages have made. */
@Injectable()
export class OfficeGuard implements CanActivate {
  constructor(private readonly officers: Officers, private readonly pages: Pages) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OfficeRequest>();
    const signedIn = await this.officers.bySession(this.pages.session(request, SESSION));
    if (!signedIn) throw new Refused('not-signed-in');
    mustHaveRight(context, signedIn.actor);
    request.officer = signedIn;
    // A form with a file is read in parts: readForm() looks for the same mark there.
    if (request.method === 'POST' && !request.isMultipart()) mustCarry(signedIn, (request.body as Record<string, unknown> | undefined)?.['_csrf']);
    return true;
  }
}

export function mustCarry(signedIn: SignedIn, mark: unknown): void {
  if (mark !== signedIn.csrf) throw new Refused('form-expired');
}

/** The officer that the guard let in. */
export const SignedInOfficer = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn =>
  context.switchToHttp().getRequest<OfficeRequest>().officer!);
