export { ImportRegisterHandler } from './import-register.handler.js';
export { headingsOf, registerKinds } from './kinds.js';
export { RegisterEdition } from './register.entity.js';
export { Registers, type Finding, type RegisterName } from './registers.js';
export { RegistersModule } from './registers.module.js';
export type { Standing } from './standing.js';
