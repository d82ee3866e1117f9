import { Global, Module } from '@nestjs/common';
import { Conferences } from './conferences.js';
import { CreateConferenceHandler } from './create-conference.handler.js';

const parts = [Conferences, CreateConferenceHandler];

@Global()
@Module({ providers: parts, exports: parts })
export class ConferencesModule {}
