export { Conference } from './conference.entity.js';
export { Conferences } from './conferences.js';
export { ConferencesModule } from './conferences.module.js';
export { CreateConferenceHandler } from './create-conference.handler.js';
export { modalityFaults, readModality } from './modality-document.js';
