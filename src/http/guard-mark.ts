/** The name by which the command line finds guards, of whatever copy of the library. */
export const guardMark: unique symbol = /* @__PURE__ */ Symbol.for('scopeproof.guard');

/**
 * Marks a function as a guard, so that `scopeproof parity` finds the handlers that have none. The mark grants nothing:
 * no guard reads it.
 *
 * @param route the route that it guards; none for whatever comes to it.
 */
export const markGuard = <Guard extends object>(guard: Guard, route = ''): Guard =>
  // A prototype may be polluted, so the descriptor has none.
  Object.defineProperty(guard, guardMark, { __proto__: null, value: route } as PropertyDescriptor);
