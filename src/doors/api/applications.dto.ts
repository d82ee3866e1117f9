import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsNotEmpty, IsObject, IsOptional, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { languages, type Language } from '../../platform/languages.js';
import { ApiProperty, ApiPropertyOptional } from './describe.js';

export class WallTimeBody {
  @ApiProperty({ example: '2026-12-14T17:00', description: 'Wall time in the zone.' }) @IsString() wallTime!: string;
  @ApiProperty({ example: 'America/New_York' }) @IsString() zone!: string;
  @ApiPropertyOptional({ description: 'Where a clock change makes two readings: the instant that is meant.' }) @IsOptional() @IsString() reading?: string;
}

export class OpenCallBody extends WallTimeBody {
  @ApiProperty({ example: '6b', description: 'Key of a track of the modality.' }) @IsString() @IsNotEmpty() track!: string;
  @ApiPropertyOptional({ type: () => WallTimeBody, description: 'When it opens; now where absent.' }) @IsOptional() @ValidateNested() @Type(() => WallTimeBody) opensAt?: WallTimeBody;
}

export class ExtendCallBody extends WallTimeBody {
  @ApiProperty({ description: 'Everybody can read it beside the earlier closing time.' }) @IsString() @IsNotEmpty() @MaxLength(1_000) reason!: string;
}

export class QueueQuery {
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(60) track?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(60) state?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(60) category?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(120) country?: string;
  @ApiPropertyOptional({ description: 'Id of an officer, or none.' }) @IsOptional() @IsString() @MaxLength(60) assignee?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) search?: string;
  @ApiPropertyOptional({ enum: ['yes'], description: 'Those that an officer has recommended, and another is waited for.' }) @IsOptional() @IsIn(['yes']) recommended?: string;
  @ApiPropertyOptional({ enum: ['yes'], description: 'Those beside which a look-alike stands that nobody has judged yet.' }) @IsOptional() @IsIn(['yes']) alike?: string;
}

export class ScreenBody {
  @ApiProperty({ enum: ['recommend', 'decide'] }) @IsIn(['recommend', 'decide']) step!: 'recommend' | 'decide';
  @ApiProperty({ enum: ['eligible', 'notEligible'] }) @IsIn(['eligible', 'notEligible']) outcome!: 'eligible' | 'notEligible';
  @ApiPropertyOptional({ description: 'Key of a worded reason; needed where the outcome is notEligible.' }) @IsOptional() @IsString() @MaxLength(60) reason?: string;
  @ApiPropertyOptional({ description: 'Where the outcome is told with the decision and is notEligible, the applicant reads it as written.' }) @IsOptional() @IsString() text?: string;
  @ApiPropertyOptional({ enum: languages, description: 'Language of the text.' }) @IsOptional() @IsIn(languages) language?: Language;
}

export class RevokeLinksBody {
  @ApiProperty({ maxLength: 1_000, description: 'Why; it stands in the record.' }) @IsString() why!: string;
}

export class ReplaceLinkBody extends RevokeLinksBody {
  @ApiPropertyOptional({ description: 'Another address, where the contact has changed.' }) @IsOptional() @IsString() @MaxLength(320) email?: string;
}

export class WordsBody {
  @ApiProperty() @IsString() words!: string;
}

export class AssignBody {
  @ApiPropertyOptional({ type: String, nullable: true, description: 'Id of an officer; nobody where absent.' }) @IsOptional() @IsString() @MaxLength(60) officerId?: string | null;
}

export class ChecklistBody {
  @ApiProperty({ type: [String], description: 'Points, as the application lists them.' }) @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) checked!: string[];
}

export class JudgeMatchBody {
  @ApiProperty({ description: 'Key of the look-alike, as listed.' }) @IsString() @MaxLength(700) other!: string;
  @ApiProperty({ enum: ['same', 'notSame', 'later'] }) @IsIn(['same', 'notSame', 'later']) judgement!: 'same' | 'notSame' | 'later';
}

export class ProposeApplicationsBody {
  @ApiProperty({ type: [String] }) @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @IsUUID(undefined, { each: true }) applicationIds!: string[];
}

export class BeginApplicationBody {
  @ApiProperty({ format: 'uuid' }) @IsUUID() callId!: string;
  @ApiProperty() @IsString() @MaxLength(320) email!: string;
  @ApiProperty({ enum: languages, description: 'Language of the letters.' }) @IsIn(languages) language!: Language;
}

export class ApplicationSessionBody {
  @ApiProperty({ description: 'Token of the link in the letter. Whatever is none is answered like one that nobody knows.' }) @IsString() link!: string;
}

export class FormBody {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, description: 'Texts by the name of the field; those that are left out stay as they are.' }) @IsObject() fields!: Record<string, unknown>;
}
