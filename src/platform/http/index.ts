export { sendTagged } from './tagged.js';
export { onlySwitchesLanguage } from './language-switch.js';
export { outward } from './outside.js';
export { inParts, readParts, type Form, type SentFile, type SentPart } from './parts.js';
export { Pages } from './pages.js';
export { formErrors, noErrors, problemOf, statusOf, wordsOf, type FormErrors } from './problems.js';
