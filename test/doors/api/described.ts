import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Service } from '../../support/service.js';

interface Answered {
  status: number;
  type: string;
  /** The body, read where it is JSON. */
  json: unknown;
}
interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object };
}

/** The description takes a field more for a change that breaks no client; here it is one that somebody forgot to describe. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const parts = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return 'properties' in parts && 'required' in parts && !('additionalProperties' in parts) ? { ...parts, additionalProperties: false } : parts;
}

/** What the API says of itself, and what it must then answer. */
export class Description {
  /** Operations that answered as described at least once. */
  readonly met = new Set<string>();
  readonly operations: { method: string; path: string; operation: Operation }[];
  readonly #schemas = new Map<string, ValidateFunction>();
  readonly #ajv = new Ajv2020({
    strict: true, strictTypes: false, allErrors: true, keywords: ['components', 'example'],
    // An instant is written in one way: whoever compares two compares texts.
    formats: { 'uuid': /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, 'date': /^\d{4}-\d{2}-\d{2}$/, 'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/ },
  });

  constructor(private readonly document: Document) {
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
  }

  /** What of an answer is not as described; nothing where all is, or where nobody says that there is such an operation. */
  faultOf(method: string, path: string, { status, type, json }: Answered): string | null {
    const at = `/api/v1${path.split('?')[0]}`;
    const here = this.operations.filter((one) => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(at));
    const found = here.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
    if (!found) return null;
    const { operationId, responses } = found.operation;
    if (status >= 400) return 'default' in responses && type.startsWith('application/problem+json') ? null : `refuses by ${type}`;
    const told = responses[status];
    if (!told) return `answers ${status}, and not ${Object.keys(responses).join(', ')}`;
    const media = type.split(';')[0]!;
    const content = told.content?.[media];
    if (told.content ? !content : json !== '') return `answers ${media || 'nothing'}, and not ${Object.keys(told.content ?? {}).join(', ') || 'nothing'}`;
    if (content && media === 'application/json') {
      const key = `${operationId} ${status}`;
      const { schemas } = this.document.components;
      if (!this.#schemas.has(key)) this.#schemas.set(key, this.#ajv.compile(closed({ ...content.schema, components: { schemas } }) as object));
      const fits = this.#schemas.get(key)!;
      if (!fits(json)) return this.#ajv.errorsText(fits.errors, { dataVar: operationId });
    }
    this.met.add(operationId);
    return null;
  }
}

const descriptions = new WeakMap<Service['app'], Promise<Description>>();

/** What this service says of its API. */
export function descriptionOf({ app, url }: Service): Promise<Description> {
  if (!descriptions.has(app)) descriptions.set(app, fetch(`${url}/api/openapi.json`).then(async (answer) => new Description(await answer.json() as Document)));
  return descriptions.get(app)!;
}

/** Every answer is one of those that the API's description gives for its operation: what was done in its form, or a problem where it was refused. */
export async function mustBeDescribed(service: Service, method: string, path: string, answer: Answered): Promise<void> {
  const fault = (await descriptionOf(service)).faultOf(method, path, answer);
  if (fault) throw new Error(`${method} ${path} is not as described: ${fault}`);
}
