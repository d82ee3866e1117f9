import { twoOfficerActs } from '../../officers/index.js';
import { named, object, oneOf, uuid, type Described } from './shape.js';

export const twoOfficerAct = oneOf(...twoOfficerActs);

/** What is answered where another officer must approve. */
export const proposed = named('Proposed', object({ proposal: uuid, act: twoOfficerAct, state: oneOf('open') }));
export type Proposed = Described<typeof proposed>;
