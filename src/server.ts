import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { describeApi, modalitySchema } from './doors/api/openapi.js';
import { validation } from './doors/api/validation.js';
import { entities, migrations } from './entities.js';
import { Clock, minutes } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { openDatabases } from './platform/database.js';
import { calmUrl } from './platform/http/calm-url.js';
import { MOST_FIELDS } from './platform/http/parts.js';
import { RefusalFilter } from './platform/http/refusal.filter.js';
import { KeyStore } from './platform/key-store.js';
import { Keys } from './platform/keys.js';
import { Log } from './platform/log.js';
import type { Ground } from './platform/platform.module.js';
import { brokenTexts, refuseFields, Refused } from './platform/refused.js';
import { Setting } from './platform/setting.entity.js';
import { assetsFolder } from './platform/views.js';

// V8 would put what belongs to a request among what lives long: docs/decisions/0038-what-is-short-lived-stays-young.md.
setFlagsFromString('--no-allocation-site-pretenuring');

/** What everything stands on, opened: database, key and clock. The trial makes its own key. */
export async function openGround(config: Config): Promise<Ground> {
  if (config.mode === 'trial' && !existsSync(config.keyFile)) KeyStore.init(config.keyFile);
  const keys = new Keys(new KeyStore(config.keyFile));
  const databases = await openDatabases(config.database, entities, migrations);
  const clock = new Clock();
  const offset = await databases.reading.manager.findOneBy(Setting, { key: 'trial.clockOffset' });
  if (config.mode === 'trial' && offset) clock.setOffset(Number(offset.value));
  return { config, databases, clock, keys };
}

/** The whole service, not yet listening. */
export async function createServer(ground: Ground, log = new Log()): Promise<NestFastifyApplication> {
  const { config } = ground;
  const adapter = new FastifyAdapter({
    trustProxy: config.trustedProxies.length ? config.trustedProxies : false,
    bodyLimit: 4 * 1024 * 1024,
    // Long enough for a scan over a slow line, and not for whoever holds a request open.
    requestTimeout: minutes(10),
    routerOptions: { maxParamLength: 200 },
    rewriteUrl: (request: { url?: string }) => calmUrl(request.url ?? '/'),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(ground, log), adapter, { logger: log, abortOnError: false });
  const https = config.publicUrl.startsWith('https:');
  await app.register(fastifyCookie);
  // What is too large is cut off, and whoever reads says so; a form of our own has limits of its own.
  await app.register(fastifyMultipart, { throwFileSizeLimit: false, limits: { fileSize: 1024 * 1024, files: 1, fields: 20, fieldSize: 64 * 1024 } });
  await app.register(fastifyStatic, { root: assetsFolder(), prefix: '/assets/', maxAge: '7d', index: false });

  const fastify = adapter.getInstance();
  const safety = safetyHeaders(https);
  const own = new URL(config.publicUrl).host;
  // Nothing here is sent as bare text, and no form or document is one text or one array.
  fastify.removeContentTypeParser('text/plain');
  // A route that takes a file as text says how long its body may be.
  fastify.addHook('onRoute', (route) => {
    const { bodyLimit } = (route.config ?? {}) as { bodyLimit?: number };
    if (bodyLimit) route.bodyLimit = bodyLimit;
  });
  let strangeProxy = false;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!strangeProxy && request.headers['x-forwarded-for'] !== undefined && (request.ips?.length ?? 1) === 1) {
      strangeProxy = true;
      log.warn('X-Forwarded-For came from an address that TRUSTED_PROXIES does not name: it is not believed, and whoever comes through there shares one limit of tries');
    }
    void reply.headers(safety);
    if (!request.url.startsWith('/assets/')) void reply.header('cache-control', 'no-store');
    // A form of another site must not act here, whatever cookies its browser sends along.
    if (request.method === 'POST' && !request.url.startsWith('/api/')) {
      const origin = request.headers.origin;
      const foreign = origin !== undefined && origin !== 'null' && ![request.host, own].includes(hostOf(origin));
      // A neighbour below the same domain is another site too.
      if (foreign || ['cross-site', 'same-site'].includes(String(request.headers['sec-fetch-site']))) return done(new Refused('foreign-form'));
    }
    done();
  });
  // Whichever door it came to: nothing could keep it as it came.
  fastify.addHook('preHandler', (request, _, done) => {
    const { query, body = null, headers: { 'content-type': type = '' } } = request;
    const inParts = request.isMultipart();
    if (inParts && !((request.routeOptions.config as { parts?: boolean } | undefined)?.parts && /;\s*boundary=/i.test(type))) throw new Refused('body-malformed');
    // A page takes forms alone, in which every field is a text.
    if (body !== null && !request.url.startsWith('/api/') && !/^application\/x-www-form-urlencoded\b/i.test(type)) throw new Refused('body-malformed');
    if (typeof body !== 'object' || Array.isArray(body)) throw new Refused('body-malformed');
    if (body && !request.url.startsWith('/api/') && Object.values(body).flat().length > MOST_FIELDS) throw new Refused('body-too-large');
    const broken = brokenTexts(query, body);
    if (broken.length) throw refuseFields(broken);
    done();
  });
  app.useGlobalFilters(app.get(RefusalFilter));
  app.useGlobalPipes(validation);
  let description: Promise<object> | undefined;
  fastify.get('/api/openapi.json', () => (description ??= describeApi(app)));
  fastify.get('/api/modality.schema.json', (_, reply) => reply.type('application/schema+json').send(modalitySchema(config.publicUrl)));
  app.enableShutdownHooks();
  return app;
}

/** The host of an address as a browser writes it; nothing where it is no address. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '');

/** The headers that helmet sets, asked of it once: they are the same for every answer. */
function safetyHeaders(https: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  const middleware = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], styleSrc: ["'self'"], imgSrc: ["'self'"], fontSrc: ["'self'"], formAction: ["'self'"],
        frameAncestors: ["'none'"], baseUri: ["'none'"],
        // On plain http this directive would break every form of the trial.
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  const answer = { setHeader: (name: string, value: string) => { headers[name.toLowerCase()] = String(value); }, removeHeader: () => undefined };
  middleware({} as never, answer as never, (fault?: unknown) => {
    if (fault) throw fault;
  });
  return headers;
}
