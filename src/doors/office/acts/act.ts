import type { ListEvent } from '../../../../workflows/list.machine.js';
import type { Translate } from '../../../platform/i18n.js';
import type { OpenList, OfficeLanguage } from '../desk.js';
import type { Field, FormErrors, Sent } from '../forms.js';
import type { OfficeAct, OfficerActor } from '../may.js';

/** Everything an act's pages may speak of. */
export interface Scene extends OpenList {
  t: Translate;
  language: OfficeLanguage;
  now: string;
  sent: Sent;
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
  /** The letter in each language. */
  letters?: { language: string; dir: string; subject: string; text: string }[];
}

/**
 * An act of the Office that cannot be undone. All go one way: what is needed is asked, what exactly will happen is shown,
 * the list's key is typed, then it is done. Words stand in `office:act.<id>`.
 */
export abstract class Act {
  abstract readonly id: string;
  abstract readonly may: OfficeAct;
  /** Whether the list's key must be typed; an act that harms nobody when repeated does without. */
  readonly typed: boolean = true;
  /** Whether it stands among the list's next steps, or is reached from its own page. */
  readonly step: boolean = true;

  /** The event asked of the machine before the act is offered; null where the machine has no say. */
  abstract event(scene: Omit<Scene, 'sent' | 't' | 'language'>): ListEvent | null;
  /** What the officer must fill in; empty where nothing is. */
  fields(_scene: Scene, _errors: FormErrors): Promise<Field[]> | Field[] {
    return [];
  }
  abstract preview(scene: Scene): Promise<Preview>;
  /** Does it; returns the address of the page that shows the result. */
  abstract execute(scene: Scene, actor: OfficerActor, seen: number | undefined): Promise<string>;
}
