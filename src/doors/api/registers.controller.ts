import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { resolveState } from '../../directory/index.js';
import type { Actor } from '../../platform/actor.js';
import { ImportRegisterHandler, Registers } from '../../registers/index.js';
import { Needs } from '../needs.js';
import { Once } from '../once.js';
import { FindingsAnswer, NewEditionAnswer, RegisterEditionsAnswer } from './registers.answers.js';
import { ApiBearerAuth, ApiHeader, Act, ApiProperty, ApiPropertyOptional, ApiTags } from './describe.js';
import { By, OfficerGuard } from './guards.js';

export class RegisterBody {
  @ApiProperty({ example: '2024-06-14', description: 'The day whose state the file shows.' }) @IsString() @MaxLength(10) asOf!: string;
  @ApiProperty({ description: 'Name of the file.' }) @IsString() @MaxLength(200) file!: string;
  @ApiProperty({ description: 'The file itself: CSV with the headings of the register.' }) @IsString() csv!: string;
}

export class FindingQuery {
  @ApiProperty() @IsString() @MaxLength(500) name!: string;
  @ApiPropertyOptional({ description: 'Country of headquarters.' }) @IsOptional() @IsString() @MaxLength(120) country?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(60) acronym?: string;
}

/** Registers of status: the same handlers as the pages of the desk. */
@ApiTags('registers')
@ApiBearerAuth('officer')
@UseGuards(OfficerGuard)
@Controller('api/v1/registers')
export class RegistersApiController {
  constructor(private readonly once: Once, private readonly registers: Registers, private readonly importing: ImportRegisterHandler) {}

  @Get() @Needs('readApplications') @Act('listRegisterEditions', 'Every edition; the first of each kind is in force.', RegisterEditionsAnswer)
  listRegisterEditions() {
    return this.registers.editions();
  }

  @Get('findings') @Needs('readApplications') @Act('findInRegisters', 'What the registers have under a name. They are incomplete: not found means unknown.', FindingsAnswer)
  async findInRegisters(@Query() { name, country, acronym }: FindingQuery) {
    const findings = await this.registers.say({ names: [name], place: country ? (resolveState(country) ?? country) : null, acronym: acronym ?? null });
    return findings.map(({ register, asOf, found }) => ({ register, asOf, answer: found.length ? 'found' as const : 'unknown' as const, found: found.map(({ item: { key: _, ...standing }, score, evidence }) => ({ ...standing, score, evidence })) }));
  }

  @Post(':kind/editions') @Needs('keepRegisters') @Act('importRegister', 'Imports a register as a dated edition: all of the file, or nothing of it.', NewEditionAnswer)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  importRegister(@Param('kind') kind: string, @Body() { asOf, file, csv }: RegisterBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.importing.execute({ kind, asOf, file, bytes: Buffer.from(csv) }, actor));
  }
}
