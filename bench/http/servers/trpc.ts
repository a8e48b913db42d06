import { createServer, type Server } from 'node:http';
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { bearerToken } from '../../../dist/http.js';
import { guardProcedures } from '../../../dist/trpc.js';
import { atender, contact, scopesOf, type WayOfAsking } from '../api.js';

export function serve(way: WayOfAsking): Server {
  interface Context {
    readonly scopes: string | undefined;
  }
  const t = initTRPC.context<Context>().create();
  const guard = guardProcedures(atender, { authenticate: (ctx: Context) => ctx.scopes });
  const keyed = t.procedure.use(({ ctx: { scopes }, next }) => {
    if (scopes === undefined) throw new TRPCError({ code: 'UNAUTHORIZED' });
    return next({ ctx: { scopes } });
  });
  const procedure = {
    plain: t.procedure,
    'by hand': keyed,
    guarded: t.procedure.use(guard('contacts:read')),
  };
  const router = t.router({ contacts: { show: procedure[way].query(() => contact('42')) } });
  return createServer(
    createHTTPHandler({
      router,
      createContext: ({ req }): Context => ({
        scopes: way === 'plain' ? undefined : scopesOf(bearerToken(req)),
      }),
    }),
  );
}
