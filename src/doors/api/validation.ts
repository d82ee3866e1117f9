import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { refuseFields, type Fault } from '../../platform/refused.js';

/** The path of each faulty field, e.g. `names.3.website`, with what class-validator says of it. */
function faultsOf(errors: ValidationError[], path = ''): Fault[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = path ? `${path}.${property}` : property;
    return [...Object.values(constraints).map((message) => ({ field, rule: 'field-shape', params: { message: `${field}: ${message}` } })), ...faultsOf(children, field)];
  });
}

/** class-validator looks through all classes for the rules of one, for each object anew: of each they are looked up once, since no others come. */
const storage = getMetadataStorage();
type Rules = ReturnType<typeof storage.getTargetValidationMetadatas>;
const lookUp = storage.getTargetValidationMetadatas.bind(storage);
const known = new WeakMap<object, Rules>();
storage.getTargetValidationMetadatas = (contract, ...options) => {
  const rules = known.get(contract) ?? lookUp(contract, ...options);
  known.set(contract, rules);
  return rules;
};

class Contract extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A part of the address is the text that it is.
    return metadata.type === 'param' && metadata.metatype === String ? value : super.transform(value, metadata);
  }
}

/** Refuses what is not in the contract: unknown fields, wrong shapes, each by its path. */
export const validation = new Contract({
  whitelist: true, forbidNonWhitelisted: true, transform: true, stopAtFirstError: true,
  exceptionFactory: (errors) => refuseFields(faultsOf(errors)),
});
