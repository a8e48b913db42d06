/** The JSON body of a request, read field by field, so that a handler never trusts what it was sent. */
import { badRequest } from './problem.js';

export class Body {
  readonly #fields: ReadonlyMap<string, unknown>;

  /** @throws Problem unless the text is a JSON object, or empty. */
  constructor(json: string) {
    this.#fields = new Map(Object.entries(parse(json || '{}')));
  }

  text(field: string): string {
    const value = this.#fields.get(field);
    if (typeof value !== 'string') throw badRequest(`${field} is not a text`);
    return value;
  }

  texts(field: string): readonly string[] {
    const value = this.#fields.get(field);
    if (!Array.isArray(value)) throw badRequest(`${field} is not a list`);
    return value.map(String);
  }
}

function parse(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Answered below, like every other body that is no object.
  }
  throw badRequest('the body is not a JSON object');
}
