import { isMailAddress } from '../platform/mail-address.js';
import { checkName } from '../platform/names.js';
import type { Fault } from '../platform/refused.js';

/** Who is named, as typed. Somebody with one name alone gives it as the family name. */
export interface Person {
  givenName: string;
  familyName: string;
  function: string;
  email: string;
}

const MOST = 200;
export const personFields = ['familyName', 'givenName', 'function', 'email'] as const;

/** The same without the spaces around. */
export const trimmed = ({ givenName, familyName, function: what, email }: Person): Person => (
  { givenName: givenName.trim(), familyName: familyName.trim(), function: what.trim(), email: email.trim() }
);

export function personFaults(person: Person): Fault[] {
  return personFields.flatMap((field): Fault[] => {
    const value = person[field];
    if (!value) return field === 'givenName' ? [] : [{ field, rule: 'field-empty' }];
    if ([...value].length > MOST) return [{ field, rule: 'text-too-long', params: { most: MOST } }];
    if (field === 'email') return isMailAddress(value) ? [] : [{ field, rule: 'email-shape', params: { value: value.slice(0, 80) } }];
    const { fault, at } = checkName(value);
    return fault ? [{ field, rule: fault, params: { at, length: [...value].length } }] : [];
  });
}

/** As it stands on pages and letters. */
export const fullName = ({ givenName, familyName }: Pick<Person, 'givenName' | 'familyName'>): string => [givenName, familyName].filter(Boolean).join(' ');
