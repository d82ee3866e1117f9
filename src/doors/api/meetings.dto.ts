import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from './describe.js';
import { WallTimeBody } from './applications.dto.js';

export class AnnounceMeetingBody extends WallTimeBody {
  @ApiProperty({ example: '2018-02-20' }) @IsString() startsOn!: string;
  @ApiProperty({ example: '2018-02-22' }) @IsString() endsOn!: string;
  @ApiProperty({ minimum: 1, description: 'Representatives of one organization.' }) @IsInt() quota!: number;
  @ApiPropertyOptional({ description: 'If not where the resolution says.' }) @IsOptional() @IsString() place?: string;
  @ApiPropertyOptional({ description: 'Needed where the meeting was announced before.' }) @IsOptional() @IsString() reason?: string;
}

export class RepresentativeBody {
  @ApiProperty({ maxLength: 200 }) @IsString() @MaxLength(2_000) familyName!: string;
  @ApiPropertyOptional({ maxLength: 200 }) @IsOptional() @IsString() @MaxLength(2_000) givenName?: string;
  @ApiProperty({ maxLength: 200, description: 'Function in the organization.' }) @IsString() @MaxLength(2_000) function!: string;
  @ApiProperty() @IsString() @MaxLength(2_000) email!: string;
  @ApiProperty({ type: [String], description: 'Ids of all meetings the person is named for; those that have closed stay as they are.' }) @IsArray() @ArrayMaxSize(100) @IsString({ each: true }) meetings!: string[];
}
