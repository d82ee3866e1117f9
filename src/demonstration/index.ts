export { DEMONSTRATION_OFFICERS, makeDemonstration, type DemonstrationLinks } from './demonstration.js';
