import { ParseUUIDPipe } from '@nestjs/common';
import { Refused } from '../platform/refused.js';

/** A part of the address that must be an id; what is none is answered like the id of nothing. */
export const knownId = (unknown: string): ParseUUIDPipe => new ParseUUIDPipe({ exceptionFactory: () => new Refused(unknown) });
