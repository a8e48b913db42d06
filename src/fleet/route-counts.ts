/**
 * Counts by key and route, both by number. A fleet has millions of them: arrays of numbers for all take a third of the
 * memory of a `Map` for each key.
 */
export class RouteCounts {
  // A count is an entry: its key, its route, the number of calls, and the entry of the same key before it (+ 1, 0 is none).
  #keys = new Int32Array(firstRoom);
  #routes = new Int32Array(firstRoom);
  #counts = new Float64Array(firstRoom);
  #previous = new Int32Array(firstRoom);
  #entries = 0;
  /** key → its last entry + 1 */
  #last = new Int32Array(firstRoom);
  /** Places by key and route, each an entry + 1; 0 is free. At least every second one is free. */
  #places = new Int32Array(firstRoom * 2);

  add(key: number, route: number, count: number): void {
    const place = this.#placeOf(key, route);
    const known = this.#places[place] as number;
    if (known > 0) {
      this.#counts[known - 1] = (this.#counts[known - 1] as number) + count;
      return;
    }
    const entry = this.#entries++;
    if (entry === this.#keys.length) this.#grow();
    if (key >= this.#last.length) this.#last = copied(this.#last, new Int32Array((key + 1) * 2));
    this.#keys[entry] = key;
    this.#routes[entry] = route;
    this.#counts[entry] = count;
    this.#previous[entry] = this.#last[key] as number;
    this.#last[key] = entry + 1;
    this.#places[this.#placeOf(key, route)] = entry + 1;
  }

  get(key: number, route: number): number {
    const entry = this.#places[this.#placeOf(key, route)] as number;
    return entry > 0 ? (this.#counts[entry - 1] as number) : 0;
  }

  /** Lists the routes of a key, the latest first. */
  routesOf(key: number): number[] {
    const found: number[] = [];
    for (let entry = this.#last[key] ?? 0; entry > 0; entry = this.#previous[entry - 1] as number)
      found.push(this.#routes[entry - 1] as number);
    return found;
  }

  /** Finds the place of a key and a route, or a free one for them. */
  #placeOf(key: number, route: number): number {
    const mask = this.#places.length - 1;
    let place = (Math.imul(key, 0x9e3779b1) ^ Math.imul(route, 0x85ebca6b)) >>> 7;
    for (place &= mask; ; place = (place + 1) & mask) {
      const entry = this.#places[place] as number;
      if (entry === 0 || (this.#keys[entry - 1] === key && this.#routes[entry - 1] === route)) return place;
    }
  }

  #grow(): void {
    const room = this.#keys.length * 2;
    this.#keys = copied(this.#keys, new Int32Array(room));
    this.#routes = copied(this.#routes, new Int32Array(room));
    this.#previous = copied(this.#previous, new Int32Array(room));
    this.#counts = copied(this.#counts, new Float64Array(room));
    this.#places = new Int32Array(room * 2);
    for (let entry = 0; entry < room / 2; entry++)
      this.#places[this.#placeOf(this.#keys[entry] as number, this.#routes[entry] as number)] = entry + 1;
  }
}

/** The number of counts that there is room for at first; a power of two, as all later ones. */
const firstRoom = 1024;

const copied = <Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers => {
  to.set(from);
  return to;
};
