export { stepViews } from './own.view.js';
export { paths as applyPaths } from './paths.js';
