/** Counts by route, by number. A `Map` takes twice the memory, and a fleet has millions of them. */
export class RouteCounts {
  // Pairs of a route + 1 and its count, at the first free place from where the number belongs; 0 is free.
  #pairs = new Float64Array(8);
  #size = 0;
  #total = 0;

  get size(): number {
    return this.#size;
  }

  get total(): number {
    return this.#total;
  }

  add(route: number, count: number): void {
    this.#total += count;
    const place = this.#placeOf(route);
    if (this.#pairs[place] === 0) {
      this.#size += 1;
      this.#pairs[place] = route + 1;
    }
    this.#pairs[place + 1] = (this.#pairs[place + 1] as number) + count;
    if (this.#size * 8 > this.#pairs.length * 3) this.#grow();
  }

  get(route: number): number {
    return this.#pairs[this.#placeOf(route) + 1] as number;
  }

  /** Lists the routes, in no order. */
  routes(): number[] {
    const found: number[] = [];
    for (let place = 0; place < this.#pairs.length; place += 2)
      if (this.#pairs[place] !== 0) found.push((this.#pairs[place] as number) - 1);
    return found;
  }

  /** Finds the place of a route, or a free one for it. */
  #placeOf(route: number): number {
    const mask = this.#pairs.length - 1;
    let place = (route * 2) & mask;
    while (this.#pairs[place] !== 0 && this.#pairs[place] !== route + 1) place = (place + 2) & mask;
    return place;
  }

  #grow(): void {
    const pairs = this.#pairs;
    this.#pairs = new Float64Array(pairs.length * 2);
    for (let old = 0; old < pairs.length; old += 2)
      if (pairs[old] !== 0) {
        const place = this.#placeOf((pairs[old] as number) - 1);
        this.#pairs[place] = pairs[old] as number;
        this.#pairs[place + 1] = pairs[old + 1] as number;
      }
  }
}
