import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as http, type RequestOptions } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../platform/config.js';
import { CONFIG } from '../platform/platform.module.js';
import { mayCall } from './addresses.js';
import type { WebhookTry } from './webhook.entity.js';

type Resolved = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
const NOT_ALLOWED = 'ENOTALLOWED';

export interface Sent {
  answer: WebhookTry['answer'];
  /** Seconds that the other side asks to wait; null where it does not. */
  retryAfter: number | null;
}

/** Sends one signed event. No redirect is followed, nothing of the answer is read but its status, and the address is judged as it resolves at this moment. */
@Injectable()
export class WebhookSender {
  /** Milliseconds for the whole of one try. */
  timeout = 20_000;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  send(url: URL, headers: Record<string, string>, body: string): Promise<Sent> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if ((isIP(host) && !mayCall(host, this.config.mode)) || (this.config.mode === 'live' && url.protocol !== 'https:')) return Promise.resolve({ answer: 'notAllowed', retryAfter: null });
    const options: RequestOptions = {
      method: 'POST', signal: AbortSignal.timeout(this.timeout), agent: false, lookup: this.#lookup,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'Nemcon-Webhooks/1' },
    };
    return new Promise((done) => {
      const sent = (url.protocol === 'https:' ? https : http)(url, options, (response) => {
        const after = Number(response.headers['retry-after']);
        done({ answer: response.statusCode!, retryAfter: Number.isFinite(after) && after > 0 ? after : null });
        response.destroy();
      });
      sent.on('error', ({ name, code }: NodeJS.ErrnoException) => done({ answer: code === NOT_ALLOWED ? 'notAllowed' : name === 'AbortError' || name === 'TimeoutError' ? 'timeout' : 'unreachable', retryAfter: null }));
      sent.end(body);
    });
  }

  readonly #lookup = (hostname: string, options: LookupOptions, done: Resolved): void => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const allowed = addresses.filter(({ address }) => mayCall(address, this.config.mode));
      if (allowed.length === 0) return done(Object.assign(new Error('not allowed'), { code: NOT_ALLOWED }), []);
      if (options.all) done(null, allowed);
      else done(null, allowed[0]!.address, allowed[0]!.family);
    });
  };
}
