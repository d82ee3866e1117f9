import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { refuseFields, type Fault } from '../../platform/refused.js';

/** The rule that refuses where a constraint of class-validator, or one of our own, is not met. */
export const RULES: Record<string, string> = {
  whitelistValidation: 'field-unknown', isString: 'field-not-text', maxLength: 'field-too-long', isNotEmpty: 'field-blank', isObject: 'field-not-object', nestedValidation: 'field-not-object',
  isArray: 'field-not-list', arrayNotEmpty: 'field-blank', arrayMaxSize: 'field-list-too-long', isBoolean: 'field-not-flag', isInt: 'field-not-whole', isIn: 'field-not-among',
  isUuid: 'field-not-id', isIso8601: 'field-not-day', isInstant: 'field-not-instant', isState: 'field-not-state', isBytes: 'field-not-base64',
};

/**
 * class-validator looks through all classes for the rules of one, for each object anew: of each they are looked up once, since no others
 * come. Those of one field are asked in the order in which they are written: what is missing is no list before it is too long.
 */
const storage = getMetadataStorage();
type Rules = ReturnType<typeof storage.getTargetValidationMetadatas>;
const lookUp = storage.getTargetValidationMetadatas.bind(storage);
const known = new WeakMap<object, Rules>();
storage.getTargetValidationMetadatas = (contract, ...options) => {
  const before = known.get(contract);
  if (before) return before;
  const found = lookUp(contract, ...options);
  const fields = found.map(({ propertyName }) => propertyName);
  const rules = found.toReversed().sort((a, b) => fields.indexOf(a.propertyName) - fields.indexOf(b.propertyName));
  known.set(contract, rules);
  return rules;
};

/** The path of each faulty field, e.g. `names.3.website`, and what was asked of it; `memberStates[]` is each of a list. */
function faultsOf(errors: ValidationError[], path = ''): Fault[] {
  return errors.flatMap(({ target, value, property, constraints = {}, children = [] }) => {
    const field = path ? `${path}.${property}` : property;
    return [...Object.keys(constraints).map((constraint) => {
      const asked = known.get(target?.constructor ?? Object)?.find(({ propertyName, name }) => propertyName === property && name === constraint);
      return { field, rule: RULES[constraint]!, params: { field: asked?.each && Array.isArray(value) ? `${field}[]` : field, asked: [asked?.constraints?.[0]].flat().join(', ') } };
    }), ...faultsOf(children, field)];
  });
}

class Contract extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A part of the address is the text that it is.
    return metadata.type === 'param' && metadata.metatype === String ? value : super.transform(value, metadata);
  }
}

/** Refuses what is not in the contract: unknown fields, wrong shapes, each by its path. */
export const validation = new Contract({
  whitelist: true, forbidNonWhitelisted: true, transform: true, stopAtFirstError: true, validationError: { target: true },
  exceptionFactory: (errors) => refuseFields(faultsOf(errors)),
});
