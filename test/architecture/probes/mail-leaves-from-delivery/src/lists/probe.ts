import { createTransport } from 'nodemailer'; export const mailer = createTransport;
