import { listMachine, type ListEvent } from '../../../../workflows/list.machine.js';
import { can } from '../../../../workflows/step.js';
import { silenceRuns } from '../../../lists/index.js';
import type { Translate } from '../../../platform/i18n.js';
import type { OpenList, OfficeLanguage } from '../desk.js';
import type { ModalityView } from '../modality.view.js';
import type { Field, FormErrors, Sent } from '../forms.js';
import type { OfficerActor, Right, TwoOfficerAct } from '../../../officers/index.js';
import { paths } from '../paths.js';

/** Everything an act's pages may speak of. */
export interface Scene extends OpenList {
  t: Translate;
  language: OfficeLanguage;
  now: string;
  sent: Sent;
  /** Who looks: what an officer may not read is not shown. */
  actor: OfficerActor;
}

/** One line of what will happen, with exact numbers; `instant` is printed in New York time and UTC. */
export interface Effect {
  label: string;
  text?: string;
  lines?: string[];
  instant?: string;
}

export interface Preview {
  effects: Effect[];
  /** What cannot be undone, or what is missing, as a sentence. */
  warnings: string[];
  /** Of a modality: who may know what under it, and what somebody answers for. */
  modality?: ModalityView;
  /** The letter in each language. */
  letters?: { language: string; dir: string; subject: string; text: string }[];
}

/**
 * An act of the Office that cannot be undone. All go one way: what is needed is asked, what exactly will happen is shown,
 * the list's key is typed, then it is done. Words stand in `office:act.<id>`.
 */
export abstract class Act {
  abstract readonly id: string;
  abstract readonly may: Right;
  /** The right asked for in its place once the silence period has closed, where that takes two officers. */
  readonly mayLate?: TwoOfficerAct;
  /** Whether the list's key must be typed; an act that harms nobody when repeated does without. */
  readonly typed: boolean = true;

  /** The event asked of the machine before the act is offered; null where the machine has no say, and the act is reached from a page of its own. */
  event(_scene: Omit<Scene, 'sent' | 't' | 'language' | 'actor'>): ListEvent | null {
    return null;
  }
  /** Whether it is one of the list's next steps: where the machine would take its event now. */
  offered(scene: Pick<Scene, 'list' | 'conference' | 'now'>): boolean {
    const { list } = scene;
    const event = this.event(scene);
    return event !== null && can(listMachine, { value: list.state, context: list.context }, event);
  }
  right({ list, now }: Pick<Scene, 'list' | 'now'>): Right {
    return this.mayLate && !silenceRuns(list, now) ? this.mayLate : this.may;
  }
  /** What the officer must fill in; empty where nothing is. */
  fields(_scene: Scene, _errors: FormErrors): Promise<Field[]> | Field[] {
    return [];
  }
  abstract preview(scene: Scene): Promise<Preview>;
  /** Does it, where one officer is enough; returns the address of the page that shows the result. */
  execute(_scene: Scene, _actor: OfficerActor, _seen: number | undefined): Promise<string> {
    throw new TypeError(`${this.id} needs two officers`);
  }
  /** What the handler will take, where one officer proposes and another approves. */
  command({ list }: Scene): Record<string, unknown> {
    return { listId: list.id };
  }
  /** A proposed command as the act's form would have sent it, so that both are shown by the same preview. */
  sentOf({ wallTime, ...others }: Record<string, unknown>): Sent {
    const [deadline = '', time = ''] = typeof wallTime === 'string' ? wallTime.split('T') : [];
    return { ...Object.fromEntries(Object.entries(others).filter((pair): pair is [string, string] => typeof pair[1] === 'string')), deadline, time };
  }
  /** The page that shows the result once another officer has approved. */
  doneAt(listId: string): string {
    return paths.list(listId);
  }
}
