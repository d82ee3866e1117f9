export { Officer } from './officer.entity.js';
export { Officers, type SignedIn } from './officers.js';
export { OfficersModule } from './officers.module.js';
