/** Freezes the methods of a class and hides the class from its objects, so that nobody can change or construct one. */
export const sealClass = <Class extends { readonly prototype: { constructor: unknown } }>(
  sealed: Class,
): Class => {
  const { prototype } = sealed;
  prototype.constructor = Object; // deleting it would slow its objects down
  Object.freeze(prototype);
  return sealed;
};
