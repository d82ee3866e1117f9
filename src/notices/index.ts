export { Letters, type Letter } from './letters.js';
export { applicationNotices, Notices, type Addressee, type ApplicationLetterFacts, type ApplicationNotice, type LetterFacts, type NoticeFacts, type NoticeName, type OfficerNotice, type SignInFacts } from './notices.js';
export { NoticesModule } from './notices.module.js';
