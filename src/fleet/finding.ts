/**
 * What a finding is about.
 *
 * Of `diffAccess`: `gain` is access to a route that existed, `new` to a route that did not; `loss` is the loss of a
 * request that still has a route, `removed` of one that has none any more; `rename` is a name that is deprecated now;
 * `undecided` is a question that the search gave up. Of an auditor: `missing` to `restricted`. Of `holdersOf`:
 * `forbidden`.
 */
export type FindingKind =
  | 'gain'
  | 'new'
  | 'loss'
  | 'removed'
  | 'rename'
  | 'undecided'
  | 'missing'
  | 'excess'
  | 'redundant'
  | 'unknown'
  | 'deprecated'
  | 'restricted'
  | 'forbidden';

/**
 * Who a finding is about: any key that could be stored (`api`), callers without a key (`anyone`), a bundle, a declared
 * key, or a stored one.
 */
export type FindingSubject = 'api' | 'anyone' | 'bundle' | 'key' | 'stored';

/** What one of the functions found. */
export interface Finding {
  readonly kind: FindingKind;
  readonly subject: FindingSubject;
  /** The id of the stored key, or the name of the declared one. */
  readonly key?: string;
  readonly bundle?: string;
  /** The route, as the later version has it; of `removed`, as the earlier one had it. */
  readonly route?: string;
  /** The route that answered the same requests before, where it has another shape. */
  readonly was?: string;
  /** A request that shows the change, for example `GET /contacts/export`. */
  readonly request?: string;
  /**
   * The names responsible. For `gain`, `new`, `loss` and `removed` these alone have the change, and none of them can be
   * left out; for the subject `api` they are the narrowest key with the change. For `missing`, what the key lacks.
   */
  readonly scopes?: readonly string[];
  /** Of `rename` and `deprecated`, the new names. */
  readonly now?: readonly string[];
  /** One sentence for people. */
  readonly message: string;
  /**
   * The same text for the same finding in every run, for a list of known findings: the parts that tell it from others,
   * joined by `/`. A `/` or `\` in a part has a `\` before it.
   */
  readonly fingerprint: string;
}

/** A finding before it has its fingerprint. */
export type Found = Omit<Finding, 'fingerprint'>;

const escapePart = (part: string): string => (/[\\/]/.test(part) ? part.replace(/[\\/]/g, '\\$&') : part);

/** Joins the parts that tell a finding from others. */
export const fingerprint = (parts: readonly string[]): string => parts.map(escapePart).join('/');

/** Gives what follows the subject and its name in a fingerprint: the route of a finding about access, else the names. */
const detailsOf = ({ route, was, scopes = [] }: Found): readonly string[] =>
  route === undefined ? scopes : was === undefined ? [route] : [route, was];

/** Gives a finding its fingerprint. */
export const toFinding = (found: Found): Finding => {
  const { kind, subject, key, bundle } = found;
  const name = key ?? bundle;
  const parts = [kind, subject, ...(name === undefined ? [] : [name]), ...detailsOf(found)];
  return Object.freeze({ ...found, fingerprint: fingerprint(parts) });
};

/** A finding about a stored key before it is known which one. */
export type StoredFound = Omit<Found, 'key' | 'subject' | 'bundle'>;

/**
 * Makes what gives a finding the key that it is about, so that the rest is worked out once for all keys with the same
 * scopes. The message is about the key, whose id and `separator` it puts in front.
 */
export const storedFinding = (found: StoredFound, separator: ' ' | ': '): ((key: string) => Finding) => {
  const { kind, message, ...rest } = found;
  const start = `${kind}/stored/`;
  const end = detailsOf({ ...found, subject: 'stored' })
    .map((part) => `/${escapePart(part)}`)
    .join('');
  return (key) =>
    Object.freeze({
      kind,
      subject: 'stored',
      key,
      ...rest,
      message: key + separator + message,
      fingerprint: start + escapePart(key) + end,
    });
};
