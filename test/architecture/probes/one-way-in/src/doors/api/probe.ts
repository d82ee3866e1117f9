import { step } from '../../../../../../../workflows/step.js'; export const taken = step;
