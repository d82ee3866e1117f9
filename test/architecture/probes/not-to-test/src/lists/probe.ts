import { startService } from '../../../../../support/service.js'; export const start = startService;
