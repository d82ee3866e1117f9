export type { Answer, AnswerOnName, GivenFacts, Said } from './disclosure.entity.js';
export { MOST_NAMES, type OpenRequest } from './disclosure-box.js';
export { DisclosuresModule } from './disclosures.module.js';
export { DisclosuresQuery, type DisclosureEntry } from './disclosures.query.js';
export { noteOf, type Note } from './note.js';
export { RecordDisclosureRequestHandler, type RecordDisclosureRequest } from './record-request.handler.js';
export { ReleaseDisclosureHandler, type ReleaseDisclosure } from './release-disclosure.handler.js';
export { RequestDisclosureHandler } from './request-disclosure.handler.js';
export type { AskedNames, Received } from './requests.js';
