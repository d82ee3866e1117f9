import { registerKinds } from '../../registers/index.js';
import { evidence, score } from './applications.answers.js';
import { day, instant, many, maybe, object, oneOf, place, said, text, uuid, whole } from './shape.js';

export const RegisterEditionsAnswer = many(object({ id: uuid, kind: oneOf(...registerKinds), asOf: day, file: text, digest: text, entries: whole, importedAt: instant, officer: text }));
const register = oneOf('ecosoc', 'nhri', 'invitations');
export const FindingsAnswer = many(object({
  register, asOf: said(maybe(day), 'Null where no edition was imported.'), answer: oneOf('found', 'unknown'),
  found: many(object({
    register, name: text, formerNames: many(object({ name: text, until: maybe(text) })), country: place, status: maybe(text), since: maybe(text), session: maybe(text), resolution: maybe(text), score, evidence,
  })),
}));
export const NewEditionAnswer = object({ id: uuid, entries: whole });
