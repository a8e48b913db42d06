/**
 * What only this library can hand over. An object's `constructor` property leads to its class, so whatever a class
 * offers to the rest of the library asks for it. (A static block that hands out closures would do the same, but no
 * bundler drops a class that has one.)
 */
export const secret = { only: 'inside' } as const;

export type Secret = typeof secret;

export const onlyInside = (by: Secret): void => {
  if (by !== secret) throw new TypeError('only scopeproof itself may do this');
};
