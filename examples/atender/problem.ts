/** What a request can fail with besides its scopes; the server answers with the status. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: 400 | 404 | 413 | 414,
    message: string,
  ) {
    super(message);
  }
}

export const badRequest = (message: string) => new Problem(400, message);
export const notFound = (message: string) => new Problem(404, message);
