import type { Params } from './refused.js';

/** What keeps an installation from being opened. Its name stands in the catalog of the command line, which words it: `cli:cause.<why>`. */
export class StartFault extends Error {
  constructor(readonly why: string, readonly params: Params) {
    super(`${why} ${JSON.stringify(params)}`);
    this.name = new.target.name;
  }
}
