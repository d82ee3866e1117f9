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
 * An answer as one text, every byte of it, but for two things that come from the machine's clock and not from the service:
 * the `date` that Node's own server writes, and the packing time in the heads of a zip (XLSX). Both must be there and be times.
 */
export function asText(answer: Answer): string {
  const { status, headers, body } = answer;
  const lines = headers.map(([name, value]) => `${name}: ${name.toLowerCase() === 'date' && /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(value) ? '(now)' : value}`);
  const type = headerOf(answer, 'content-type') ?? '';
  const text = type.includes('spreadsheetml') ? withoutPackingTime(body).toString('base64') : body.toString('utf8');
  return [String(status), ...lines, '', text].join('\n');
}

/** A zip keeps the time of packing at byte 10 of each file's head and at byte 12 of each entry of its table (APPNOTE 4.3.7, 4.3.12). */
export function withoutPackingTime(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  for (const [sign, offset] of [['PK\x03\x04', 10], ['PK\x01\x02', 12]] as const) {
    for (let at = copy.indexOf(sign, 0, 'latin1'); at >= 0; at = copy.indexOf(sign, at + 4, 'latin1')) copy.fill(0, at + offset, at + offset + 4);
  }
  return copy;
}
