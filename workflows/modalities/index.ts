import type { Modality } from '../modality.js';
import aRes71280 from './a-res-71-280.json' with { type: 'json' };
import contestedByName from './contested-by-name.json' with { type: 'json' };

/** The modalities that ship: 71/280, and one in which a body decides on each contested name. */
export const modalities: readonly Modality[] = [aRes71280, contestedByName] as unknown as Modality[];
