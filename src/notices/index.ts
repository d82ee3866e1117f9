export { Letters, type Letter, type LetterFacts } from './letters.js';
export { Notices, type NoticeFacts, type NoticeName } from './notices.js';
export { NoticesModule } from './notices.module.js';
