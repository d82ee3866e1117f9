import { Officers, roles } from '../officers/index.js';
import type { Family, Get, Shared } from './shell.js';

export const officerCommands: Family = (program, shell) => {
  const officer = shell.group(program, 'officer');
  const signInLink = async (get: Get, email: string, options: Shared): Promise<void> => {
    const link = `${shell.config!.publicUrl}/office/sign-in/${await get(Officers).issueSignIn(email)}`;
    shell.print(options, { link }, [link]);
  };

  shell.command(officer, 'add').argument('<email>').argument('<name>').requiredOption('--role <role...>', shell.say('officer.add.role', { roles: roles.join(', ') }))
    .action(async (email: string, name: string, options: Shared & { role: string[] }) => {
      await shell.onAreas(async (get) => {
        await get(Officers).add({ name, email, roles: options.role });
        await signInLink(get, email, options);
      });
    });

  shell.command(officer, 'list').action(async (options: Shared) => {
    await shell.onAreas(async (get) => {
      const all = (await get(Officers).all()).map(({ email, name, roles: held }) => ({ email, name, roles: held }));
      shell.print(options, all, all.length ? all.map(({ email, name, roles: held }) => `${email}  ${name}  ${held.join(', ')}`) : [shell.say('officer.list.none')]);
    });
  });

  shell.command(officer, 'link').argument('<email>').action(async (email: string, options: Shared) => {
    await shell.onAreas((get) => signInLink(get, email, options));
  });

  shell.command(officer, 'token').argument('<email>').argument('[label]', shell.say('officer.token.label'), 'command line')
    .action(async (email: string, label: string, options: Shared) => {
      await shell.onAreas(async (get) => {
        const token = await get(Officers).issueToken(email, label);
        shell.print(options, { token }, [token]);
      });
    });
};
