import { isEmail } from 'class-validator';

/** An address that a letter can go to. Quoted local parts, which may hold spaces and line breaks, are none here; nor is what holds a sign that nobody sees. */
export const isMailAddress = (text: string): boolean => isEmail(text) && !/["\s\p{C}]/u.test(text);
