import { paths } from '../../../../../../src/doors/missions/paths.js'; export const ways = paths;
