export { stepViews } from './own.view.js';
export { ASKED, UNKNOWN_LINK } from './limits.js';
export { paths as applyPaths } from './paths.js';
