import { Injectable } from '@nestjs/common';
import { Keys } from '../platform/keys.js';
import type { DisclosedObjection } from '../../workflows/disclosure.js';
import type { Answer, Disclosure, DisclosureRequest, GivenFacts, RequestFacts } from './disclosure.entity.js';

/** Boxes have one size each, so that a row tells neither how much was asked nor whether there was anything to give; only a long answer takes more. */
const REQUEST_SIZE = 16_384;
const ANSWER_SIZE = 65_536;
/** So many names fit into a request's box; whoever asks about more asks about all. */
export const MOST_NAMES = 300;

/** A request with its box opened. */
export interface OpenRequest extends RequestFacts {
  id: string;
}

/** Seals and opens requests and answers under the list's key, and makes their tags. */
@Injectable()
export class DisclosureBox {
  constructor(private readonly keys: Keys) {}

  sealRequest(listId: string, id: string, facts: RequestFacts): string {
    return this.keys.ofList(listId).seal(`disclosure-request:${id}`, JSON.stringify(facts), REQUEST_SIZE);
  }

  openRequest({ id, listId, sealed }: DisclosureRequest): OpenRequest {
    return { ...(JSON.parse(this.keys.ofList(listId).open(`disclosure-request:${id}`, sealed)) as RequestFacts), id };
  }

  sealGiven(listId: string, requestId: string, facts: GivenFacts): string {
    return this.keys.ofList(listId).seal(`disclosure:${requestId}`, JSON.stringify(facts), ANSWER_SIZE);
  }

  openGiven({ requestId, listId, sealed }: Disclosure): GivenFacts {
    return JSON.parse(this.keys.ofList(listId).open(`disclosure:${requestId}`, sealed)) as GivenFacts;
  }

  /** Not the tag of the State's objections: equal tags would show in the rows that one State did both. */
  asker(listId: string, iso2: string): string {
    return this.keys.ofList(listId).tag('asker', iso2);
  }

  same(listId: string, iso2: string, names: string[] | 'all', source: string): string {
    return this.keys.ofList(listId).tag('disclosure-request', iso2, source, ...(names === 'all' ? ['all'] : [...names].sort()));
  }

  information(listId: string, nominationId: string, objections: DisclosedObjection[]): string {
    return this.keys.ofList(listId).tag('information', nominationId, ...objections.map((objection) => JSON.stringify(objection)));
  }

  /** Tag of a whole answer: what one officer proposes is what another approves. */
  answer(listId: string, requestId: string, { names, others }: Answer): string {
    return this.keys.ofList(listId).tag('answer', requestId, others ? 'all' : 'these', ...names.map(({ tag }) => tag));
  }
}
