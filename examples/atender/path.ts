/** Addresses in one spelling. */

/**
 * Tells whether each segment of a path is spelt as `encodeURIComponent` does. Otherwise `/contacts/%31` would be a second
 * address of `/contacts/1`.
 */
export const isCanonical = (path: string): boolean =>
  path.split('/').every((segment) => {
    const text = decode(segment);
    return text !== undefined && encodeURIComponent(text) === segment;
  });

/** Gives the text of what is percent-encoded; nothing where it is not UTF-8. */
export function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
