import { Agent, request } from 'node:http';

export interface Asked {
  path: string;
  method?: string;
  /** The address that the proxy says the request came from. */
  from: string;
  language?: string;
  cookie?: string;
  bearer?: string;
  form?: [name: string, value: string][];
  json?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  /** As they came over the wire, in their order. */
  headers: [name: string, value: string][];
  body: Buffer;
}

export const HOST = 'nemcon.example';

/** A client that hides nothing: header order, coded bodies, no redirect followed, no cookie kept. */
export class Wire {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly port: number) {}

  ask({ path, method = 'GET', from, language = 'en', cookie, bearer, form, json, headers = {} }: Asked): Promise<Answer> {
    const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json);
    const asked = {
      host: HOST, 'x-forwarded-for': from, 'accept-language': language, 'accept-encoding': 'gzip, br',
      ...(cookie ? { cookie } : {}), ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(body === undefined ? {} : { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...(method === 'POST' ? { origin: `https://${HOST}` } : {}), ...headers,
    };
    return new Promise((done, fail) => {
      const sent = request({ port: this.port, host: '127.0.0.1', path, method, agent: this.#agent, headers: asked }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          const raw = response.rawHeaders;
          const pairs = Array.from({ length: raw.length / 2 }, (_, at): [string, string] => [raw[2 * at]!, raw[2 * at + 1]!]);
          done({ status: response.statusCode!, headers: pairs, body: Buffer.concat(chunks) });
        });
      });
      sent.on('error', fail);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

export const headerOf = ({ headers }: Answer, name: string): string | undefined => headers.find(([each]) => each.toLowerCase() === name)?.[1];

/**
 * An answer as one text, every byte of it, but for what comes from the machine's clock and not from the service: the `date`
 * that Node's own server writes. It must be there and be a time.
 */
export function asText(answer: Answer): string {
  const { status, headers, body } = answer;
  const lines = headers.map(([name, value]) => `${name}: ${name.toLowerCase() === 'date' && /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(value) ? '(now)' : value}`);
  const type = headerOf(answer, 'content-type') ?? '';
  const text = type.includes('spreadsheetml') ? body.toString('base64') : body.toString('utf8');
  return [String(status), ...lines, '', text].join('\n');
}
