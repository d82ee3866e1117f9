import { Lists } from '../../src/lists/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { ObjectionsQuery } from '../../src/objections/index.js';
import { hours, plusMilliseconds } from '../../src/platform/clock.js';
import { Keys } from '../../src/platform/keys.js';
import { BASES, OBSERVERS, type Load, type Way } from './history.js';
import type { Round } from './round.js';
import { headerOf, type Answer, type Asked } from './wire.js';

/** A Permanent Mission at its browser and with its own program. What observers get is written down. */
export class Mission {
  readonly #cookies = new Map<string, string>();
  #csrf = '';
  #bearer = '';
  #opened = { generation: 0, until: '' };

  constructor(private readonly round: Round, readonly iso2: string, readonly at: number, readonly address: string) {}

  get observes(): boolean {
    return this.at < OBSERVERS;
  }

  get list(): string {
    return `/m/list/${this.round.listId}`;
  }

  async link(): Promise<string> {
    const links = this.round.world.get(MissionLinks);
    return `/m/${links.token(this.round.listId, this.iso2, await links.generation(this.round.listId, this.iso2))}`;
  }

  async ask(asked: Omit<Asked, 'from'>): Promise<Answer> {
    const answer = await this.round.world.ask(this.observes ? this.iso2 : null, { from: this.address, language: this.at % 2 ? 'fr' : 'en', cookie: this.cookie(), ...asked });
    for (const [name, value] of answer.headers) {
      if (name.toLowerCase() !== 'set-cookie') continue;
      const [key, text] = value.split(';')[0]!.split('=') as [string, string];
      if (text) this.#cookies.set(key, text);
      else this.#cookies.delete(key);
    }
    return answer;
  }

  /** What opens its sessions. */
  secrets(): string[] {
    return [...this.#cookies].filter(([name]) => name.includes('m-')).map(([, value]) => value).concat(this.#bearer);
  }

  cookie = (): string => [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  get = (path: string, more: Partial<Asked> = {}): Promise<Answer> => this.ask({ path, ...more });

  post(path: string, form: [string, string][]): Promise<Answer> {
    return this.ask({ path, method: 'POST', form: [['_csrf', this.#csrf], ...form] });
  }

  /** In by the link, unless the session of before still serves. */
  async enter(anew = false): Promise<void> {
    const { world, listId } = this.round;
    const generation = await world.get(MissionLinks).generation(listId, this.iso2);
    if (!anew && this.#opened.generation === generation && world.clock.at < this.#opened.until) return;
    const link = await this.link();
    await this.post(link, [['memberState', this.iso2]]);
    this.#csrf = /name="_csrf" value="([^"]+)"/.exec((await this.get(this.list)).body.toString())?.[1] ?? '';
    const session = await this.ask({ path: '/api/v1/mission-sessions', method: 'POST', json: { link: link.slice(3), memberState: this.iso2 } });
    this.#bearer = (JSON.parse(session.body.toString()) as { token?: string }).token ?? '';
    this.#opened = { generation, until: plusMilliseconds(world.clock.at, hours(4) - 1) };
  }

  api(path: string, more: Partial<Asked> = {}): Promise<Answer> {
    return this.ask({ path: `/api/v1/mission/${path}`, bearer: this.#bearer, ...more });
  }

  async close(): Promise<void> {
    await this.post(`${this.list}/close`, []);
    this.#opened = { generation: 0, until: '' };
  }

  tick(names: number[], go: string): Promise<Answer> {
    const { ids } = this.round;
    return this.post(this.list, [...ids.map((id): [string, string] => ['shown', id]), ...names.map((at): [string, string] => ['name', ids[at]!]), ['go', go]]);
  }

  /** Its own objections and filings; none where the list's key is destroyed. */
  async own(): Promise<{ objections: { id: string; nominationId: string; state: string }[]; filings: { id: string }[] }> {
    const { world, listId } = this.round;
    return world.get(Keys).lives(listId) ? world.get(ObjectionsQuery).ofState(listId, this.iso2) : { objections: [], filings: [] };
  }

  /** Does what the load says, or makes a visit of as many requests to the same pages where there is none. `like` is what the other world does. */
  async act(way: Exclude<Way, 'note'>, load: Load | null, like: Load): Promise<void> {
    switch (way) {
      case 'page': return this.#throughPages(load, like);
      case 'api': return this.#throughProgram(load, like);
      case 'withdraw': return this.#later('withdraw', load, like);
      case 'state': return this.#later('basis', load, like);
    }
  }

  async #throughPages(load: Load | null, like: Load): Promise<void> {
    const basis = load ? (BASES[load.basis] ?? '') : '';
    await this.get(this.list);
    await this.tick((load ?? like).names, 'continue');
    await this.get(`${this.list}/basis`);
    await this.post(`${this.list}/basis`, [['basisForAll', basis]]);
    await this.get(`${this.list}/check`);
    // The same page by the same request: with a language it only shows itself again.
    const filed = await this.post(`${this.list}/check`, load ? [] : [['lang', this.at % 2 ? 'fr' : 'en']]);
    const receipt = headerOf(filed, 'location');
    await this.get(load && receipt ? receipt : `${this.list}/own`);
    await this.get(load && receipt ? `${receipt}/file` : `${this.list}/own`);
  }

  async #throughProgram(load: Load | null, like: Load): Promise<void> {
    const objections = (load ?? like).names.map((at) => ({ nominationId: this.round.ids[at]!, basis: load && BASES[load.basis] }));
    const key = `invented-${this.round.world.clock.at}`;
    // Sent twice: the second is answered from what was kept.
    for (let time = 0; time < 2; time++) {
      if (load) await this.api('objections', { method: 'POST', json: { objections }, headers: { 'idempotency-key': key } });
      else await this.api('list');
    }
    await this.api('objections');
  }

  /** Withdraws, or states the basis of, what stands against each of the names. */
  async #later(what: 'withdraw' | 'basis', load: Load | null, like: Load): Promise<void> {
    const { objections } = load ? await this.own() : { objections: [] };
    await this.get(`${this.list}/own`);
    for (const at of (load ?? like).names) {
      const mine = objections.find(({ nominationId, state }) => nominationId === this.round.ids[at] && state !== 'withdrawn');
      const page = mine ? `${this.list}/own/${mine.id}/${what}` : `${this.list}/own`;
      await this.get(page);
      if (mine) await this.post(page, what === 'basis' ? [['basis', BASES[load!.basis] ?? 'A basis stated later']] : []);
      else await this.get(page);
    }
  }

  /** Reads everything that is there for a Mission. */
  async read(): Promise<void> {
    const { world, listId } = this.round;
    const { state } = await world.get(Lists).find(listId);
    const which = state === 'finalized' || state === 'noted' ? 'final' : 'proposed';
    for (const page of ['', '/print', '/own', `/${which}.csv`, `/${which}.xlsx`]) await this.get(this.list + page);
    const { filings } = await this.own();
    if (filings[0]) for (const page of ['', '/file']) await this.get(`${this.list}/receipt/${filings[0].id}${page}`);
  }
}
