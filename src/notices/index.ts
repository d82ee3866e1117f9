export { Letters, type Letter } from './letters.js';
export { Notices, type LetterFacts, type NoticeFacts, type NoticeName } from './notices.js';
export { NoticesModule } from './notices.module.js';
