export { reasonView, stepsView, withdrawalView } from './own.view.js';
export { ASKED, byLink } from './limits.js';
export { paths as applyPaths } from './paths.js';
