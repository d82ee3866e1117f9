import type { Writable } from 'node:stream';
import fastifyMultipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { readParts } from '../../../src/platform/http/index.js';

describe('a form in parts', () => {
  let app: FastifyInstance;
  let url: string;
  /** Fields that the reader of parts was given, whether we take them or not. */
  let given: number;
  let during: (request: FastifyRequest) => void = () => undefined;
  beforeAll(async () => {
    app = Fastify();
    await app.register(fastifyMultipart, { throwFileSizeLimit: false });
    app.post('/', async (request, reply) => {
      given = 0;
      during(request);
      const { pipe } = request.raw;
      request.raw.pipe = ((parts: Writable) => pipe.call(request.raw, parts.on('field', () => given++))) as typeof pipe;
      try {
        const { sent, files } = await readParts(request, { bytes: 100, files: 1 });
        return { sent, files: files.map(({ name }) => name), fault: null };
      } catch (error) {
        return reply.send({ fault: (error as { rule?: string; code?: string }).rule ?? (error as { code?: string }).code });
      }
    });
    url = await app.listen({ port: 0 });
  });
  afterAll(() => app.close());

  const send = async (...parts: [name: string, value: string | Blob][]): Promise<{ sent: Record<string, string | string[]>; files: string[]; fault: string | null }> => {
    const body = new FormData();
    for (const [name, value] of parts) if (typeof value === 'string') body.append(name, value); else body.append(name, value, 'invented.pdf');
    return (await fetch(url, { method: 'POST', body })).json() as never;
  };
  const file = new Blob(['%PDF']);
  const many = Array.from({ length: 2_000 }, (): [string, string] => ['more', 'x'.repeat(10_000)]);

  it('comes as texts and files, several of one name as a list', async () => {
    expect(await send(['a', '1'], ['b', '2'], ['b', '3'], ['scan', file], ['after', '4'])).toEqual({ sent: { a: '1', b: ['2', '3'], after: '4' }, files: ['invented.pdf'], fault: null });
  });

  it('is taken whole or refused: no text is cut off', async () => {
    expect((await send(['a', 'я'.repeat(3_000_000)])).fault).toBe('body-too-large');
    expect((await send(['a', 'я'.repeat(2_000_000)])).sent['a']).toHaveLength(2_000_000);
  });

  it.each([['too many files', [['scan', file], ['scan', file]]], ['too much text', [['a', 'x'.repeat(4_000_000)], ['b', 'x'.repeat(400_000)]]]] as [string, [string, string | Blob][]][])('with %s is read no further, and nothing of what still comes is kept', async (_, parts) => {
    expect((await send(...parts, ...many)).fault).toMatch(/^(body-too-large|FST_FILES_LIMIT)$/);
    expect(given).toBeLessThan(200);
  });

  it('would be seen to be kept to the end where it is still read', async () => {
    during = (request) => { request.raw.unpipe = () => request.raw; };
    await send(['scan', file], ['scan', file], ...many);
    for (const until = Date.now() + 60_000; given < 200 && Date.now() < until;) await new Promise((turn) => setTimeout(turn, 10));
    expect(given).toBeGreaterThanOrEqual(200);
    during = () => undefined;
  });
});
