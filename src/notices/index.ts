export { Notices, type NoticeFacts, type NoticeName } from './notices.js';
export { NoticesModule } from './notices.module.js';
