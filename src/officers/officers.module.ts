import { Global, Module } from '@nestjs/common';
import { Officers } from './officers.js';
import { SecondFactor } from './second-factor.js';
import { OfficerSessions } from './sessions.js';
import { SignIn } from './sign-in.js';

const parts = [Officers, OfficerSessions, SignIn, SecondFactor];

@Global()
@Module({ providers: parts, exports: parts })
export class OfficersModule {}
