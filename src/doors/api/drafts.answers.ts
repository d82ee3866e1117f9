import { contentFields } from '../../lists/index.js';
import { flag, instant, many, maybe, named, object, oneOf, place, text, uuid, whole } from './shape.js';

export const AddedNamesAnswer = object({ ids: many(uuid), version: whole });
export const NewVersionAnswer = object({ version: whole });
export const AddendumAnswer = object({ id: uuid, key: text });
export const RevisionsAnswer = many(object({
  number: whole, at: instant, officer: maybe(text), act: oneOf('names.added', 'name.edited', 'name.removed', 'organization.withdrew', 'list.circulated'), names: whole, hash: maybe(text), label: maybe(text),
}));

const content = named('NameContent', object({ name: text, acronym: maybe(text), country: place, category: maybe(text), city: maybe(text), website: maybe(text), womenLed: maybe(flag) }));
export const RedlineAnswer = object({
  from: whole, to: whole, added: many(content), removed: many(content), changed: many(object({ before: content, after: content, fields: many(oneOf(...contentFields)), contact: flag })),
});

export const CarriedAnswer = many(named('CarriedName', object({ id: uuid, name: maybe(text), outcome: oneOf('carried', 'listed', 'notOffered') })));
export const CarryOverAnswer = object({ from: maybe(object({ id: uuid, key: text })), names: CarriedAnswer });
