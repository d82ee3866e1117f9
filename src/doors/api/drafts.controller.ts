import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Modality } from '../../../workflows/modality.js';
import { CarryOverHandler, CreateAddendumHandler, EditNamesHandler, LabelRevisionHandler, Lists, readName, redlineOf, Revisions, wholeOf, type NameContent, type NewName } from '../../lists/index.js';
import type { Actor } from '../../platform/actor.js';
import { knownId } from '../known-id.js';
import { Needs } from '../needs.js';
import { Once } from '../once.js';
import { AddedNamesAnswer, AddendumAnswer, CarriedAnswer, CarryOverAnswer, NewVersionAnswer, RedlineAnswer, RevisionsAnswer } from './drafts.answers.js';
import { mustMatch, version } from './api.view.js';
import { AddNamesBody, NameBody } from './dto.js';
import { Act, ApiBearerAuth, ApiHeader, ApiProperty, ApiPropertyOptional, ApiTags } from './describe.js';
import { By, OfficerGuard } from './guards.js';

const NUMBER = { maxLength: 8, pattern: '^\\d{1,8}$' };

export class RedlineQuery {
  @ApiPropertyOptional({ ...NUMBER, description: 'Number of a revision, 0 for the empty list; the one before `to` where absent.' }) @IsOptional() @IsString() @MaxLength(20) from?: string;
  @ApiPropertyOptional({ ...NUMBER, description: 'Number of a revision; the last one where absent.' }) @IsOptional() @IsString() @MaxLength(20) to?: string;
}

export class LabelBody {
  @ApiProperty({ maxLength: 120, description: 'For example "as shown to the President on 3 March".' }) @IsString() label!: string;
}

export class CarryOverBody {
  @ApiProperty({ type: [String], format: 'uuid', description: 'Names that are offered, as the preview has them.' })
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @IsUUID(undefined, { each: true }) nominationIds!: string[];
}

export class PlaceBody {
  @ApiProperty({ description: 'As it stands beside the name.' }) @IsString() @MaxLength(500) place!: string;
  @ApiProperty({ description: 'As the Office words it; empty to take its wording away.' }) @IsString() @MaxLength(500) label!: string;
}

const nameUuid = knownId('name-not-on-list');
const uuid = knownId('list-unknown');

/** What goes into the drafts of lists, and what became of it: names, addenda, names carried over, revisions. */
@ApiTags('office')
@ApiBearerAuth('officer')
@ApiHeader({ name: 'Idempotency-Key', required: false })
@UseGuards(OfficerGuard)
@Controller('api/v1/lists/:listId')
export class DraftsApiController {
  constructor(
    private readonly once: Once, private readonly lists: Lists, private readonly addenda: CreateAddendumHandler, private readonly revisions: Revisions,
    private readonly carrying: CarryOverHandler, private readonly labelling: LabelRevisionHandler, private readonly names: EditNamesHandler,
  ) {}

  @Post('names') @Needs('editNames') @Act('addNames', 'Adds names to a draft, all or none.', AddedNamesAnswer) @ApiHeader({ name: 'If-Match', required: false })
  async addNames(@Param('listId', uuid) listId: string, @Body() { names }: AddNamesBody, @Headers('if-match') match: string | undefined, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const { modality } = await this.lists.conferenceOf(await this.lists.find(listId));
    const result = await this.once.act(q, r, () => this.names.add({ listId, names: names.map((name) => nameFrom(name, modality)), seen: version(match) }, actor));
    void r.header('etag', `"${result.version}"`);
    return result;
  }
  @Put('names/:nominationId') @Needs('editNames') @Act('editName', 'Changes a name on a draft: it is as it is sent here, what is left out is taken away.', NewVersionAnswer) @ApiHeader({ name: 'If-Match', required: true })
  async editName(@Param('listId', uuid) listId: string, @Param('nominationId', nameUuid) nominationId: string, @Body() body: NameBody, @Headers('if-match') match: string | undefined, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const { modality } = await this.lists.conferenceOf(await this.lists.find(listId));
    const result = await this.once.act(q, r, () => this.names.edit({ listId, nominationId, name: nameFrom(body, modality), seen: mustMatch(match) }, actor).then(() => this.#version(listId)));
    void r.header('etag', `"${result.version}"`);
    return result;
  }

  @Delete('names/:nominationId') @HttpCode(204) @Needs('editNames') @Act('removeName', 'Takes a name out of a draft.') @ApiHeader({ name: 'If-Match', required: true })
  async removeName(@Param('listId', uuid) listId: string, @Param('nominationId', nameUuid) nominationId: string, @Headers('if-match') match: string | undefined, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.names.remove({ listId, nominationId, seen: mustMatch(match) }, actor));
  }

  @Post('places') @HttpCode(200) @Needs('editNames') @Act('labelPlace', 'The Office\'s own wording for a place that is not a Member State, by the text as typed; an empty one takes it away.', NewVersionAnswer)
  labelPlace(@Param('listId', uuid) listId: string, @Body() body: PlaceBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.names.labelPlace({ listId, ...body }, actor).then(() => this.#version(listId)));
  }

  @Post('addenda') @Needs('createList') @Act('createAddendum', 'Opens the draft of an addendum to a circulated list: a list of its own, with a silence period of its own.', AddendumAnswer)
  createAddendum(@Param('listId', uuid) listId: string, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.addenda.execute({ listId }, actor));
  }

  @Get('revisions') @Needs('readLists') @Act('listRevisions', 'The numbered revisions of a list; the circulated one has a hash.', RevisionsAnswer)
  async listRevisions(@Param('listId', uuid) listId: string) {
    await this.lists.find(listId);
    return (await this.revisions.of(listId)).map(({ number, at, officer, act, changes, hash, label }) => ({ number, at, officer, act, names: changes.length, hash, label }));
  }

  @Post('revisions/:revision/label') @HttpCode(200) @Needs('editNames') @Act('labelRevision', 'Gives a revision a name, by which it is found again.', RevisionsAnswer)
  labelRevision(@Param('listId', uuid) listId: string, @Param('revision') revision: string, @Body() { label }: LabelBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.labelling.execute({ listId, revision: wholeOf(revision), label }, actor).then(() => this.listRevisions(listId)));
  }

  @Get('redline') @Needs('readLists') @Act('getRedline', 'What lies between two revisions of a list.', RedlineAnswer)
  async getRedline(@Param('listId', uuid) listId: string, @Query() asked: RedlineQuery) {
    await this.lists.find(listId);
    const { all, from, to } = await this.revisions.between(listId, asked);
    const { added, removed, changed } = redlineOf(all, from, to);
    return {
      from, to, added: added.map(contentView), removed: removed.map(contentView),
      changed: changed.map(({ before, after, fields, contact }) => ({ before: contentView(before), after: contentView(after), fields, contact })),
    };
  }

  @Get('carry-over') @Needs('editNames') @Act('previewCarryOver', 'Names of the final list that the modality lets be put onto this draft, and how each would fare.', CarryOverAnswer)
  async previewCarryOver(@Param('listId', uuid) listId: string) {
    const { from, names } = await this.carrying.offered(await this.lists.find(listId));
    return { from: from && { id: from.id, key: from.key }, names: await this.carrying.preview({ listId, nominationIds: names.map(({ id }) => id) }) };
  }

  @Post('carry-over') @HttpCode(200) @Needs('editNames') @Act('carryOver', 'Puts names of the final list onto this draft, and says of each how it went.', CarriedAnswer)
  @ApiHeader({ name: 'If-Match', required: false })
  carryOver(
    @Param('listId', uuid) listId: string, @Body() { nominationIds }: CarryOverBody, @Headers('if-match') match: string | undefined, @By() actor: Actor,
    @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply,
  ) {
    const seen = version(match);
    return this.once.act(q, r, () => this.carrying.execute({ listId, nominationIds, ...(seen === undefined ? {} : { seen }) }, actor));
  }

  async #version(listId: string) {
    return { version: (await this.lists.find(listId)).version };
  }
}

const contentView = ({ name, acronym, countryIso2, countryText, category, city, website, womenLed }: NameContent) => (
  { name, acronym, country: countryIso2 ?? countryText, category, city, website, womenLed }
);

/** A name is kept as it is sent; everything else is read as an import reads it. */
const nameFrom = ({ womenLed, ...texts }: NameBody, { categories }: Modality): NewName => ({ ...readName(texts, categories), womenLed: womenLed ?? null });
