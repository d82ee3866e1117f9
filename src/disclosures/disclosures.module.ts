import { Global, Module } from '@nestjs/common';
import { BasisRequests } from '../objections/index.js';
import { Answers } from './answers.js';
import { DisclosureBox } from './disclosure-box.js';
import { DisclosuresQuery } from './disclosures.query.js';
import { RecordDisclosureRequestHandler } from './record-request.handler.js';
import { ReleaseDisclosureHandler } from './release-disclosure.handler.js';
import { RequestDisclosureHandler } from './request-disclosure.handler.js';
import { Requests } from './requests.js';
import { StoredDisclosures } from './stored-disclosures.js';

const doors = [RequestDisclosureHandler, RecordDisclosureRequestHandler, ReleaseDisclosureHandler, DisclosuresQuery];

@Global()
@Module({
  providers: [DisclosureBox, Requests, Answers, StoredDisclosures, { provide: BasisRequests, useExisting: Requests }, ...doors],
  exports: [BasisRequests, ...doors],
})
export class DisclosuresModule {}
