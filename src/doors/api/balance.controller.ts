import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { BalanceBoardQuery, boardOf } from '../../applications/index.js';
import { Conferences } from '../../conferences/index.js';
import type { Actor } from '../../platform/actor.js';
import { Refused } from '../../platform/refused.js';
import { knownId } from '../known-id.js';
import { Needs } from '../needs.js';
import { BalanceAnswer } from './balance.answers.js';
import { ApiBearerAuth, Act, ApiPropertyOptional, ApiTags } from './describe.js';
import { By, OfficerGuard } from './guards.js';

export class BalanceQuery {
  @ApiPropertyOptional({ description: 'Key of a list in the modality; all lists where absent.' }) @IsOptional() @IsString() @MaxLength(60) list?: string;
  @ApiPropertyOptional({ description: 'Ids of eligible applications, with commas between: what if these were added.' }) @IsOptional() @IsString() @MaxLength(8_000) add?: string;
}

/** The balance of a conference's lists in figures. */
@ApiTags('applications')
@ApiBearerAuth('officer')
@UseGuards(OfficerGuard)
@Controller('api/v1')
export class BalanceApiController {
  constructor(private readonly conferences: Conferences, private readonly query: BalanceBoardQuery) {}

  @Get('conferences/:conferenceId/balance') @Needs('readApplications')
  @Act('getBalance', 'Applied, eligible, proposed and final by region, category, women’s participation, language, first-timers and special situations, and over all lists those who register, by track; nothing of it tells of objections.', BalanceAnswer)
  async getBalance(@Param('conferenceId', knownId('conference-unknown')) id: string, @Query() { list, add = '' }: BalanceQuery, @By() actor: Actor) {
    const conference = await this.conferences.byId(id);
    if (list !== undefined && !conference.modality.lists.some(({ key }) => key === list)) throw new Refused('list-key-unknown', { key: list, keys: conference.modality.lists.map(({ key }) => key).join(', ') });
    const { units, candidates, registrations, final } = await this.query.of(conference, list ?? null, actor);
    const wanted = add.split(',');
    return { final, registrations, ...boardOf(units, candidates.filter((one) => wanted.includes(one.id)), conference.modality.categories.map((category) => category.id)) };
  }
}
