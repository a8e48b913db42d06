import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { createFetch } from 'scopeproof/fetch';
import { bearerToken } from 'scopeproof/http';
import { api } from './api.js';

/** Reads `scope`, a text (RFC 8693 §4.2), or `scp`, which is a text or a list, depending on who issued the token. */
function scopesOf({ scope, scp }: JWTPayload): string | null {
  const claimed = scope ?? scp;
  if (typeof claimed === 'string') return claimed;
  return Array.isArray(claimed) ? claimed.filter((name) => typeof name === 'string').join(' ') : null;
}

/**
 * Gives the keys of the issuer. An error there is one of the server, but where the token names a key that the issuer does
 * not have.
 */
const keysOf =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys } = errors;
      if (error instanceof JWKSNoMatchingKey || error instanceof JWKSMultipleMatchingKeys) throw error;
      throw new Error('the keys of the issuer cannot be read', { cause: error });
    }
  };

/** @param keys the keys of the issuer: `createRemoteJWKSet(new URL('https://id.example/jwks'))` */
export const createHandle = (keys: JWTVerifyGetKey) =>
  createFetch(
    api,
    {
      realm: 'atender',
      async authenticate(request) {
        const token = bearerToken(request);
        if (token === undefined) return undefined;
        try {
          const { payload } = await jwtVerify(token, keysOf(keys), {
            issuer: 'https://id.example',
            audience: 'https://api.example',
            algorithms: ['RS256'],
            typ: 'at+jwt',
            requiredClaims: ['exp', 'sub'],
          });
          return { scopes: scopesOf(payload), principal: payload.sub };
        } catch (error) {
          // The token is wrong: 401. Any other error is thrown, and no handler runs.
          if (error instanceof errors.JOSEError) return undefined;
          throw error;
        }
      },
    },
    {
      'GET /contacts/:id': ({ grant, params, principal }) =>
        Response.json({ id: params.id, grant, principal }),
      'POST /tags': ({ grant }) => Response.json({ grant }, { status: 201 }),
    },
  );
