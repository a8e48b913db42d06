/** From here on no object leads to its class, and no method of it can be replaced. */
export const hide = ({ prototype }: { readonly prototype: { constructor: unknown } }): void => {
  prototype.constructor = Object; // a deletion would slow its objects down
  Object.freeze(prototype);
};
