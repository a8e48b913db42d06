/** From here on no object leads to its class, and no method of it can be replaced. */
export const hide = ({ prototype }: { readonly prototype: object }): void => {
  Reflect.deleteProperty(prototype, 'constructor');
  Object.freeze(prototype);
};
