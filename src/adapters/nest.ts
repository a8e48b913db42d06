import type { ServerResponse } from 'node:http';
import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  ForbiddenException,
  HttpException,
  type INestApplicationContext,
  Inject,
  Injectable,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { MetadataScanner, ModuleRef, ModulesContainer, Reflector } from '@nestjs/core';
import type { AuthenticateResult, MaybePromise, PrincipalOf } from '../http/authenticate.js';
import type { AnyRequest } from '../http/bearer.js';
import type { Proof } from '../http/context.js';
import {
  createScopeDecider,
  type PendingDecision,
  type Refused,
  type RequestState,
  requestStates,
} from '../http/decision.js';
import { assertRequirement } from '../http/guard.js';
import { type CommonOptions, deciderOptions } from '../http/options.js';
import type { CustomRefusal, Refusal } from '../http/refusal.js';
import type { UntypedVocabulary } from '../http/untyped.js';
import { type Grant, type GrantOf, open, optional, type Requirement, type ScopeOf } from '../index.js';
import type { RefusedRequirement } from '../vocabulary/argument-checks.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** What the requests of every platform of Nest have. `authenticate` may ask for that of yours. */
export interface NestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: {
    readonly authorization?: string | undefined;
    readonly [name: string]: string | string[] | undefined;
  };
}

/** The options of a guard. `Result` is what `authenticate` returns. */
export interface NestOptions<Request extends object, Result extends AuthenticateResult = AuthenticateResult>
  extends Omit<CommonOptions<[request: Request, moduleRef: ModuleRef]>, 'throws' | 'refusal'> {
  /**
   * Gives the key that a request came with, or nothing. Runs once per request, never for an `open` handler. Get your
   * providers from `moduleRef`.
   */
  readonly authenticate: (request: Request, moduleRef: ModuleRef) => Result;

  /** Gives a refusal the form of your API's errors: Nest sends the body as JSON. By default, it is a problem of RFC 9457. */
  readonly refusal?:
    | ((
        refusal: Refusal,
        request: Request,
        moduleRef: ModuleRef,
      ) => CustomRefusal & { readonly body: object })
    | undefined;
}

/** A guard and its decorators, for the controllers of a Nest app. {@link guardControllers} makes them. */
export interface ControllerGuard<in out V extends AnyVocabulary, out Principal = undefined> {
  /** The guard, for `APP_GUARD` or `@UseGuards`. It refuses a handler that states no requirement. */
  readonly ScopeGuard: new (
    moduleRef: ModuleRef,
  ) => CanActivate;

  /**
   * States what a handler requires.
   *
   * @throws TypeError for a requirement of another vocabulary, and for a second one of a handler.
   */
  readonly RequireScope: <const Required>(
    requirement: CheckedRequirement<V, Required>,
  ) => HandlerDecorator<V, Required>;

  /**
   * States what the handlers of a controller require that state nothing themselves. Subclasses do not inherit it.
   *
   * @throws TypeError for a requirement of another vocabulary, and for a second one of a controller.
   */
  readonly DefaultScope: <const Required>(
    requirement: CheckedRequirement<V, Required>,
  ) => ControllerDecorator<V, Required>;

  /** Gives a handler the grant that its own requirement proved. */
  readonly ProvenGrant: () => ProvenParameter<Grant<V['name'], ScopeOf<V>>>;

  /** Gives a handler the principal that `authenticate` gave. Throws in one that nobody needs a key for. */
  readonly Principal: () => ProvenParameter<Principal>;

  /** Gives any handler the principal, or `undefined` where nobody was asked for a key or none came. */
  readonly OptionalPrincipal: () => ProvenParameter<Principal | undefined>;

  /**
   * Checks, before the app listens, that the guard is in use and that every handler of a route states a requirement.
   *
   * @param app what `NestFactory.create` gave.
   * @throws Error that names all handlers that state none.
   */
  readonly assertGuarded: (app: INestApplicationContext) => void;
}

// What they return is what no `MethodDecorator` and no `ClassDecorator` returns: as one of these, or in `applyDecorators`,
// they would compare nothing. For the same reason each has one signature.

/** A decorator of a handler. It does not compile where the handler takes a grant of more scopes. */
export type HandlerDecorator<V extends AnyVocabulary, Required> = <Method extends AnyMethod>(
  target: object,
  key: OrElse<string | symbol, Unproven<V, Required, Method>>,
  descriptor: TypedPropertyDescriptor<Method>,
) => TypedPropertyDescriptor<Method> | undefined;

/** A decorator of a controller. It does not compile where a public method takes a grant of more scopes. */
export type ControllerDecorator<V extends AnyVocabulary, Required> = <
  Controller extends abstract new (
    ...args: never
  ) => object,
>(
  target: OrElse<Controller, UnprovenInClass<V, Required, InstanceType<Controller>>['messages']>,
) => Controller | undefined;

/** A decorator of a parameter. It does not compile where the parameter does not take the value. */
export type ProvenParameter<Value> = <Target, Key extends keyof Target, Index extends number>(
  target: Target,
  key: Key,
  index: [Value] extends [ParameterAt<Target[Key], Index>]
    ? Index
    : [Exclude<Value, undefined>] extends [ParameterAt<Target[Key], Index>]
      ? 'this gives a value that may be undefined'
      : 'the parameter does not take what this gives',
) => void;

/** A requirement, or the message that refuses it. */
type CheckedRequirement<V extends AnyVocabulary, Required> = [Required] extends [
  Requirement<V['name'], ScopeOf<V>>,
]
  ? Required
  : RefusedRequirement<Required, Requirement<V['name'], ScopeOf<V>>>;

type AnyMethod = (...args: never) => unknown;
type ParameterAt<Method, Index extends number> = Method extends (...args: infer Parameters) => unknown
  ? Parameters[Index]
  : never;

/** A type, or the message that refuses it. */
type OrElse<Type, Message> = [Message] extends [never] ? Type : Message;

/** The messages about the parameters of a method that take a grant of more than its requirement proves. */
type Unproven<V extends AnyVocabulary, Required, Method> = Method extends (
  ...args: infer Parameters
) => unknown
  ? { [At in keyof Parameters]: UnprovenParameter<V, Required, Parameters[At]> }[number]
  : never;
// A parameter that takes the grant of all scopes takes a grant; one that takes no grant is not ours to check.
type UnprovenParameter<V extends AnyVocabulary, Required, Parameter> = [
  Grant<V['name'], ScopeOf<V>>,
] extends [Parameter]
  ? [GrantOf<V, Required>] extends [Parameter]
    ? never
    : Unproved<Required, ScopesIn<Parameter>, ScopesIn<GrantOf<V, Required>>>
  : never;
// Where one alternative of a union proves enough, no scope is missing, and the union proves too little all the same. The
// message is then not `never`.
type Unproved<Required, Asked extends string, Proven extends string> = [Exclude<Asked, Proven>] extends [
  never,
]
  ? `${InWords<Required>} does not prove ${[Asked] extends [never] ? 'this grant' : Asked}`
  : `${InWords<Required>} does not prove ${Exclude<Asked, Proven>}`;
type InWords<Required> = Required extends string ? Required : 'the requirement';
type ScopesIn<Type> = Type extends Grant<string, infer Scopes> ? Scopes : never;

// A member, because the compiler shows the union of an alias by the name of the alias, and not its messages.
interface UnprovenInClass<V extends AnyVocabulary, Required, Instance> {
  readonly messages: { [Key in keyof Instance]: Unproven<V, Required, Instance[Key]> }[keyof Instance];
}

/**
 * Makes the guard of a Nest app, and the decorators by which its controllers state what they require.
 *
 * @throws TypeError for a realm or an address that no header can carry.
 *
 * @example
 * ```ts
 * import { Controller, Get, Module } from '@nestjs/common';
 * import { APP_GUARD } from '@nestjs/core';
 * import { defineScopes, type GrantOf } from 'scopeproof';
 * import { bearerToken } from 'scopeproof/http';
 * import { guardControllers } from 'scopeproof/nest';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const keys = new Map([['k_0123', 'tags:read']]);
 *
 * const { ScopeGuard, RequireScope, ProvenGrant } = guardControllers(atender, {
 *   authenticate: (request) => keys.get(bearerToken(request) ?? ''),
 * });
 *
 * @Controller('tags')
 * class TagsController {
 *   @Get()
 *   @RequireScope('tags:read')
 *   list(@ProvenGrant() grant: GrantOf<typeof atender, 'tags:read'>) {
 *     return [`as ${grant} may see them`];
 *   }
 * }
 *
 * @Module({ controllers: [TagsController], providers: [{ provide: APP_GUARD, useClass: ScopeGuard }] })
 * export class AppModule {}
 * ```
 */
export function guardControllers<
  V extends AnyVocabulary,
  Request extends object = NestRequest,
  Result extends AuthenticateResult = undefined,
>(vocabulary: V, options: NestOptions<Request, Result>): ControllerGuard<V, PrincipalOf<Result>>;
export function guardControllers(
  vocabulary: AnyVocabulary & UntypedVocabulary,
  options: NestOptions<AnyRequest>,
): object {
  const { RequireScope, DefaultScope, requirementOf, handlersWithout } = createRequirements(vocabulary);
  const stateOf: (request: AnyRequest) => GuardedState = requestStates<AnyRequest>();
  const exceptionOf = createExceptions(Object.hasOwn(options, 'disclose') ? options.disclose : undefined);

  let isInUse = false;
  const createDecide = (moduleRef: ModuleRef): Decide => {
    isInUse = true;
    const { decide } = createScopeDecider(
      vocabulary,
      deciderOptions<[AnyRequest, ModuleRef], AnyRequest>(
        options,
        (request) => [request, moduleRef],
        (request) => request,
      ),
    );
    const decideOn: Decide = (context) => {
      const needs = requirementOf(context);
      const state = stateOf(context.switchToHttp().getRequest());
      state.decideOn = decideOn;
      return decide(state, needs);
    };
    return decideOn;
  };
  const parameter = (read: (proof: Proof, context: ExecutionContext) => unknown) =>
    createParamDecorator((_: unknown, context: ExecutionContext) => {
      // A copy of a request is another request, whose state no guard has met.
      const { decideOn } = stateOf(context.switchToHttp().getRequest());
      if (!decideOn) throw new Error(`no ScopeGuard has run before ${nameOf(context)}: ${addGuard}`);
      // Decides anew for this handler: that the guard let another one run counts for nothing.
      return then(decideOn(context), (decision) => {
        if (decision.ok) return read(decision, context);
        throw exceptionOf(decision);
      });
    });

  return {
    RequireScope,
    DefaultScope,
    ScopeGuard: createGuardClass(createDecide, exceptionOf),
    ProvenGrant: parameter(({ grant }) => grant),
    Principal: parameter(({ principal }, context) => {
      const needs = requirementOf(context);
      if (needs !== open && needs !== optional) return principal;
      throw new Error(`${nameOf(context)} may have no principal: use @OptionalPrincipal`);
    }),
    OptionalPrincipal: parameter(({ principal }) => principal),
    assertGuarded: (app: INestApplicationContext): void => {
      if (!isInUse) throw new Error(`the app has no ScopeGuard: ${addGuard}`);
      const handlers = handlersWithout(app.get(ModulesContainer));
      if (handlers.length > 0) throw new Error(`no requirement: ${handlers.join(', ')}: add @RequireScope`);
    },
  };
}

type Decide = (context: ExecutionContext) => PendingDecision;

/** The state of a request; also how the guard that ran before its handler decides. */
type GuardedState = RequestState<AnyRequest> & { decideOn?: Decide };

const then = <Value, Result>(
  value: MaybePromise<Value>,
  next: (value: Value) => Result,
): MaybePromise<Result> => (value instanceof Promise ? value.then(next) : next(value));

/** Makes the decorators that state requirements, and the look-up of what a handler states. */
const createRequirements = (vocabulary: AnyVocabulary & UntypedVocabulary) => {
  // Metadata of the function, because decorators that wrap a handler hand it on. Nest looks at no metadata of ours.
  const key = Symbol('requirement');
  const ofController = new WeakMap<object, unknown>();
  const reflector = new Reflector();
  const statedFor = (handler: Function, controller: object): unknown =>
    reflector.get(key, handler) ?? ofController.get(controller);
  return {
    RequireScope: (requirement: unknown) => {
      assertRequirement(vocabulary, requirement);
      return (_target: object, name: string | symbol, descriptor?: PropertyDescriptor): void => {
        const handler: unknown = descriptor?.value;
        if (typeof handler !== 'function') throw new TypeError('@RequireScope is for methods');
        if (reflector.get(key, handler)) throw new TypeError(`${String(name)} ${hasTwo}`);
        SetMetadata(key, requirement)(handler);
      };
    },
    DefaultScope: (requirement: unknown) => {
      assertRequirement(vocabulary, requirement);
      return (target: Function): void => {
        if (ofController.has(target)) throw new TypeError(`${target.name} ${hasTwo}`);
        ofController.set(target, requirement);
      };
    },
    requirementOf: (context: ExecutionContext): unknown => {
      if (context.getType() !== 'http')
        throw new Error(`${nameOf(context)} is no HTTP handler, and ScopeGuard guards no other`);
      const needs = statedFor(context.getHandler(), context.getClass());
      if (needs === undefined) throw new Error(`${nameOf(context)} states no requirement: add @RequireScope`);
      return needs;
    },
    /** Lists the handlers of routes, of all controllers, that nothing is stated for. */
    handlersWithout: (modules: ModulesContainer): string[] => {
      const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
      return [...new Set(controllers.flatMap(({ metatype }) => metatype ?? []))].flatMap((controller) =>
        routesOf(controller.prototype)
          .filter(([, handler]) => statedFor(handler, controller) === undefined)
          .map(([name]) => `${controller.name}.${name}`),
      );
    },
  };
};

/** Gives the methods that Nest takes for handlers of routes: those with a path in their metadata. */
const routesOf = (prototype: Readonly<Record<string, Function>>): [string, Function][] =>
  new MetadataScanner()
    .getAllMethodNames(prototype)
    .map((name): [string, Function] => [name, prototype[name] as Function])
    .filter(([, handler]) => Reflect.hasMetadata('path', handler));

const addGuard = 'add it by APP_GUARD or @UseGuards';
const hasTwo = 'has two requirements: state one, with allOf';

const createGuardClass = (createDecide: (moduleRef: ModuleRef) => Decide, exceptionOf: ExceptionOf) => {
  class ScopeGuard implements CanActivate {
    readonly #decide: Decide;

    constructor(moduleRef: ModuleRef) {
      this.#decide = createDecide(moduleRef);
    }

    canActivate(context: ExecutionContext): MaybePromise<boolean> {
      return then(this.#decide(context), (decision) => {
        const response = context.switchToHttp().getResponse<PlatformResponse>();
        // A time-out has answered while `authenticate` ran.
        if (response.sent || response.writableEnded) return false;
        if (decision.ok) return true;
        setHeaders(response, decision.refusal.headers);
        throw exceptionOf(decision);
      });
    }
  }
  Injectable()(ScopeGuard);
  Inject(ModuleRef)(ScopeGuard, undefined, 0);
  return ScopeGuard;
};

/** The response of Express, or the reply of Fastify. */
type PlatformResponse = ExpressResponse | FastifyReply;
type ExpressResponse = ServerResponse & { json(body: unknown): unknown; readonly sent?: never };
interface FastifyReply {
  readonly sent: boolean;
  readonly writableEnded?: never;
  headers(headers: object): unknown;
}

/** Sets the headers that Nest leaves alone when it answers an exception. */
const setHeaders = (response: PlatformResponse, headers: Readonly<Record<string, string>>): void => {
  if (!('setHeader' in response)) response.headers(headers);
  else if (!response.headersSent)
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() === 'content-type') setTypeOfJson(response, value);
      else response.setHeader(name, value);
};

/** Sets the Content-Type when the JSON is sent, because Nest 11 replaces one that is already set on Express. */
const setTypeOfJson = (response: ExpressResponse, type: string): void => {
  const { json } = response;
  response.removeHeader('content-type');
  response.json = (body) => {
    // A filter may have set its own.
    if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
    return json.call(response, body);
  };
};

type ExceptionOf = (refused: Refused<CustomRefusal>) => HttpException;

/**
 * Makes the maker of the exception that Nest answers with the body of a refusal. The message names the missing scopes
 * where they may be disclosed: filters answer with it. A new body for each, because filters may add to it.
 */
const createExceptions =
  (disclose = true): ExceptionOf =>
  ({ refusal: { status, body }, error: cause }) => {
    const own = { ...Object(body) };
    const exception =
      status === 403
        ? new ForbiddenException(own, { cause })
        : status === 401
          ? new UnauthorizedException(own, { cause })
          : new HttpException(own, status, { cause });
    if (!cause) return Object.assign(exception, { message: 'a valid key is needed' });
    return Object.assign(exception, { message: disclose ? cause.message : 'insufficient scope' });
  };

const nameOf = (context: ExecutionContext): string =>
  `${context.getClass().name}.${context.getHandler().name}`;
