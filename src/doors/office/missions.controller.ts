import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeMissionsHandler, memberState, missionRows, Missions, reachOf, stateName, stateOrder } from '../../directory/index.js';
import { tableIn } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { languages } from '../../platform/i18n.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { reachText } from './acts/reach.js';
import { Desk } from './desk.js';
import { InParts, noErrors, one, readForm, sha256, type FormErrors, type Sent } from './forms.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** The directory of Permanent Missions: official addresses and languages of correspondence. */
@Controller('office/missions')
@UseGuards(OfficeGuard)
@Needs('readMissions')
export class MissionsController {
  constructor(private readonly desk: Desk, private readonly missions: Missions, private readonly change: ChangeMissionsHandler) {}

  @Get()
  async all(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.desk.language(request);
    const missions = (await this.missions.all()).sort((a, b) => stateOrder(a.iso2, language) - stateOrder(b.iso2, language));
    const reach = reachOf(missions);
    await this.desk.send(request, reply, officer, 'missions', { title: this.desk.t(request)('office:missions.title') }, {
      missions: missions.map((mission) => ({ ...mission, state: stateName(mission.iso2, language) })),
      lede: reachText(reach, this.desk.t(request)),
      unaddressed: reach.unaddressed.map((iso2) => stateName(iso2, language)),
    });
  }

  @Get('import')
  @Needs('keepMissions')
  async ask(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#import(request, reply, officer, noErrors);
  }

  /** All rows or none: a directory half imported would leave Missions untold without anybody noticing. */
  @Post('import')
  @InParts()
  @Needs('keepMissions')
  async import(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { file } = await readForm(request, officer);
    if (onlySwitchesLanguage(request)) return this.#import(request, reply, officer, noErrors);
    try {
      if (!file) throw refuseFields([{ field: 'file', rule: 'file-missing' }]);
      const table = await tableIn(file.bytes);
      await this.desk.done(request, reply, officer, async () => {
        await this.change.import(missionRows(table), officer.actor);
        return paths.missions;
      }, { besides: sha256(file.bytes) });
    } catch (error) {
      const t = this.desk.t(request);
      const refused = error as Refused;
      const errors = formErrors(error, t);
      // Each fault says the row that it is in.
      const summary = errors.summary.map((entry, at) => {
        const row = refused.faults[at]?.row;
        return row ? { text: t('office:missions.row', { row, text: entry.text }), href: null } : entry;
      });
      await this.#import(request, reply, officer, { ...errors, summary: summary.slice(0, 50) });
    }
  }

  @Get(':iso2')
  async one(@Param('iso2') iso2: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#mission(request, reply, officer, iso2, {}, noErrors);
  }

  @Post(':iso2/addresses')
  @Needs('keepMissions')
  async add(@Param('iso2') iso2: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#mission(request, reply, officer, iso2, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.change.addAddress({ iso2, address: one(sent, 'address').trim() }, officer.actor);
        return paths.mission(iso2);
      });
    } catch (error) {
      await this.#mission(request, reply, officer, iso2, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Post(':iso2/addresses/:id/remove')
  @Needs('keepMissions')
  async remove(@Param('iso2') iso2: string, @Param('id') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.change.removeAddress({ id, iso2 }, officer.actor);
      return paths.mission(iso2);
    });
  }

  @Post(':iso2/language')
  @Needs('keepMissions')
  async language(@Param('iso2') iso2: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.change.setLanguage({ iso2, language: one(sent, 'language') }, officer.actor);
      return paths.mission(iso2);
    });
  }

  async #mission(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, iso2: string, sent: Sent, errors: FormErrors): Promise<void> {
    if (!memberState(iso2)) throw new Refused('page-unknown');
    const [t, spoken] = [this.desk.t(request), this.desk.language(request)];
    const mission = (await this.missions.all()).find((known) => known.iso2 === iso2)!;
    await this.desk.send(request, reply, officer, 'mission', { title: t('office:missions.one', { state: stateName(iso2, spoken) }), status: errors.status, again: paths.missionAddresses(iso2) }, {
      mission, state: stateName(iso2, spoken), address: one(sent, 'address'), errors,
      options: languages.map((value) => ({ value, text: t(`office:language.${value}`) })),
    });
  }

  async #import(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, errors: FormErrors): Promise<void> {
    await this.desk.send(request, reply, officer, 'missions-import', { title: this.desk.t(request)('office:missions.import'), status: errors.status, again: paths.missionsImport }, { errors });
  }
}
