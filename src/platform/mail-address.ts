import { isEmail } from 'class-validator';

/**
 * An address that a letter can go to. Quoted local parts, which may hold spaces and line breaks, are none here; nor is what holds a sign
 * that nobody sees, or reads as another address where a mail program takes it for an encoded word.
 */
export const isMailAddress = (text: string): boolean => isEmail(text) && !/["\s\p{C}]|=\?/u.test(text);

/** Of an address the first letter and the domain: enough for whoever knows it, and no way to write to it. */
export const shownAddress = (address: string): string => address.replace(/^(.).*@/u, '$1…@');

/**
 * The mailbox that an address names: nobody gives two people the same letters in another case. Four signs (theta, ohm, kelvin, ångström)
 * are no capitals, and would turn into the small letter of another address.
 */
export const mailboxOf = (address: string): string => address.trim().replace(/[^\u03F4\u2126\u212A\u212B]+/gu, (letters) => letters.toLowerCase());
