import { ObjectionsQuery } from '../../../../../../../src/objections/index.js'; export const query = ObjectionsQuery;
