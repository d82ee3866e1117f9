export { ChangeMissionsHandler } from './change-missions.handler.js';
export { DirectoryModule } from './directory.module.js';
export { ListsOut } from './lists-out.js';
export { missionRows } from './missions-file.js';
export { Missions, reachOf, type MissionEntry } from './missions.js';
export * from './states.js';
