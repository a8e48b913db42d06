/**
 * What only this library can hand over. An object's `constructor` property leads to its class, so whatever a class
 * offers to the rest of the library asks for it. (A static block that hands out closures would do the same, but no
 * bundler drops a class that has one.)
 */
export const secret = { only: 'inside' } as const;

export type Secret = typeof secret;

/** Nothing can be put in the place of what a class offers, or it would be handed the secret. */
export const sealed = <Class extends { readonly prototype: object }>(type: Class): Class => {
  Object.freeze(type.prototype);
  return Object.freeze(type);
};

export const onlyInside = (by: Secret): void => {
  if (by !== secret) throw new TypeError('only scopeproof itself may do this');
};
