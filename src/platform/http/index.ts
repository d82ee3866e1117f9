export { HttpModule } from './http.module.js';
export { sendTagged } from './tagged.js';
export { onlySwitchesLanguage } from './language-switch.js';
export { Pages, type Door, type Page } from './pages.js';
export { formErrors, noErrors, problemOf, statusOf, wordsOf, type FormErrors, type Problem } from './problems.js';
