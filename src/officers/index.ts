export { Officer } from './officer.entity.js';
export { may, mayApprove, mustMay, needsTwo, roles, type OfficerActor, type Right, type Role, type TwoOfficerAct } from './rights.js';
export { ChangeOfficersHandler } from './change-officers.handler.js';
export { browserOf } from './browser.js';
export { actorOf, Officers, signInToken, type NewOfficer } from './officers.js';
export { OfficersModule } from './officers.module.js';
export { SecondFactor } from './second-factor.js';
export { OfficerSessions, type FactorState, type SignedIn } from './sessions.js';
export { SignIn, type Visitor } from './sign-in.js';
