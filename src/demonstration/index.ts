export { DEMONSTRATION_OFFICERS, demonstrationLinks, makeDemonstration, type DemonstrationLinks } from './demonstration.js';
