export { paths as representativePaths } from './paths.js';
