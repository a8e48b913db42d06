import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  createParamDecorator,
  type ExceptionFilter,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Head,
  HttpException,
  Injectable,
  type LoggerService,
  Module,
  type ModuleMetadata,
  type NestInterceptor,
  Next,
  Param,
  Post,
  Req,
  Scope,
  type Type,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, ModuleRef, NestFactory } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Atender, atender } from '../../tests/support/atender.js';
import { scopesOfToken } from '../../tests/support/token.js';
import { untyped } from '../../tests/support/without-types.js';
import type { Refusal } from '../http/refusal.js';
import {
  authenticated,
  defineScopes,
  type Grant,
  type GrantOf,
  InsufficientScopeError,
  open,
  optional,
} from '../index.js';
import { guardControllers, type NestRequest } from './nest.js';

const guardOf = () => {
  const authenticate = vi.fn((request: NestRequest, _moduleRef: ModuleRef) => scopesOfToken(request));
  return { authenticate, ...guardControllers(atender, { authenticate, realm: 'atender' }) };
};
const as = (token: string, method = 'GET') => ({ method, headers: { authorization: `Bearer ${token}` } });

const running = new Set<{ close(): unknown }>();
afterEach(async () => {
  for (const app of running) await app.close();
  running.clear();
});

const platforms = [
  { platform: 'Express', adapter: () => undefined },
  // Nest 11 brings Express 5.2, and Nest 12 brings 5.3: they read a Content-Type in different ways.
  { platform: 'Express that the app brings', adapter: () => new ExpressAdapter(express()) },
  { platform: 'Fastify', adapter: () => new FastifyAdapter() },
] as const;
type Adapter = (typeof platforms)[number]['adapter'];

/** Starts an app, and gives the way to ask it and what it has logged. */
const start = async (metadata: ModuleMetadata, adapter: Adapter = () => undefined) => {
  @Module(metadata)
  class AppModule {}
  const error = vi.fn<(error: unknown) => void>();
  const logger: LoggerService = { log: () => {}, warn: error, error };
  const platform = adapter();
  const app = await (platform
    ? NestFactory.create(AppModule, platform, { logger, abortOnError: false })
    : NestFactory.create(AppModule, { logger, abortOnError: false }));
  running.add(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    ask: (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init),
    logged: () => error.mock.calls.map(([given]) => String(given)),
  };
};

/** An app with the guard for all of it. */
const guarded = (
  ScopeGuard: Type<CanActivate>,
  controllers: Type[],
  {
    adapter,
    providers = [],
  }: { adapter?: Adapter; providers?: NonNullable<ModuleMetadata['providers']> } = {},
) => start({ controllers, providers: [{ provide: APP_GUARD, useClass: ScopeGuard }, ...providers] }, adapter);

describe.each(platforms)('on $platform', ({ adapter }) => {
  const tagsOf = () => {
    const guard = guardOf();
    const { RequireScope, ProvenGrant } = guard;
    const ran = vi.fn();

    @Controller('tags')
    class Tags {
      @Get(':name')
      @RequireScope('tags:read')
      show(
        @Param('name') name: string,
        @ProvenGrant() grant: GrantOf<Atender, 'tags:read'>,
        @Req() request: object,
      ) {
        ran();
        return { name, by: grant, changed: 'grant' in request };
      }

      @Post()
      @RequireScope(atender.allOf('tags:write', 'contacts:read'))
      insert(@Body() body: { name: string }, @ProvenGrant() grant: GrantOf<Atender, 'tags:write'>) {
        ran();
        return { ...body, by: grant };
      }

      @Head()
      @RequireScope('tags:read')
      head() {}

      @Get('me/any')
      @RequireScope(authenticated)
      me(@ProvenGrant() grant: Grant<'atender', never>) {
        return grant.held;
      }

      @Get('of/nobody')
      @RequireScope(open)
      health(@ProvenGrant() grant: Grant<'atender', never>) {
        return grant.held;
      }

      @Get('that/is/forgotten')
      forgotten() {
        ran();
      }
    }
    return { guard, Tags, ran };
  };

  test('a handler gets what its requirement proved, and the request is left alone', async () => {
    const { guard, Tags } = tagsOf();
    const { ask } = await guarded(guard.ScopeGuard, [Tags], { adapter });
    const shown = await ask('/tags/a%20b', as('tags.write'));
    expect(shown.status).toBe(200);
    expect(await shown.json()).toEqual({ name: 'a b', by: ['tags:write'], changed: false });
    expect(guard.authenticate).toHaveBeenCalledOnce();
    const headers = { authorization: 'Bearer export', 'content-type': 'application/json' };
    expect((await ask('/tags', { method: 'POST', headers, body: '{"name":"new"}' })).status).toBe(403);
    expect((await ask('/tags', as('tags.read', 'HEAD'))).status).toBe(200);
    expect(await (await ask('/tags/me/any', as('tags.read'))).json()).toEqual(['tags:read']);
    expect((await ask('/tags/me/any')).status).toBe(401);
    expect(await (await ask('/tags/of/nobody', as('none'))).json()).toEqual([]);
  });

  test('a refusal is the one of every adapter, and runs no handler', async () => {
    const { guard, Tags, ran } = tagsOf();
    const { ask, logged } = await guarded(guard.ScopeGuard, [Tags], { adapter });
    const forbidden = await ask('/tags', as('tags.write', 'POST'));
    expect(forbidden.status).toBe(403);
    expect(Object.fromEntries(forbidden.headers)).toMatchObject({
      'www-authenticate':
        'Bearer realm="atender", error="insufficient_scope", scope="tags:write contacts:read"',
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(await forbidden.json()).toEqual({
      type: 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1',
      title: 'Insufficient scope',
      status: 403,
      detail: 'The key lacks contacts:read.',
      required: [['tags:write', 'contacts:read']],
      missing: ['contacts:read'],
      held: ['tags:read', 'tags:write'],
    });
    for (const [init, challenge] of [
      [{}, 'Bearer realm="atender"'],
      [as('none'), 'Bearer realm="atender", error="invalid_token"'],
    ] as const) {
      const unauthorized = await ask('/tags/new', init);
      expect(unauthorized.status).toBe(401);
      expect(unauthorized.headers.get('www-authenticate')).toBe(challenge);
      expect(await unauthorized.json()).toMatchObject({ type: 'about:blank', title: 'Unauthorized' });
    }
    expect((await ask('/tags', as('none', 'HEAD'))).status).toBe(401);
    expect(ran).not.toHaveBeenCalled();
    expect(logged()).toEqual([]);
  });

  test('a handler that states no requirement runs for nobody, and the log names it', async () => {
    const { guard, Tags, ran } = tagsOf();
    const { ask, logged } = await guarded(guard.ScopeGuard, [Tags], { adapter });
    const response = await ask('/tags/that/is/forgotten', as('full_access'));
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
    expect(logged()).toEqual(['Error: Tags.forgotten states no requirement: add @RequireScope']);
    expect(ran).not.toHaveBeenCalled();
    expect(guard.authenticate).not.toHaveBeenCalled();
    expect((await ask('/nowhere')).status).toBe(404);
  });

  test('a handler does not run where a time-out has answered in its place', async () => {
    const ran = vi.fn();
    const { ScopeGuard, RequireScope } = guardControllers(atender, {
      authenticate: () => sleep(40, 'tags:read'),
    });
    @Controller()
    class Slow {
      @Get()
      @RequireScope('tags:read')
      run() {
        ran();
      }
    }
    class Hurry implements CanActivate {
      canActivate(context: ExecutionContext) {
        const response = context.switchToHttp().getResponse();
        setTimeout(() => response.status(503).send('late'), 5);
        return true;
      }
    }
    const { ask } = await start(
      {
        controllers: [Slow],
        providers: [
          { provide: APP_GUARD, useClass: Hurry },
          { provide: APP_GUARD, useClass: ScopeGuard },
        ],
      },
      adapter,
    );
    const response = await ask('/');
    expect([response.status, await response.text()]).toEqual([503, 'late']);
    await sleep(80);
    expect(ran).not.toHaveBeenCalled();
  });

  test('requests at the same time keep their own grants', async () => {
    const { ScopeGuard, RequireScope, ProvenGrant, Principal } = guardControllers(atender, {
      authenticate: async (request) => {
        const token = request.headers['x-token'];
        await sleep(Math.random() * 10);
        return { scopes: `tags:read ${token}`, principal: token };
      },
    });
    @Controller()
    class Slow {
      @Get()
      @RequireScope('tags:read')
      async show(@ProvenGrant() grant: GrantOf<Atender, 'tags:read'>, @Principal() principal: unknown) {
        await sleep(Math.random() * 10);
        return [grant, principal];
      }
    }
    const { ask } = await guarded(ScopeGuard, [Slow], { adapter });
    const tokens = Array.from({ length: 40 }, (_, n) => (n % 2 ? 'contacts:read' : 'knowledge:write'));
    const answers = await Promise.all(
      tokens.map(async (token): Promise<[string[], string]> => {
        const response = await ask('/', { headers: { 'x-token': token } });
        return untyped(await response.json());
      }),
    );
    for (const [n, [grant, principal]] of answers.entries()) {
      expect(principal).toBe(tokens[n]);
      expect(grant).toContain(tokens[n]);
      expect(grant).toHaveLength(2);
    }
  });
});

describe('a requirement', () => {
  const { ScopeGuard, RequireScope, DefaultScope, ProvenGrant, authenticate } = guardOf();
  type Untyped = (requirement: unknown) => (...target: unknown[]) => void;
  const untypedRequireScope = untyped<Untyped>(RequireScope);
  const untypedDefaultScope = untyped<Untyped>(DefaultScope);

  @Controller('of-class')
  @DefaultScope('contacts:read')
  class OfClass {
    @Get('default')
    byDefault(@ProvenGrant() grant: GrantOf<Atender, 'contacts:read'>) {
      return grant;
    }

    @Get('own')
    @RequireScope('tags:read')
    own() {
      return 'own';
    }

    @Get('open')
    @RequireScope(open)
    nobody() {
      return 'open';
    }
  }

  test('of a class is that of the handlers that state none', async () => {
    const { ask } = await guarded(ScopeGuard, [OfClass]);
    expect(await (await ask('/of-class/default', as('contacts.write'))).json()).toEqual(['contacts:write']);
    expect((await ask('/of-class/default', as('tags.read'))).status).toBe(403);
    expect((await ask('/of-class/own', as('tags.read'))).status).toBe(200);
    expect((await ask('/of-class/own', as('contacts.read'))).status).toBe(403);
    expect((await ask('/of-class/open')).status).toBe(200);
  });

  test('of a class does not go to a subclass, and one of a handler goes with the handler', async () => {
    @Controller('sub')
    class Sub extends OfClass {
      @Get('new')
      added() {
        return 'new';
      }
    }
    const { ask, logged } = await guarded(ScopeGuard, [Sub]);
    expect((await ask('/sub/default', as('contacts.read'))).status).toBe(500);
    expect((await ask('/sub/new', as('contacts.read'))).status).toBe(500);
    expect((await ask('/sub/own', as('tags.read'))).status).toBe(200);
    expect((await ask('/sub/own', as('contacts.read'))).status).toBe(403);
    expect(logged()).toEqual([
      'Error: Sub.byDefault states no requirement: add @RequireScope',
      'Error: Sub.added states no requirement: add @RequireScope',
    ]);
  });

  test('is stated anew where a subclass overrides the handler', async () => {
    class Base {
      @Get('one')
      @RequireScope('tags:read')
      one(): string {
        return 'base';
      }

      @Get('two')
      @RequireScope('tags:read')
      two(): string {
        return 'base';
      }
    }
    @Controller()
    class Sub extends Base {
      @Get('one')
      override one() {
        return 'sub';
      }

      @Get('two')
      @RequireScope('tags:write')
      override two() {
        return `sub of ${super.two()}`;
      }
    }
    const { ask } = await guarded(ScopeGuard, [Sub]);
    expect((await ask('/one', as('tags.write'))).status).toBe(500);
    expect((await ask('/two', as('tags.read'))).status).toBe(403);
    expect(await (await ask('/two', as('tags.write'))).text()).toBe('sub of base');
  });

  test('is its own in each class that a mixin makes', async () => {
    const mixin = (path: string, scope: 'tags:read' | 'tags:write') => {
      @Controller(path)
      class Mixed {
        @Get()
        @RequireScope(scope)
        list() {
          return path;
        }
      }
      return Mixed;
    };
    const { ask } = await guarded(ScopeGuard, [mixin('reads', 'tags:read'), mixin('writes', 'tags:write')]);
    expect((await ask('/reads', as('tags.read'))).status).toBe(200);
    expect((await ask('/writes', as('tags.read'))).status).toBe(403);
  });

  test('goes with a handler that a decorator wraps, if the decorator hands its metadata on', async () => {
    const wrapped =
      (handsOn: boolean): MethodDecorator =>
      (_target, _key, descriptor) => {
        const inner = untyped<(...args: unknown[]) => unknown>(descriptor.value);
        const wrapper = function (this: unknown, ...args: unknown[]) {
          return inner.apply(this, args);
        };
        if (handsOn)
          for (const key of Reflect.getMetadataKeys(inner))
            Reflect.defineMetadata(key, Reflect.getMetadata(key, inner), wrapper);
        descriptor.value = untyped(wrapper);
      };
    @Controller()
    class Wrapped {
      @wrapped(true)
      @Get('on')
      @RequireScope('tags:read')
      on(@ProvenGrant() grant: GrantOf<Atender, 'tags:read'>) {
        return grant;
      }

      @Get('off')
      @wrapped(false)
      @RequireScope('tags:read')
      off() {
        return 'off';
      }
    }
    const { ask } = await guarded(ScopeGuard, [Wrapped]);
    expect(await (await ask('/on', as('tags.read'))).json()).toEqual(['tags:read']);
    expect((await ask('/on', as('contacts.read'))).status).toBe(403);
    expect((await ask('/off', as('tags.read'))).status).toBe(500);
  });

  test.each([
    'tags:reed',
    ['tags:read'],
    undefined,
    null,
    {},
    defineScopes('b', { scopes: ['c'] }).allOf('c'),
  ])('is refused when a class is declared: %j', (requirement) => {
    expect(() => untypedRequireScope(requirement)).toThrow(TypeError);
  });

  test('is one, of a method or of a class', () => {
    const decorate = untypedRequireScope('tags:read');
    const handler = { value: function list() {} };
    decorate({}, 'list', handler);
    expect(() => decorate({}, 'list', handler)).toThrow(
      new TypeError('list has two requirements: state one, with allOf'),
    );
    class Tags {}
    untypedDefaultScope('tags:read')(Tags);
    expect(() => untypedDefaultScope(open)(Tags)).toThrow(
      new TypeError('Tags has two requirements: state one, with allOf'),
    );
    for (const wrong of [[Tags], [{}, 'list', { get: () => 'read' }], [{}, 'list']])
      expect(() => decorate(...wrong)).toThrow(new TypeError('@RequireScope is for methods'));
  });

  test.each(['rpc', 'ws', 'graphql'])('is not asked of a handler of the kind %s', (type) => {
    const guard = new ScopeGuard(untyped<ModuleRef>({}));
    const context = new ExecutionContextHost([{ headers: {} }, {}], OfClass, OfClass.prototype.own);
    context.setType(type);
    expect(() => guard.canActivate(context)).toThrow(
      'OfClass.own is no HTTP handler, and ScopeGuard guards no other',
    );
    expect(authenticate).not.toHaveBeenCalledWith({ headers: {} });
  });
});

describe('a proof', () => {
  test('is that of the handler, whatever the request says by then', async () => {
    const { ScopeGuard, RequireScope, ProvenGrant, authenticate } = guardOf();
    @Controller()
    class Tags {
      @Get()
      @RequireScope('tags:read')
      list(@ProvenGrant() grant: GrantOf<Atender, 'tags:read'>) {
        return grant;
      }
    }
    class Raise implements NestInterceptor {
      intercept(context: ExecutionContext, next: CallHandler) {
        const request = context.switchToHttp().getRequest();
        request.headers.authorization = 'Bearer full_access';
        request.grant = atender.parse('export tags:write').grant;
        context.getArgs()[0] = { ...request };
        return next.handle();
      }
    }
    const { ask } = await guarded(ScopeGuard, [Tags], {
      providers: [{ provide: APP_INTERCEPTOR, useClass: Raise }],
    });
    expect(await (await ask('/', as('tags.read'))).json()).toEqual(['tags:read']);
    expect(authenticate).toHaveBeenCalledOnce();
  });

  test.each([
    { copy: 'a spread', copyOf: (request: object) => ({ ...request }) },
    { copy: 'an object that inherits', copyOf: (request: object): object => Object.create(request) },
  ])('of a copy of the request is none of the request: $copy', async ({ copyOf }) => {
    const { ScopeGuard, RequireScope, ProvenGrant } = guardOf();
    const ran = vi.fn();
    @Controller()
    class Tags {
      @Get()
      @RequireScope('tags:write')
      list(@ProvenGrant() grant: GrantOf<Atender, 'tags:write'>) {
        ran(grant);
      }
    }
    class Replace implements CanActivate {
      canActivate(context: ExecutionContext) {
        const headers = { authorization: 'Bearer tags.write' };
        context.getArgs()[0] = Object.assign(copyOf(context.getArgs()[0]), { headers });
        return true;
      }
    }
    const { ask, logged } = await start({
      controllers: [Tags],
      providers: [
        { provide: APP_GUARD, useClass: Replace },
        { provide: APP_GUARD, useClass: ScopeGuard },
      ],
    });
    expect((await ask('/', as('tags.read'))).status).toBe(500);
    expect(logged()).toEqual([
      'Error: no ScopeGuard has run before Tags.list: add it by APP_GUARD or @UseGuards',
    ]);
    expect(ran).not.toHaveBeenCalled();
  });

  test('is none where no guard runs', async () => {
    const { RequireScope, ProvenGrant, authenticate } = guardOf();
    const ran = vi.fn();
    @Controller()
    class Tags {
      @Get('one')
      @RequireScope('tags:read')
      one(@ProvenGrant() grant: GrantOf<Atender, 'tags:read'>) {
        ran(grant);
      }

      @Get('two')
      two(@ProvenGrant() grant: Grant<'atender', never>) {
        ran(grant);
      }
    }
    const { ask, logged } = await start({ controllers: [Tags] });
    expect((await ask('/one', as('tags.read'))).status).toBe(500);
    expect((await ask('/two', as('tags.read'))).status).toBe(500);
    expect(logged()).toEqual([
      'Error: no ScopeGuard has run before Tags.one: add it by APP_GUARD or @UseGuards',
      'Error: no ScopeGuard has run before Tags.two: add it by APP_GUARD or @UseGuards',
    ]);
    expect(ran).not.toHaveBeenCalled();
    expect(authenticate).not.toHaveBeenCalled();
  });

  const ways: {
    how: string;
    authenticate(request: NestRequest): string | undefined | Promise<string | undefined>;
  }[] = [
    { how: 'at once', authenticate: scopesOfToken },
    { how: 'by a promise', authenticate: async (request) => scopesOfToken(request) },
  ];
  test.each(ways)(
    'for one handler is none for the next, which no guard stands before: $how',
    async ({ authenticate }) => {
      const { ScopeGuard, RequireScope, ProvenGrant } = guardControllers(atender, { authenticate });
      const ran = vi.fn();
      @Controller()
      class Tags {
        @Get('tags')
        @UseGuards(ScopeGuard)
        @RequireScope('tags:read')
        read(@Next() next: () => void) {
          next();
        }

        @Get('tags')
        @RequireScope('tags:write')
        write(@ProvenGrant() grant: GrantOf<Atender, 'tags:write'>) {
          ran();
          return grant;
        }
      }
      const { ask } = await start({ controllers: [Tags] });
      const forbidden = await ask('/tags', as('tags.read'));
      expect(forbidden.status).toBe(403);
      expect(await forbidden.json()).toMatchObject({ missing: ['tags:write'] });
      expect(ran).not.toHaveBeenCalled();
      expect(await (await ask('/tags', as('tags.write'))).json()).toEqual(['tags:write']);
    },
  );

  test('takes one call of authenticate, however many guards there are', async () => {
    const { ScopeGuard, RequireScope, ProvenGrant, authenticate } = guardOf();
    @Controller()
    @UseGuards(ScopeGuard, ScopeGuard)
    class Tags {
      @Get()
      @UseGuards(ScopeGuard)
      @RequireScope('tags:read')
      list(
        @ProvenGrant() grant: GrantOf<Atender, 'tags:read'>,
        @ProvenGrant() same: Grant<'atender', never>,
      ) {
        return [...grant.held, grant === same];
      }
    }
    const { ask } = await guarded(ScopeGuard, [Tags], {
      providers: [{ provide: APP_GUARD, useClass: ScopeGuard }],
    });
    expect(await (await ask('/', as('tags.read'))).json()).toEqual(['tags:read', true]);
    expect(authenticate).toHaveBeenCalledOnce();
  });

  test('reaches a controller of one request', async () => {
    const { ScopeGuard, RequireScope, ProvenGrant } = guardOf();
    @Controller({ scope: Scope.REQUEST })
    class Tags {
      @Get()
      @RequireScope('tags:read')
      list(@ProvenGrant() grant: GrantOf<Atender, 'tags:read'>) {
        return grant;
      }
    }
    const { ask } = await guarded(ScopeGuard, [Tags]);
    expect(await (await ask('/', as('tags.read'))).json()).toEqual(['tags:read']);
    expect((await ask('/', as('contacts.read'))).status).toBe(403);
  });
});

describe('two vocabularies', () => {
  const notes = defineScopes('notes', { surfaces: { notes: ['read', 'write'] } });
  const ofTags = guardOf();
  const ofNotes = guardControllers(notes, { authenticate: () => 'notes:read' });
  // The same name and the same scopes, and still another one.
  const ofTwin = guardControllers(defineScopes('atender', { surfaces: { tags: ['read', 'write'] } }), {
    authenticate: () => 'tags:write',
  });

  @Controller()
  class Both {
    @Get('both')
    @UseGuards(ofTags.ScopeGuard, ofNotes.ScopeGuard)
    @ofTags.RequireScope('tags:read')
    @ofNotes.RequireScope('notes:read')
    both(
      @ofTags.ProvenGrant() tags: GrantOf<Atender, 'tags:read'>,
      @ofNotes.ProvenGrant() other: GrantOf<typeof notes, 'notes:read'>,
    ) {
      return [tags, other];
    }

    @Get('lacks')
    @UseGuards(ofTags.ScopeGuard, ofNotes.ScopeGuard)
    @ofTags.RequireScope('tags:read')
    @ofNotes.RequireScope('notes:write')
    lacks() {
      return 'reached';
    }

    @Get('other')
    @UseGuards(ofTwin.ScopeGuard)
    @ofTwin.RequireScope('tags:write')
    other(@ofTags.ProvenGrant() grant: Grant<'atender', never>) {
      return grant;
    }

    @Get('unguarded')
    @UseGuards(ofTwin.ScopeGuard)
    @ofTwin.RequireScope('tags:write')
    @ofTags.RequireScope('tags:read')
    unguarded(@ofTags.ProvenGrant() grant: Grant<'atender', never>) {
      return grant;
    }
  }

  test('give a handler the grant of each', async () => {
    const { ask } = await start({ controllers: [Both] });
    expect(await (await ask('/both', as('tags.write'))).json()).toEqual([['tags:write'], ['notes:read']]);
    expect((await ask('/both')).status).toBe(401);
    expect((await ask('/lacks', as('tags.read'))).status).toBe(403);
  });

  test('do not prove for one another', async () => {
    const { ask, logged } = await start({ controllers: [Both] });
    expect((await ask('/other', as('tags.write'))).status).toBe(500);
    expect((await ask('/unguarded', as('tags.write'))).status).toBe(500);
    expect(logged()).toEqual([
      'Error: no ScopeGuard has run before Both.other: add it by APP_GUARD or @UseGuards',
      'Error: no ScopeGuard has run before Both.unguarded: add it by APP_GUARD or @UseGuards',
    ]);
  });

  test('are asked for both where both guard the app', async () => {
    const { ask } = await guarded(ofTags.ScopeGuard, [Both], {
      providers: [{ provide: APP_GUARD, useClass: ofNotes.ScopeGuard }],
    });
    expect((await ask('/both', as('tags.read'))).status).toBe(200);
    expect((await ask('/other', as('tags.write'))).status).toBe(500);
  });
});

describe('authenticate', () => {
  interface Owner {
    readonly name: string;
  }
  @Injectable()
  class Keys {
    async find(token: string | undefined) {
      const owner: Owner = { name: 'Ada' };
      return token === 'k_reader' ? { scopes: 'tags:read', principal: owner } : undefined;
    }
  }
  const guard = guardControllers(atender, {
    authenticate: (request: NestRequest, moduleRef) =>
      moduleRef.get(Keys, { strict: false }).find(request.headers.authorization?.slice('Bearer '.length)),
  });
  const { ScopeGuard, RequireScope, Principal, OptionalPrincipal } = guard;

  @Controller()
  class Tags {
    @Get('mine')
    @RequireScope('tags:read')
    mine(@Principal() owner: Owner) {
      return owner;
    }

    @Get('open')
    @RequireScope(open)
    nobody(@Principal() owner: Owner) {
      return owner;
    }

    @Get('optional')
    @RequireScope(optional)
    perhaps(@OptionalPrincipal() owner: Owner | undefined) {
      return { name: owner?.name ?? 'nobody' };
    }

    @Get('wrong')
    @RequireScope(optional)
    wrong(@Principal() owner: Owner) {
      return owner;
    }
  }

  test('has the providers of the app, and gives handlers the principal', async () => {
    const { ask } = await guarded(ScopeGuard, [Tags], { providers: [Keys] });
    expect(await (await ask('/mine', as('k_reader'))).json()).toEqual({ name: 'Ada' });
    expect((await ask('/mine', as('k_other'))).status).toBe(401);
  });

  test('has them in a guard that no container made', async () => {
    const { app, ask } = await start({ controllers: [Tags], providers: [Keys] });
    expect((await ask('/mine', as('k_reader'))).status).toBe(500); // no guard yet
    await app.close();
    running.delete(app);

    @Module({ controllers: [Tags], providers: [Keys] })
    class Later {}
    const later = await NestFactory.create(Later, { logger: false });
    running.add(later);
    later.useGlobalGuards(new ScopeGuard(later.get(ModuleRef)));
    await later.listen(0, '127.0.0.1');
    const response = await fetch(`${await later.getUrl()}/mine`, as('k_reader'));
    expect(await response.json()).toEqual({ name: 'Ada' });
  });

  test('gives no principal for certain to a handler that nobody needs a key for', async () => {
    const { ask, logged } = await guarded(ScopeGuard, [Tags], { providers: [Keys] });
    expect((await ask('/open', as('k_reader'))).status).toBe(500);
    expect((await ask('/wrong', as('k_reader'))).status).toBe(500);
    expect(logged()).toEqual([
      'Error: Tags.nobody may have no principal: use @OptionalPrincipal',
      'Error: Tags.wrong may have no principal: use @OptionalPrincipal',
    ]);
    expect(await (await ask('/optional', as('k_reader'))).json()).toEqual({ name: 'Ada' });
    expect(await (await ask('/optional')).json()).toEqual({ name: 'nobody' });
    expect((await ask('/optional', as('k_other'))).status).toBe(401);
  });

  const down = new Error('down');
  test.each([
    () => Promise.reject(down),
    (): never => {
      throw down;
    },
    () => Promise.reject(undefined),
    (): never => {
      throw 'route';
    },
  ])('lets nobody in where it fails: %s', async (authenticate) => {
    const ran = vi.fn();
    const failing = guardControllers(atender, { authenticate });
    @Controller()
    class Run {
      @Get()
      @failing.RequireScope('tags:read')
      run() {
        ran();
      }
    }
    const { ask, logged } = await guarded(failing.ScopeGuard, [Run]);
    const response = await ask('/', as('tags.read'));
    expect([response.status, await response.json()]).toEqual([
      500,
      { statusCode: 500, message: 'Internal server error' },
    ]);
    expect(logged()).toHaveLength(1);
    expect(ran).not.toHaveBeenCalled();
  });
});

describe('exception filters', () => {
  const refusedBy = async (Filter: Type<ExceptionFilter>) => {
    const { ScopeGuard, RequireScope, ProvenGrant } = guardOf();
    const ran = vi.fn();
    @Controller()
    class Tags {
      @Get()
      @RequireScope('tags:write')
      list(@ProvenGrant() grant: GrantOf<Atender, 'tags:write'>) {
        ran(grant);
      }
    }
    const { ask } = await guarded(ScopeGuard, [Tags], {
      providers: [{ provide: APP_FILTER, useClass: Filter }],
    });
    return { ask, ran };
  };

  test('get the exceptions of Nest, with the error as their cause', async () => {
    const seen: unknown[] = [];
    @Catch(HttpException)
    class Watch implements ExceptionFilter {
      catch(exception: HttpException, host: ArgumentsHost) {
        seen.push(exception);
        const body = Object.assign(exception.getResponse(), { seen: seen.length });
        host.switchToHttp().getResponse().status(exception.getStatus()).json(body);
      }
    }
    const { ask } = await refusedBy(Watch);
    const forbidden = await ask('/', as('tags.read'));
    expect(forbidden.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(await forbidden.json()).toMatchObject({ status: 403, missing: ['tags:write'], seen: 1 });
    // What a filter adds to one refusal is no part of the next.
    expect(await (await ask('/')).json()).toMatchObject({ status: 401, seen: 2 });
    const [first, second] = untyped<[ForbiddenException, UnauthorizedException]>(seen);
    expect(first).toBeInstanceOf(ForbiddenException);
    expect(first.message).toBe('insufficient scope: missing tags:write');
    expect(first.cause).toBeInstanceOf(InsufficientScopeError);
    expect(second).toBeInstanceOf(UnauthorizedException);
    expect(second.message).toBe('a valid key is needed');
    expect(second.cause).toBeUndefined();
  });

  test.each([
    { form: 'a problem', options: {} },
    {
      form: 'the body of an option',
      options: { refusal: ({ status, headers }: Refusal) => ({ status, headers, body: { status } }) },
    },
  ])('learn no scope from a message that discloses none: $form', async ({ options }) => {
    const { ScopeGuard, RequireScope } = guardControllers(atender, {
      authenticate: scopesOfToken,
      disclose: false,
      ...options,
    });
    @Controller()
    class Tags {
      @Get()
      @RequireScope('tags:write')
      list() {}
    }
    const causes: unknown[] = [];
    @Catch(HttpException)
    class Tell implements ExceptionFilter {
      catch(exception: HttpException, host: ArgumentsHost) {
        causes.push(exception.cause);
        const { message } = exception;
        host
          .switchToHttp()
          .getResponse()
          .status(exception.getStatus())
          .json({ message, response: exception.getResponse() });
      }
    }
    const { ask } = await guarded(ScopeGuard, [Tags], {
      providers: [{ provide: APP_FILTER, useClass: Tell }],
    });
    const forbidden = await ask('/', as('tags.read'));
    const text = await forbidden.text();
    expect(forbidden.status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({ message: 'insufficient scope', response: { status: 403 } });
    expect(text).not.toContain('tags');
    expect(forbidden.headers.get('www-authenticate')).not.toContain('tags');
    expect(causes).toEqual([expect.any(InsufficientScopeError)]);
    expect(await (await ask('/')).json()).toMatchObject({ message: 'a valid key is needed' });
  });

  test('may give what they make of a refusal a Content-Type', async () => {
    @Catch(HttpException)
    class Typed implements ExceptionFilter {
      catch(exception: HttpException, host: ArgumentsHost) {
        const response = host.switchToHttp().getResponse();
        response.status(exception.getStatus()).type('application/vnd.atender+json').json({ own: true });
      }
    }
    const { ask } = await refusedBy(Typed);
    const forbidden = await ask('/', as('tags.read'));
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers.get('content-type')).toBe('application/vnd.atender+json; charset=utf-8');
    expect(await forbidden.json()).toEqual({ own: true });
  });

  test('that make another answer of a refusal run no handler', async () => {
    @Catch()
    class Swallow implements ExceptionFilter {
      catch(_exception: unknown, host: ArgumentsHost) {
        host.switchToHttp().getResponse().status(200).json({ fine: true });
      }
    }
    const { ask, ran } = await refusedBy(Swallow);
    expect(await (await ask('/', as('tags.read'))).json()).toEqual({ fine: true });
    expect(ran).not.toHaveBeenCalled();
  });
});

describe('the check at the start', () => {
  const appOf = (metadata: ModuleMetadata) => {
    @Module(metadata)
    class AppModule {}
    return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  };

  test('names every handler of a route that states no requirement, and no other method', async () => {
    const { ScopeGuard, RequireScope, DefaultScope, assertGuarded } = guardOf();
    const other = guardOf();
    @Controller('stated')
    @DefaultScope('tags:read')
    class Stated {
      @Get()
      byDefault() {}

      @Get('open')
      @RequireScope(open)
      nobody() {}
    }
    @Controller('sub')
    class Sub extends Stated {
      @Get('own')
      @other.RequireScope('tags:read')
      ofAnother() {}

      helper() {}
    }
    class Imported {}
    Module({ controllers: [Sub] })(Imported);
    const app = await appOf({
      imports: [Imported],
      controllers: [Stated, Sub],
      providers: [{ provide: APP_GUARD, useClass: ScopeGuard }],
    });
    running.add(app);
    expect(() => assertGuarded(app)).toThrow(
      new Error('no requirement: Sub.ofAnother, Sub.byDefault: add @RequireScope'),
    );
  });

  test('lets an app start that states all, and none where the guard is forgotten', async () => {
    const { ScopeGuard, RequireScope, assertGuarded } = guardOf();
    @Controller()
    class Tags {
      @Get()
      @RequireScope('tags:read')
      list() {}
    }
    const forgetful = await appOf({ controllers: [Tags] });
    running.add(forgetful);
    expect(() => assertGuarded(forgetful)).toThrow(
      new Error('the app has no ScopeGuard: add it by APP_GUARD or @UseGuards'),
    );
    const app = await appOf({
      controllers: [Tags],
      providers: [{ provide: APP_GUARD, useClass: ScopeGuard }],
    });
    running.add(app);
    expect(() => assertGuarded(app)).not.toThrow();
  });
});

test('a pipe of the app sees the grant as a parameter of the app', async () => {
  const { ScopeGuard, RequireScope, ProvenGrant } = guardOf();
  const seen: unknown[] = [];
  class Look {
    transform(value: unknown, { type }: { type: string }) {
      seen.push(type);
      return value;
    }
  }
  @Controller()
  class Tags {
    @Get()
    @RequireScope('tags:read')
    list(@ProvenGrant() grant: GrantOf<Atender, 'tags:read'>) {
      return grant;
    }
  }
  const { ask } = await guarded(ScopeGuard, [Tags], { providers: [{ provide: APP_PIPE, useClass: Look }] });
  expect(await (await ask('/', as('tags.read'))).json()).toEqual(['tags:read']);
  expect(seen).toEqual(['custom']);
});

test('a decorator of the app reads no grant from the request', async () => {
  const { ScopeGuard, RequireScope } = guardOf();
  const Everything = createParamDecorator((_: unknown, context: ExecutionContext) =>
    Object.keys(context.switchToHttp().getRequest()),
  );
  @Controller()
  class Tags {
    @Get()
    @RequireScope('tags:read')
    list(@Everything() names: string[]) {
      return names;
    }
  }
  const { ask } = await guarded(ScopeGuard, [Tags]);
  expect(await (await ask('/', as('tags.read'))).json()).not.toContain('grant');
});

test('a refusal has its own Content-Type, and not that of the page that the app would send', async () => {
  const { ScopeGuard, RequireScope } = guardOf();
  @Controller()
  class Pages {
    @Get()
    @RequireScope('tags:read')
    show() {}
  }
  class Html implements CanActivate {
    canActivate(context: ExecutionContext) {
      context.switchToHttp().getResponse().type('html');
      return true;
    }
  }
  const { ask, logged } = await start({
    controllers: [Pages],
    providers: [
      { provide: APP_GUARD, useClass: Html },
      { provide: APP_GUARD, useClass: ScopeGuard },
    ],
  });
  const response = await ask('/', as('none'));
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(logged()).toEqual([]);
});

test('a refusal sets no header where the headers are on their way', async () => {
  const { ScopeGuard, RequireScope } = guardOf();
  const ran = vi.fn();
  @Controller()
  class Flushed {
    @Get()
    @RequireScope('tags:read')
    run() {
      ran();
      return 'shown';
    }
  }
  class Flush implements CanActivate {
    canActivate(context: ExecutionContext) {
      context.switchToHttp().getResponse().flushHeaders();
      return true;
    }
  }
  const { ask, logged } = await start({
    controllers: [Flushed],
    providers: [
      { provide: APP_GUARD, useClass: Flush },
      { provide: APP_GUARD, useClass: ScopeGuard },
    ],
  });
  expect(await (await ask('/', as('none'))).text()).toBe('');
  expect(logged()).toEqual([]);
  expect(ran).not.toHaveBeenCalled();
});

test('the hooks of the options get the request and the providers', async () => {
  const onRefusal = vi.fn();
  const { ScopeGuard, RequireScope } = guardControllers(atender, {
    authenticate: scopesOfToken,
    onRefusal,
    refusal: ({ status, headers }, request: NestRequest, moduleRef) => ({
      status: status === 401 ? 404 : status,
      headers: { ...headers, 'content-type': 'application/json', 'x-url': request.url },
      body: { error: moduleRef.get('word', { strict: false }) },
    }),
  });
  @Controller()
  class Tags {
    @Get()
    @RequireScope('tags:write')
    list() {}
  }
  const { ask } = await guarded(ScopeGuard, [Tags], { providers: [{ provide: 'word', useValue: 'no' }] });
  for (const [token, status] of [
    ['none', 404],
    ['tags.read', 403],
  ] as const) {
    const response = await ask('/', as(token));
    expect(response.status).toBe(status);
    expect(response.headers.get('x-url')).toBe('/');
    expect(await response.json()).toEqual({ error: 'no' });
  }
  expect(
    onRefusal.mock.calls.map(([event, request, moduleRef]) => [event.isEnforced, request.url, moduleRef]),
  ).toEqual([
    [true, '/', expect.any(ModuleRef)],
    [true, '/', expect.any(ModuleRef)],
  ]);
});
