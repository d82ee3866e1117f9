import { Body, Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Officers, SecondFactor, type SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage, Pages } from '../../platform/http/index.js';
import { qrOf } from '../../platform/qr.js';
import { Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { noErrors, one, type FormErrors, type Sent } from './forms.js';
import { keepSession, OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** The second step of signing in: a code of the app, or setting the app up. */
@Controller('office/second-factor')
@UseGuards(OfficeGuard)
@Needs('halfSignedIn')
export class SecondFactorController {
  constructor(private readonly desk: Desk, private readonly factor: SecondFactor, private readonly officers: Officers, private readonly pages: Pages) {}

  @Get()
  async page(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, noErrors);
  }

  @Post()
  async show(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, noErrors);
    try {
      const code = one(sent, 'code').slice(0, 40);
      if (await this.factor.of(officer.actor.id)) {
        const { session } = await this.factor.show(officer, code);
        keepSession(this.pages, reply, session);
        return await reply.redirect(paths.home, 303) as unknown as void;
      }
      const { session, codes } = await this.factor.enrol(officer, code);
      keepSession(this.pages, reply, session);
      await sendCodes(this.desk, request, reply, codes);
    } catch (error) {
      if (error instanceof Refused && error.rule === 'too-many-requests') throw error;
      await this.#page(request, reply, officer, formErrors(error, this.desk.t(request)));
    }
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, errors: FormErrors): Promise<void> {
    const known = await this.factor.of(officer.actor.id);
    const t = this.desk.t(request);
    const { email } = (await this.officers.byId(officer.actor.id))!;
    const offer = known ? null : this.factor.offer(officer, email);
    await this.desk.send(request, reply, officer, 'second-factor', { title: t(known ? 'office:factor.ask' : 'office:factor.enrol'), status: errors.status, again: paths.secondFactor }, {
      errors, offer: offer ? { text: offer.text.match(/.{1,4}/g)!.join(' '), ...qrOf(offer.uri) } : null,
    });
  }
}

/** Recovery codes are shown on the answer itself and nowhere again: they are not kept in a form that could be read. */
export async function sendCodes(desk: Desk, request: FastifyRequest, reply: FastifyReply, codes: string[]): Promise<void> {
  await desk.send(request, reply, null, 'recovery-codes', { title: desk.t(request)('office:factor.codes') }, { codes });
}
