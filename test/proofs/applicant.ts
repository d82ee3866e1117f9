import { Keys } from '../../src/platform/keys.js';
import type { Round } from './round.js';
import type { Answer, Asked } from './wire.js';

/** An organization at its own pages, behind the link of its application. Everything that it gets is written down. */
export class Applicant {
  #cookie = '';

  constructor(private readonly round: Round, readonly applicationId: string, private readonly address: string) {}

  get reference(): string {
    return this.round.world.get(Keys).reference(this.applicationId);
  }

  /** What stands for the parts of addresses that are its own. */
  get values(): Record<string, string[]> {
    return { id: [this.applicationId], holder: [this.applicationId], person: this.round.people, section: ['organization'] };
  }

  async ask(asked: Omit<Asked, 'from'>): Promise<Answer> {
    return this.round.world.ask('applicant', { from: this.address, cookie: this.#cookie, ...asked });
  }

  /** In by the link of its letter, anew each time: no session outlives a history's waits. */
  async enter(): Promise<void> {
    const link = this.round.world.get(Keys).token('application', this.applicationId, '1');
    const { headers } = await this.ask({ path: `/apply/link/${link}`, method: 'POST', form: [['open', 'yes']] });
    this.#cookie = headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value.split(';')[0]!).join('; ');
  }
}
