import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import { may, type OfficerActor, type Right } from '../officers/index.js';
import { Refused } from '../platform/refused.js';

const KEY = 'nemcon:needs';

/** What an officer's route asks for: a right; `signedIn` where being signed in is enough; `halfSignedIn` where the second factor is still to come. */
export type Need = Right | 'signedIn' | 'halfSignedIn';
export const Needs = (need: Need): MethodDecorator & ClassDecorator => SetMetadata(KEY, need);

/** Asked by the guards of both doors. A route that names no right is a fault: nothing is open because it was forgotten. */
export function mustHaveRight(context: ExecutionContext, actor: OfficerActor, whole = true): void {
  const need = [context.getHandler(), context.getClass()].map((of) => Reflect.getMetadata(KEY, of) as Need | undefined).find(Boolean);
  if (!need) throw new TypeError(`${context.getClass().name}.${context.getHandler().name} names no right`);
  if (need === 'halfSignedIn') return;
  if (!whole) throw new Refused('second-factor-missing');
  if (need !== 'signedIn' && !may(actor, need)) throw new Refused('role-lacks-right', { right: need });
}
