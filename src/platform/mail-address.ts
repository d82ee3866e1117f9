import { isEmail } from 'class-validator';

/** An address that a letter can go to. Quoted local parts, which may hold spaces and line breaks, are none here; nor is what holds a sign that nobody sees. */
export const isMailAddress = (text: string): boolean => isEmail(text) && !/["\s\p{C}]/u.test(text);

/** Of an address the first letter and the domain: enough for whoever knows it, and no way to write to it. */
export const shownAddress = (address: string): string => address.replace(/^(.).*@/u, '$1…@');

/** The mailbox that an address names: nobody gives two people the same letters in another case. */
export const mailboxOf = (address: string): string => address.trim().toLowerCase();
