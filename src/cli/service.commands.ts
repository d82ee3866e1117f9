import type { Family, Shared } from './shell.js';

export const serviceCommands: Family = (program, shell) => {
  shell.command(program, 'serve', 'Runs the service.').action(async () => { await import('../main.js'); });
  shell.command(program, 'demo', 'Runs the trial: an own database, mailbox and clock.').action(async () => {
    // Empty counts as not given, and a .env file does not fill in what is there.
    for (const name of ['DATABASE_URL', 'SMTP_URL', 'PUBLIC_URL', 'MAIL_FROM', 'NEMCON_KEY_FILE']) process.env[name] = '';
    await import('../main.js');
  });
  shell.command(program, 'migrate', 'Brings the database to this version.').action(async (options: Shared) => {
    await shell.onAreas(async () => shell.print(options, { migrated: true }, ['The database is at this version.']));
  });
};
