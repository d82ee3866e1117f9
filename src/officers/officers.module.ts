import { Global, Module } from '@nestjs/common';
import { ChangeOfficersHandler } from './change-officers.handler.js';
import { OfficersTold } from './officers-told.js';
import { Officers } from './officers.js';
import { RotateKeyHandler } from './rotate-key.handler.js';
import { SecondFactor } from './second-factor.js';
import { OfficerSessions } from './sessions.js';
import { SignIn } from './sign-in.js';

const parts = [Officers, OfficersTold, OfficerSessions, SignIn, SecondFactor, ChangeOfficersHandler, RotateKeyHandler];

@Global()
@Module({ providers: parts, exports: parts })
export class OfficersModule {}
