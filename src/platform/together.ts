import { setImmediate } from 'node:timers/promises';

interface Turn<V> {
  keys: Set<string>;
  found: Promise<Map<string, V>>;
}

const MOST = 200;

/**
 * Answers all who ask in one turn of the event loop by one look-up: in a rush the locks that a read takes cost more than the
 * rows it finds. Nothing is kept from one turn to the next.
 */
export class Together<V> {
  #turn: Turn<V> | undefined;

  /** `find` gets each key once. */
  constructor(private readonly find: (keys: string[]) => Promise<Map<string, V>>) {}

  async ask(key: string): Promise<V | undefined> {
    if (!this.#turn || this.#turn.keys.size === MOST) this.#turn = this.#open();
    const { keys, found } = this.#turn;
    keys.add(key);
    return (await found).get(key);
  }

  #open(): Turn<V> {
    const keys = new Set<string>();
    const found = setImmediate().then(() => {
      if (this.#turn?.keys === keys) this.#turn = undefined;
      return this.find([...keys]);
    });
    return { keys, found };
  }
}
