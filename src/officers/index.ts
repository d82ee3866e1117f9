export { Officer } from './officer.entity.js';
export { may, mayApprove, mustMay, needsTwo, roles, type OfficerActor, type Right, type Role, type TwoOfficerAct } from './rights.js';
export { actorOf, Officers, type SignedIn } from './officers.js';
export { OfficersModule } from './officers.module.js';
