export { NameIndex, type Evidence, type Likeness, type Named } from './name-index.js';
