import { createHash } from 'node:crypto';

/** What was made, and the strong mark (ETag) by which its bytes are told from any others. */
export interface Made {
  bytes: Buffer;
  tag: string;
}

interface Kept {
  made: Promise<Made>;
  /** 0 while it is being made. */
  size: number;
}

/** All that something depends on, as far as it can change. */
export type State = readonly (string | number)[];

export const tagOf = (bytes: string | Buffer): string => `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;

/**
 * What is the same for all who ask is made by the first and kept for the others, also for those who ask while it is being made. One
 * thing is made at a time: as many at once as there are languages and formats would fill the memory. What nobody asked for longest
 * goes first.
 */
export class MadeOnce {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /** `most`: so many bytes are kept. */
  constructor(private readonly most: number) {}

  of(state: State, make: () => Promise<Buffer | string>): Promise<Made> {
    const name = JSON.stringify(state);
    const kept = this.#kept.get(name) ?? this.#make(name, make);
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    return kept.made;
  }

  #make(name: string, make: () => Promise<Buffer | string>): Kept {
    const kept: Kept = { size: 0, made: this.#turn.then(make).then((content) => {
      const bytes = Buffer.from(content as Buffer);
      kept.size = bytes.length;
      this.#bytes += kept.size;
      this.#makeRoom();
      return { bytes, tag: tagOf(bytes) };
    }) };
    // What could not be made is tried again by the next who asks.
    this.#turn = kept.made.catch(() => this.#kept.delete(name));
    return kept;
  }

  #makeRoom(): void {
    for (const [name, { size }] of this.#kept) {
      if (this.#bytes <= this.most) return;
      if (size === 0) continue;
      this.#kept.delete(name);
      this.#bytes -= size;
    }
  }
}
