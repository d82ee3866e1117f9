export { Letters } from './letters.js';
export { Notices, type Addressee, type ApplicationLetterFacts, type ApplicationNotice, type LetterFacts } from './notices.js';
export { NoticesModule } from './notices.module.js';
