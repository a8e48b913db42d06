/** What a caller is given as a key: a public id to find it by, and a secret of 256 bits that is stored nowhere. */
import { createHash, randomBytes } from 'node:crypto';

const form = /^atd_([0-9a-f]{16})_[\w-]{43}$/;

export const newId = (): string => randomBytes(8).toString('hex');
export const newToken = (id: string): string => `atd_${id}_${randomBytes(32).toString('base64url')}`;
export const idIn = (token: string): string | undefined => form.exec(token)?.[1];

/** No salt and no slow hash, which are for secrets that people choose: nobody guesses 256 random bits. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
