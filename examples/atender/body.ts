/** The JSON body of a request, read field by field, so that a handler never trusts what it was sent. */
import { badRequest } from './problem.js';

const longestText = 1_000;
const longestList = 500;

export class Body {
  readonly #fields: ReadonlyMap<string, unknown>;

  /** @throws Problem unless the bytes are a JSON object in UTF-8, or none. */
  constructor(bytes: Uint8Array) {
    this.#fields = new Map(bytes.length === 0 ? [] : Object.entries(parse(bytes)));
  }

  text(field: string): string {
    return textOf(this.#fields.get(field), field);
  }

  texts(field: string): readonly string[] {
    const value = this.#fields.get(field);
    if (!Array.isArray(value) || value.length > longestList)
      throw badRequest(`${field} is not a list of at most ${longestList} texts`);
    return value.map((item: unknown) => textOf(item, field));
  }
}

function textOf(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > longestText)
    throw badRequest(`${field} is not a text of 1 to ${longestText} characters`);
  // What few databases store, and what no UTF-8 can say.
  if (/[\0\p{Surrogate}]/u.test(value)) throw badRequest(`${field} has a null character or a lone surrogate`);
  return value;
}

function parse(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Answered below, like every other body that is no object.
  }
  throw badRequest('the body is not a JSON object in UTF-8');
}
