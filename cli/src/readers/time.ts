/** Points in time, as tables and logs write them. */

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i;
const commonLog = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/;
const basicDate = /^((?:19|20)\d\d)(\d\d)(\d\d)$/;
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * Reads a point in time: ISO 8601 as databases print it, a date of eight digits, the time of an access log, or a number
 * of seconds, milliseconds, microseconds or nanoseconds since 1970. Without a zone it is UTC. Gives `undefined` for
 * anything else.
 */
export function readTime(value: unknown): Date | undefined {
  if (typeof value === 'number') return sinceEpoch(value);
  if (value instanceof Date) return valid(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const [, day, time = '00:00', zone = 'Z'] = iso.exec(text) ?? [];
  if (day !== undefined) return valid(new Date(`${day}T${time.replace(',', '.')}${isoZone(zone)}`));
  if (/^\d+(\.\d+)?$/.test(text)) return sinceEpoch(Number(text));
  const [, date, name, year, clock, hours, minutes] = commonLog.exec(text) ?? [];
  const month = months.indexOf(name ?? '?') / 3 + 1;
  return Number.isInteger(month) && month > 0
    ? valid(new Date(`${year}-${String(month).padStart(2, '0')}-${date}T${clock}${hours}:${minutes}`))
    : undefined;
}

/** Makes a reader of times that takes no time for one that has just been read: the lines of a log come in order. */
export function timeReader(): typeof readTime {
  let last: unknown;
  let read: Date | undefined;
  return (value) => {
    if (value !== last) {
      last = value;
      read = readTime(value);
    }
    return read;
  };
}

const isoZone = (zone: string): string =>
  /^(Z|UTC)$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;

/** Reads a number by its size: the units are a thousand apart, and no log is from before 1973 or after 5138. */
function sinceEpoch(number: number): Date | undefined {
  if (basicDate.test(String(number))) return ofBasicDate(String(number));
  let milliseconds = number < 1e11 ? number * 1000 : number;
  while (milliseconds >= 1e14) milliseconds /= 1000;
  return valid(new Date(milliseconds));
}

/** Reads `20240601` as ISO 8601 has it: as seconds since 1970 it would be a day of that year. */
function ofBasicDate(digits: string): Date | undefined {
  const day = digits.replace(basicDate, '$1-$2-$3');
  const date = valid(new Date(`${day}T00:00Z`));
  return date?.toISOString().startsWith(day) ? date : undefined;
}

const valid = (date: Date): Date | undefined => (Number.isNaN(date.getTime()) ? undefined : date);

const units = new Map([
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/** Reads the begin of a window: a time ago such as `90d`, `12w` or `36h`, or a date. */
export function readSince(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const length = units.get(unit ?? '');
  if (length !== undefined) return new Date(now.getTime() - Number(count) * length);
  return /^\d{4}-/.test(text) ? readTime(text) : undefined;
}
