/** For whom a basis was asked for, where the modality has one stated only if a State asks; kept by the disclosure desk. */
export abstract class BasisRequests {
  /** Whether a State other than this one has asked about the name. */
  abstract asked(listId: string): Promise<(nominationId: string, iso2: string) => boolean>;
}
