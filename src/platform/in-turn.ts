/** Work that is done once at a time. A run that is under way may have looked before the call: whoever asks meanwhile is given the one run that follows it. */
export class InTurn {
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  /** Whether a run is under way or about to begin. */
  busy = false;

  constructor(private readonly work: () => Promise<void>) {}

  run(): Promise<void> {
    this.busy = true;
    this.#next ??= this.#last = this.over().then(() => {
      this.#next = null;
      return this.work();
    }).finally(() => { this.busy = this.#next !== null; });
    return this.#next;
  }

  /** Waits for what was asked for so far, however it ends. */
  over(): Promise<void> {
    return this.#last.catch(() => undefined);
  }
}
