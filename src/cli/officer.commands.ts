import { Officers, roles } from '../officers/index.js';
import type { Family, Get, Shared } from './shell.js';

export const officerCommands: Family = (program, shell) => {
  const officer = shell.group(program, 'officer', 'Officers of the Office of the President.');
  const signInLink = async (get: Get, email: string, options: Shared): Promise<void> => {
    const link = `${shell.config().publicUrl}/office/sign-in/${await get(Officers).issueSignIn(email)}`;
    shell.print(options, { link }, [link]);
  };

  shell.command(officer, 'add', 'Adds an officer and prints a sign-in link.').argument('<email>').argument('<name>')
    .requiredOption('--role <role...>', `what the officer may do: ${roles.join(', ')}`)
    .action(async (email: string, name: string, options: Shared & { role: string[] }) => {
      await shell.onAreas(async (get) => {
        await get(Officers).add({ name, email, roles: options.role });
        await signInLink(get, email, options);
      });
    });

  shell.command(officer, 'link', 'Prints a sign-in link: used once, within 30 minutes.').argument('<email>').action(async (email: string, options: Shared) => {
    await shell.onAreas((get) => signInLink(get, email, options));
  });

  shell.command(officer, 'token', 'Prints a bearer token for the API; it is shown once.').argument('<email>').argument('[label]', 'what it is for', 'command line')
    .action(async (email: string, label: string, options: Shared) => {
      await shell.onAreas(async (get) => {
        const token = await get(Officers).issueToken(email, label);
        shell.print(options, { token }, [token]);
      });
    });
};
