import { ObjectionBox } from '../../../../../../src/objections/objection-box.js'; export const box = ObjectionBox;
