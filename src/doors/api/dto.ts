import { ApiProperty, ApiPropertyOptional } from './describe.js';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsNotEmpty, IsObject, IsOptional, IsString, IsUUID, MaxLength, ValidateBy, ValidateNested, type ValidationOptions,
} from 'class-validator';
import { isInstant } from '../../../workflows/deadline.js';
import { languages, type Language } from '../../platform/languages.js';

/** A text with a shape of its own, by a name that `validation.ts` knows. */
const shaped = (name: string, fits: (text: string) => boolean) => (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: (value) => typeof value === 'string' && fits(value) } }, options);

const IsInstant = shaped('isInstant', isInstant);
const IsState = shaped('isState', (text) => /^[A-Z]{2}$/.test(text));
/** Bytes. The validator's own look is one regular expression, which overflows on megabytes in a process that has compiled much. */
const IsBytes = shaped('isBytes', (text) => Buffer.from(text, 'base64').toString('base64') === text);

/** Of an act of two officers: why it is proposed; the record and the other officer see it. */
export class ProposalBody {
  @ApiPropertyOptional({ maxLength: 1000, description: 'Why this is proposed to the other officer.' }) @IsOptional() @IsString() @MaxLength(1_000) proposalReason?: string;
}

export class CreateConferenceBody extends ProposalBody {
  @ApiProperty({ example: 'migration-2018' }) @IsString() slug!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, description: 'Title by language; `en` is needed.' }) @IsObject() title!: Record<string, string>;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'A modality document (/api/modality.schema.json), or the id of one that ships as { "id": "a-res-71-280" }.' }) @IsObject() modality!: Record<string, unknown>;
}

export class AdoptModalityBody extends ProposalBody {
  @ApiProperty({ example: 'A/RES/71/280', description: 'Symbol of the resolution as adopted.' }) @IsString() @MaxLength(200) symbol!: string;
  @ApiProperty({ example: '2017-04-06' }) @IsString() adopted!: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'The modality as adopted (/api/modality.schema.json), where more of it differs from what was announced. It keeps every list, track, category and meeting.' }) @IsOptional() @IsObject() modality?: Record<string, unknown>;
}

export class CreateListBody {
  @ApiProperty({ example: '6b', description: 'Key of the list in the modality.' }) @IsString() @IsNotEmpty() key!: string;
}

export class NameBody {
  @ApiProperty({ maxLength: 500 }) @IsString() name!: string;
  @ApiPropertyOptional() @IsOptional() @IsString() acronym?: string;
  @ApiPropertyOptional({ description: 'Code or name of a Member State, or another place as text.' }) @IsOptional() @IsString() country?: string;
  @ApiPropertyOptional({ description: 'Id or label of a category of the modality.' }) @IsOptional() @IsString() category?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() website?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() city?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() contactEmail?: string;
  @ApiPropertyOptional({ enum: languages }) @IsOptional() @IsIn(languages) contactLanguage?: string;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() womenLed?: boolean;
}

export class AddNamesBody {
  @ApiProperty({ type: [NameBody] }) @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @ValidateNested({ each: true }) @Type(() => NameBody) names!: NameBody[];
}

export class CirculateBody extends ProposalBody {
  @ApiProperty({ example: '2026-12-14T17:00', description: 'Wall time in the zone.' }) @IsString() wallTime!: string;
  @ApiProperty({ example: 'America/New_York' }) @IsString() zone!: string;
  @ApiPropertyOptional({ description: 'Where a clock change makes two readings: the instant that is meant.' }) @IsOptional() @IsInstant() reading?: string;
}

export class ExtendBody extends CirculateBody {
  @ApiProperty() @IsString() @IsNotEmpty() @MaxLength(1_000) reason!: string;
  @ApiPropertyOptional({ enum: ['extension', 'anew'], description: 'Which of the two is meant; refused where the silence is not so any more. As the clock has it where absent.' }) @IsOptional() @IsIn(['extension', 'anew']) kind?: 'extension' | 'anew';
}

export class ResendBody {
  @ApiProperty({ example: 'FR' }) @IsState() memberState!: string;
  @ApiPropertyOptional() @IsOptional() @IsString() address?: string;
  @ApiPropertyOptional({ description: 'Issues a new link and revokes those sent before.' }) @IsOptional() @IsBoolean() newLink?: boolean;
}

export class AlsoServedBody {
  @ApiProperty({ example: 'DE' }) @IsState() memberState!: string;
  @ApiPropertyOptional({ description: 'As of the first where absent.' }) @IsOptional() @IsString() @IsNotEmpty() reference?: string;
  @ApiPropertyOptional({ description: 'As of the first where absent.' }) @IsOptional() @IsInstant() servedAt?: string;
}

export class ServiceBody {
  @ApiProperty({ example: 'FR' }) @IsState() memberState!: string;
  @ApiProperty({ enum: ['hand', 'noteVerbale', 'otherEmail', 'other'] }) @IsIn(['hand', 'noteVerbale', 'otherEmail', 'other']) means!: 'hand' | 'noteVerbale' | 'otherEmail' | 'other';
  @ApiProperty() @IsString() @IsNotEmpty() reference!: string;
  @ApiProperty({ description: 'Attested instant of service.' }) @IsInstant() servedAt!: string;
  @ApiPropertyOptional({ type: [AlsoServedBody], description: 'Other Missions that were told by the same means.' }) @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => AlsoServedBody) also?: AlsoServedBody[];
  @ApiPropertyOptional({ maxLength: 1000, description: 'Needed after the deadline, when two officers answer for the time of service.' }) @IsOptional() @IsString() @MaxLength(1_000) proposalReason?: string;
}

export class ObjectionBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() nominationId!: string;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'General basis; voluntary.' }) @IsOptional() @IsString() basis?: string | null;
}

export class RaiseBody {
  @ApiProperty({ type: [ObjectionBody] }) @IsArray() @ArrayMaxSize(10_000) @ValidateNested({ each: true }) @Type(() => ObjectionBody) objections!: ObjectionBody[];
}

export class ScanBody {
  @ApiProperty({ example: 'note.pdf' }) @IsString() @IsNotEmpty() @MaxLength(200) name!: string;
  @ApiProperty({ format: 'byte', description: 'PDF, JPEG or PNG of at most 10 MB, told by its content.' }) @IsBytes() base64!: string;
}

export class RecordBody extends RaiseBody {
  @ApiProperty({ type: [String], description: 'The State, or the States that signed one letter.' }) @IsArray() @ArrayNotEmpty() @IsState({ each: true }) memberStates!: string[];
  @ApiProperty({ description: 'Reference of the note verbale.' }) @IsString() @IsNotEmpty() reference!: string;
  @ApiProperty({ description: 'Attested instant of receipt.' }) @IsInstant() receivedAt!: string;
  @ApiPropertyOptional({ type: ScanBody, description: 'The note verbale as it came.' }) @IsOptional() @ValidateNested() @Type(() => ScanBody) scan?: ScanBody;
  @ApiPropertyOptional({ maxLength: 1000, description: 'Needed after the deadline, when two officers answer for the time of receipt.' }) @IsOptional() @IsString() @MaxLength(1_000) proposalReason?: string;
}

export class WithdrawBody {
  @ApiProperty({ description: 'Reference of the note verbale.' }) @IsString() @IsNotEmpty() reference!: string;
  @ApiProperty({ description: 'Attested instant of receipt.' }) @IsInstant() receivedAt!: string;
  @ApiPropertyOptional({ maxLength: 1000, description: 'Needed after the deadline, when two officers answer for the time of receipt.' }) @IsOptional() @IsString() @MaxLength(1_000) proposalReason?: string;
}

/** About which names a State asks: these, or all. */
export class AskBody {
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 300 }) @IsOptional() @IsArray() @ArrayMaxSize(10_000) @IsUUID(undefined, { each: true }) nominationIds?: string[];
  @ApiPropertyOptional({ description: 'All names on the list.' }) @IsOptional() @IsBoolean() all?: boolean;
}

export class RecordRequestBody extends AskBody {
  @ApiProperty({ example: 'FR', description: 'The State that asks.' }) @IsState() memberState!: string;
  @ApiProperty({ description: 'Reference of the note verbale.' }) @IsString() @IsNotEmpty() reference!: string;
  @ApiProperty({ description: 'Attested instant of receipt.' }) @IsInstant() receivedAt!: string;
}

export class ReleaseBody extends ProposalBody {
  @ApiPropertyOptional({ description: 'The `facts` of the answer as it was read; refused where the answer has changed since. What would be given now where absent.' }) @IsOptional() @IsString() @MaxLength(100) facts?: string;
}

export class TakeBackBody {
  @ApiProperty({ maxLength: 500 }) @IsString() @IsNotEmpty() @MaxLength(500) reason!: string;
  @ApiPropertyOptional({ maxLength: 1000, description: 'Needed after the deadline, when two officers take it back.' }) @IsOptional() @IsString() @MaxLength(1_000) proposalReason?: string;
}

export class ReasonBody {
  @ApiProperty() @IsString() @IsNotEmpty() @MaxLength(1_000) reason!: string;
}

export class WithdrawListBody extends ReasonBody {
  @ApiPropertyOptional({ maxLength: 1000, description: 'Why this is proposed to the other officer, where the list was circulated; the reason that Missions are told where absent.' }) @IsOptional() @IsString() @MaxLength(1_000) proposalReason?: string;
}

export class DecisionBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() nominationId!: string;
  @ApiProperty({ enum: ['include', 'exclude', 'defer'] }) @IsIn(['include', 'exclude', 'defer']) decision!: 'include' | 'exclude' | 'defer';
}

export class DecideBody {
  @ApiProperty({ type: [DecisionBody] }) @IsArray() @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => DecisionBody) decisions!: DecisionBody[];
  @ApiProperty({ description: 'Document or meeting in which the body decided.' }) @IsString() @IsNotEmpty() reference!: string;
}

export class ReminderBody {
  @ApiProperty({ enum: ['all', 'notOpened'] }) @IsIn(['all', 'notOpened']) audience!: 'all' | 'notOpened';
  @ApiPropertyOptional({ type: String, nullable: true, description: 'Instant at which it goes out; now where absent.' }) @IsOptional() @IsInstant() dueAt?: string | null;
}

export class TransmitBody {
  @ApiProperty({ enum: ['proposed', 'final'] }) @IsIn(['proposed', 'final']) which!: 'proposed' | 'final';
  @ApiProperty() @IsString() @IsNotEmpty() symbol!: string;
}

export class NotedBody {
  @ApiProperty() @IsString() @IsNotEmpty() symbol!: string;
  @ApiProperty({ example: '2018-04-30' }) @IsISO8601({ strict: true }) on!: string;
}

export class CorrectionBody {
  @ApiProperty({ enum: ['proposed', 'final', 'noted'] }) @IsIn(['proposed', 'final', 'noted']) which!: 'proposed' | 'final' | 'noted';
  @ApiProperty() @IsString() @IsNotEmpty() symbol!: string;
  @ApiPropertyOptional({ example: '2018-04-30', description: 'Of the note that the Assembly took: the day.' }) @IsOptional() @IsISO8601({ strict: true }) on?: string;
  @ApiProperty({ maxLength: 500 }) @IsString() @IsNotEmpty() @MaxLength(500) reason!: string;
}

export class DestroyKeyBody extends ProposalBody {
  @ApiPropertyOptional({ maxLength: 1000, description: 'Why before the end of the retention; needed where it is not over.' }) @IsOptional() @IsString() @MaxLength(1_000) early?: string;
}

export class ReturnedBody {
  @ApiProperty({ description: 'The returned message as it came, headers and all.' }) @IsString() @IsNotEmpty() message!: string;
}

export class SettleBody {
  @ApiProperty({ enum: ['mission', 'strangers'], description: 'Whom the letter reached, as the Office found.' }) @IsIn(['mission', 'strangers']) reached!: 'mission' | 'strangers';
}

export class MisdirectionBody {
  @ApiProperty({ description: 'Token of the link in the letter.' }) @IsString() link!: string;
  @ApiPropertyOptional({ maxLength: 1000, description: 'For the Office.' }) @IsOptional() @IsString() note?: string;
}

export class BasisBody {
  @ApiProperty({ description: 'General basis.' }) @IsString() basis!: string;
}

export class SessionBody {
  @ApiProperty({ description: 'Token of the link in the letter. Whatever is none is answered like one that nobody knows.' }) @IsString() link!: string;
  @ApiProperty({ example: 'FR' }) @IsString() @MaxLength(10) memberState!: string;
  @ApiPropertyOptional({ description: 'The code that came by another channel, where the modality asks for one.' }) @IsOptional() @IsString() @MaxLength(100) code?: string;
}

export class PageQuery {
  @ApiPropertyOptional({ enum: languages }) @IsOptional() @IsIn(languages) lang?: Language;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) search?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(120) country?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(60) category?: string;
  @ApiPropertyOptional({ minimum: 1 }) @IsOptional() @Type(() => Number) @IsInt() page?: number;
}
