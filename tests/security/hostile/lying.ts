/** Values that are asked the same thing several times and do not always say the same. */

/**
 * What looks like `honest` the first few times that each of its properties is read, and like `lie` from then on,
 * and so does everything in it. `asked` counts the answers that were lies.
 */
export function lying<Value extends object>(honest: Value, lie: Value, honestReads: number): Value {
  const reads = new Map<PropertyKey, number>();
  const nested = new Map<PropertyKey, object>();
  const now = (key: PropertyKey): Value => {
    const count = (reads.get(key) ?? 0) + 1;
    reads.set(key, count);
    return count <= honestReads ? honest : lie;
  };
  return new Proxy<Value>((Array.isArray(honest) ? [] : {}) as Value, {
    get(_, key) {
      const [told, untold] = [Reflect.get(honest, key), Reflect.get(lie, key)];
      if (isPlain(told) && isPlain(untold)) {
        const known = nested.get(key) ?? lying(told, untold, honestReads);
        nested.set(key, known);
        return known;
      }
      return Reflect.get(now(key), key);
    },
    has: (_, key) => Reflect.has(honest, key),
    ownKeys: () => Reflect.ownKeys(now('its own keys')),
    getOwnPropertyDescriptor(target, key) {
      const own = Reflect.getOwnPropertyDescriptor(target, key); // the length of an array, which cannot be hidden
      if (own || !(Object.hasOwn(honest, key) || Object.hasOwn(lie, key))) return own;
      return { value: undefined, writable: true, enumerable: true, configurable: true };
    },
  });
}

function isPlain(value: unknown): value is object {
  return (
    Array.isArray(value) ||
    (typeof value === 'object' && value?.constructor === Object && !Object.isFrozen(value))
  );
}
