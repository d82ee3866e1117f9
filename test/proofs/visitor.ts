import type { Answer, Watched } from './watched.js';

type Fields = [name: string, value: string][];
interface Sent {
  fields?: Fields;
  json?: unknown;
  file?: { field: string; name: string; bytes: Buffer };
  headers?: Record<string, string>;
}

/** Somebody's browser without scripts, or program. Every answer is looked through on its way. */
export class Visitor {
  readonly #cookies = new Map<string, string>();
  bearer = '';

  constructor(readonly who: string, private readonly watched: Watched, cookie = '') {
    this.#keep(cookie.split('; ').filter(Boolean));
  }

  get cookies(): string[] {
    return [...this.#cookies.values()];
  }

  get = (path: string): Promise<Answer> => this.#ask('GET', path, {});
  post = (path: string, sent: Sent): Promise<Answer> => this.#ask('POST', path, sent);

  /** The marks that the form on a page carries, and its other hidden fields of these names. */
  async form(path: string, ...more: string[]): Promise<Fields> {
    const { text } = await this.get(path);
    return ['_csrf', '_once', 'seen', ...more].flatMap((name): Fields => {
      const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1];
      return value === undefined ? [] : [[name, value]];
    });
  }

  async #ask(method: string, path: string, { fields = [], json, file, headers = {} }: Sent): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const init: RequestInit = {
      method, redirect: 'manual',
      headers: { 'accept-language': 'en', ...(cookie ? { cookie } : {}), ...(this.bearer ? { authorization: `Bearer ${this.bearer}` } : {}), ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    };
    if (file) {
      const parts = new FormData();
      for (const [name, value] of fields) parts.append(name, value);
      parts.append(file.field, new Blob([new Uint8Array(file.bytes)]), file.name);
      init.body = parts;
    } else if (json !== undefined) init.body = typeof json === 'string' ? json : JSON.stringify(json);
    else if (method === 'POST') init.body = new URLSearchParams(fields);
    const response = await fetch(this.watched.service.url + path, init);
    // What breaks off was answered all the same.
    const bytes = Buffer.from(await response.arrayBuffer().catch(() => new ArrayBuffer(0)));
    this.#keep(response.headers.getSetCookie().map((line) => line.split(';')[0]!));
    const answer = { status: response.status, location: response.headers.get('location') ?? '', bytes, text: bytes.toString('utf8') };
    this.watched.answered(this.who, `${method} ${path}`, answer, JSON.stringify([...response.headers]));
    return answer;
  }

  #keep(pairs: string[]): void {
    for (const pair of pairs) {
      const [name = '', ...value] = pair.split('=');
      this.#cookies.set(name, value.join('='));
    }
  }
}
