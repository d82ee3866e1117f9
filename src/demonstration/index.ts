export { DEMONSTRATION_OFFICER, demonstrationLinks, makeDemonstration, type DemonstrationLinks } from './demonstration.js';
