/** Mistakes that the compiler does not let the library tell in one line, with what their message lacks. */

/** A message of more than 160 characters; on more than a literal; that does not name it; with types or unions inside. */
export type Fault = 'long' | 'wide' | 'unnamed' | 'internals';

export const unreachable: Readonly<
  Record<string, { readonly faults: readonly Fault[]; readonly why: string }>
> = {};
