import { codeOf, Failure } from '../failure.js';

/**
 * Says in one line why a database cannot be read. The driver's own message is left out: it may quote the address with
 * its password, or what a table holds.
 *
 * @param reasons code of the database → the reason in words.
 */
export function databaseFailure(name: string, error: unknown, reasons: ReadonlyMap<string, string>): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error) || codeOf(firstOf(error));
  const reason = reasons.get(code) ?? network.get(code) ?? reasons.get(code.slice(0, 2));
  return new Failure(`${name}: ${reason ?? `refused (${code || 'unknown'})`}`);
}

/** A connection that is tried at several addresses of a host fails with the errors of all. */
const firstOf = (error: unknown): unknown => (error instanceof AggregateError ? error.errors[0] : undefined);

export const gone = 'the connection was closed before all rows were read';

const network = new Map([
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'no such host, or no name server answers'],
  ['ECONNREFUSED', 'no server listens there'],
  ['ENOENT', 'no server listens there'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the host cannot be reached'],
  ['ETIMEDOUT', 'no answer in time'],
  ['ECONNRESET', gone],
  ['EPIPE', gone],
  ['ERR_INVALID_URL', 'not the address of a database'],
]);
