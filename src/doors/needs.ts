import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import { may, type OfficerActor, type Right } from '../officers/index.js';
import { Refused } from '../platform/refused.js';

const KEY = 'nemcon:needs';

/** The right that an officer's route asks for; `signedIn` where being signed in is enough. */
export const Needs = (right: Right | 'signedIn'): MethodDecorator & ClassDecorator => SetMetadata(KEY, right);

/** Asked by the guards of both doors. A route that names no right is a fault: nothing is open because it was forgotten. */
export function mustHaveRight(context: ExecutionContext, actor: OfficerActor): void {
  const right = [context.getHandler(), context.getClass()].map((of) => Reflect.getMetadata(KEY, of) as Right | 'signedIn' | undefined).find(Boolean);
  if (!right) throw new TypeError(`${context.getClass().name}.${context.getHandler().name} names no right`);
  if (right !== 'signedIn' && !may(actor, right)) throw new Refused('role-lacks-right', { right });
}
