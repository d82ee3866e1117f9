export type { Answer, GivenFacts, Said } from './disclosure.entity.js';
export { MOST_NAMES } from './disclosure-box.js';
export { DisclosuresModule } from './disclosures.module.js';
export { DisclosuresQuery, type DisclosureEntry } from './disclosures.query.js';
export { noteOf } from './note.js';
export { RecordDisclosureRequestHandler } from './record-request.handler.js';
export { ReleaseDisclosureHandler, type ReleaseDisclosure } from './release-disclosure.handler.js';
export { RequestDisclosureHandler } from './request-disclosure.handler.js';
export type { AskedNames } from './requests.js';
