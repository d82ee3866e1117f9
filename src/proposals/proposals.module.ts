import { Global, Module } from '@nestjs/common';
import { Proposals } from './proposals.js';
import { TwoOfficerActs } from './two-officer-acts.js';

@Global()
@Module({ providers: [TwoOfficerActs, Proposals], exports: [Proposals, TwoOfficerActs] })
export class ProposalsModule {}
