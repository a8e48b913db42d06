/** A message of more than 160 characters; on more than a literal; that does not name it; with types or unions inside. */
export type Fault = 'long' | 'wide' | 'unnamed' | 'internals';

const ofGrants =
  'TypeScript compares two grants itself and names their types; the scope stands in a later line';
const ofArgument = 'TypeScript underlines the whole argument, and prints its type';
const ofConstraint = 'the constraint of a type parameter is printed as it is; editors complete from it';
const ofHotCall = 'another look into the table would cost every handler instantiations';

/** Mistakes that are not told in one line, with what stands in the way. */
export const unreachable: Readonly<Record<string, string>> = {
  'all-of-list': ofConstraint,
  'any-of-nested': ofArgument,
  'attenuate-not-a-list': ofConstraint,
  'audit-of-another-key': ofArgument,
  'authorize-empty': 'for an empty name the message is all scopes: editors complete from it',
  'authorize-with-another-grant': ofGrants,
  'deprecated-to-nothing': ofConstraint,
  'docs-of-unknown-scope': 'TypeScript prints the type of the object that a property is missing in',
  'grant-from-a-key': ofGrants,
  'grant-from-a-literal': ofArgument,
  'grant-has-misspelt': 'of a method with two signatures, TypeScript says first that none fits',
  'grant-in-the-other-branch': ofGrants,
  'grant-not-proven': ofGrants,
  'grant-of-a-failed-check': ofGrants,
  'grant-of-all-of-less': ofGrants,
  'grant-of-another-vocabulary': ofGrants,
  'grant-of-either': ofGrants,
  'grant-of-less': ofGrants,
  'guard-misspelt-option': 'TypeScript prints the type arguments of the options',
  'guard-unknown-route': ofHotCall,
  'handler-needs-more': ofGrants,
  'handler-unknown-route': ofHotCall,
  'key-type-arguments':
    'with written type arguments, TypeScript refuses the first argument that does not fit them',
  'missing-misspelt': 'the argument is a requirement or a list, and TypeScript says what a list may hold',
  'surface-that-may-be-absent': ofArgument,
};
