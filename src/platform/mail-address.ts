import { isEmail } from 'class-validator';
import { refuseFields, type Fault } from './refused.js';

/**
 * An address that a letter can go to. Quoted local parts, which may hold spaces and line breaks, are none here; nor is what holds a sign
 * that nobody sees, or reads as another address where a mail program takes it for an encoded word.
 */
export const isMailAddress = (text: string): boolean => isEmail(text) && !/["\s\p{C}]|=\?/u.test(text);

/** What is wrong with an address that is asked for. Of an empty field it is not said that nothing is no address. */
export function addressFaults(field: string, address: string): Fault[] {
  if (!address.trim()) return [{ field, rule: 'field-empty' }];
  return isMailAddress(address.trim()) ? [] : [{ field, rule: 'email-shape', params: { value: address.slice(0, 80) } }];
}

export function mustBeMailAddress(field: string, address: string): void {
  const faults = addressFaults(field, address);
  if (faults.length) throw refuseFields(faults);
}

/** Of an address the first letter and the domain: enough for whoever knows it, and no way to write to it. */
export const shownAddress = (address: string): string => address.replace(/^(.).*@/u, '$1…@');

/**
 * The mailbox that an address names: nobody gives two people the same letters in another case. Four signs (theta, ohm, kelvin, ångström)
 * are no capitals, and would turn into the small letter of another address.
 */
export const mailboxOf = (address: string): string => address.trim().replace(/[^\u03F4\u2126\u212A\u212B]+/gu, (letters) => letters.toLowerCase());
