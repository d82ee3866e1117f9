import { ChangeOfficersHandler, Officers, roles, SecondFactor, type Officer } from '../officers/index.js';
import { system, type Actor } from '../platform/actor.js';
import { officerOf, type ByOfficer, type Family, type Get, type Shared } from './shell.js';

export const officerCommands: Family = (program, shell) => {
  const officer = shell.group(program, 'officer');
  const held = roles.join(', ');
  const signInLink = async (get: Get, email: string, options: Shared): Promise<void> => {
    const link = `${shell.config!.publicUrl}/office/sign-in/${await get(Officers).issueSignIn(email)}`;
    shell.print(options, { link }, [link]);
  };

  shell.command(officer, 'add').argument('<email>').argument('<name>').requiredOption('--role <role...>', shell.say('officer.add.role', { roles: held }))
    .action(async (email: string, name: string, options: Shared & { role: string[] }) => {
      await shell.onAreas(async (get) => {
        await get(ChangeOfficersHandler).add({ name, email, roles: options.role, language: null }, system);
        await signInLink(get, email, options);
      });
    });

  shell.command(officer, 'list').option('--former', shell.say('officer.list.former')).action(async (options: Shared & { former?: boolean }) => {
    await shell.onAreas(async (get) => {
      const found = options.former ? await get(Officers).former() : await get(Officers).all();
      const all = await Promise.all(found.map(async ({ id, email, name, roles: held, endedAt }) => (
        { email, name, roles: held, ...(endedAt ? { endedAt } : { secondStep: Boolean(await get(SecondFactor).of(id)) }) }
      )));
      const line = ({ email, name, roles: held, ...more }: (typeof all)[number]): string =>
        [email, name, held.join(', '), 'endedAt' in more ? more.endedAt : shell.say(`officer.list.${more.secondStep ? 'step' : 'noStep'}`)].join('  ');
      shell.print(options, all, all.length ? all.map(line) : [shell.say('officer.list.none')]);
    });
  });

  /** An act on somebody's account, in the name of an operator; where nobody is named, of whoever runs the installation: somebody must be the first. */
  const change = (name: string, act: (change: ChangeOfficersHandler, whom: Officer, actor: Actor, given: string[]) => Promise<void>, roles = false): void => {
    const command = shell.command(officer, name).option('--officer <email>', shell.say('officer.by')).argument('<email>');
    if (roles) command.argument('<role...>', shell.say('officer.add.role', { roles: held }));
    command.action(async (email: string, ...rest: unknown[]) => {
      const options = rest.at(roles ? 1 : 0) as ByOfficer;
      await shell.onAreas(async (get) => {
        const whom = await get(Officers).mustKnow(email);
        await act(get(ChangeOfficersHandler), whom, options.officer ? await officerOf(get, options.officer) : system, roles ? rest[0] as string[] : []);
        const now = await get(Officers).byEmail(email);
        shell.print(options, { email: whom.email, roles: now?.roles ?? [] }, [shell.say(`officer.${name}.done`, { name: whom.name, roles: now?.roles.join(', ') ?? '' })]);
      });
    });
  };
  change('role', (handler, { id }, actor, given) => handler.setRoles({ officerId: id, roles: given }, actor), true);
  change('reset-second-step', (handler, { id }, actor) => handler.resetFactor({ officerId: id }, actor));
  change('end-access', (handler, { id }, actor) => handler.end({ officerId: id }, actor));

  shell.command(officer, 'link').argument('<email>').action(async (email: string, options: Shared) => {
    await shell.onAreas((get) => signInLink(get, email, options));
  });

  shell.command(officer, 'token').argument('<email>').argument('[label]', shell.say('officer.token.label'), 'command line')
    .action(async (email: string, label: string, options: Shared) => {
      await shell.onAreas(async (get) => {
        const token = await get(ChangeOfficersHandler).issueToken(email, label);
        shell.print(options, { token }, [token]);
      });
    });
};
