import { readModality } from '../../conferences/index.js';
import { formErrors, type FormErrors } from '../../platform/http/index.js';
import type { Translate } from '../../platform/i18n.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import type { SentFile } from './forms.js';

/** As much as the API takes. */
const MEGABYTES = 4;
export const MODALITY_FILE = { bytes: MEGABYTES * 1024 * 1024, files: 1 };
/** Faults shown: a file that is no modality at all may have any number. */
const SHOWN = 200;

export function modalityIn({ bytes, name }: SentFile): unknown {
  // One that was kept for another form may be larger.
  if (bytes.length > MODALITY_FILE.bytes) throw refuseFields([{ field: 'file', rule: 'file-too-large', params: { megabytes: MEGABYTES } }]);
  return readModality(bytes, name);
}

/** The faults of a modality each with its path in the document, as the command line says them: that is where they are mended, not in a field. */
export function modalityErrors(error: unknown, t: Translate): FormErrors {
  const errors = formErrors(error, t);
  const { faults } = error as Refused;
  const summary = errors.summary.slice(0, SHOWN).map((entry, at) => {
    const [, path] = /^modality(.*)/s.exec(faults[at]?.field ?? '') ?? [];
    return path === undefined ? entry : { text: t('common:errors.of', { label: path || '/', text: entry.text }), href: null };
  });
  return { ...errors, summary };
}
