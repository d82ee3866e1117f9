import { Lists } from '../../../../../../src/lists/index.js'; export const lists = Lists;
