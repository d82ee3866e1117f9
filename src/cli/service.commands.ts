import { greeting, start } from '../start.js';
import type { Family, Shared } from './shell.js';

/** What an installation sets; the trial goes by none of it. */
const LIVE = ['DATABASE_URL', 'SMTP_URL', 'PUBLIC_URL', 'MAIL_FROM', 'MAIL_REPLY_TO', 'NEMCON_KEY_FILE'];

export const serviceCommands: Family = (program, shell) => {
  const serve = async (options: Shared): Promise<void> => {
    const started = await start(shell.configured());
    shell.print(options, started, options.json ? [] : greeting(started));
  };
  shell.command(program, 'serve').action(serve);
  shell.command(program, 'demo').action((options: Shared) => {
    shell.io.env = { ...shell.io.env, ...Object.fromEntries(LIVE.map((name) => [name, ''])) };
    return serve(options);
  });
  shell.command(program, 'migrate').action(async (options: Shared) => {
    await shell.onAreas(async () => shell.print(options, { migrated: true }, [shell.say('migrate.done')]));
  });
};
