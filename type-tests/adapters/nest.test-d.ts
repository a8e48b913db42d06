import {
  applyDecorators,
  Body,
  type CanActivate,
  Controller,
  Get,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { Request } from 'express';
import type { FastifyRequest } from 'fastify';
import { authenticated, defineScopes, type Grant, type GrantOf, open } from 'scopeproof';
import { bearerToken } from 'scopeproof/http';
import { type ControllerGuard, guardControllers, type NestRequest } from 'scopeproof/nest';
import { type Atender, atender, github, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect } from '../expect.js';

interface Owner {
  readonly name: string;
}
const { ScopeGuard, RequireScope, DefaultScope, ProvenGrant, Principal, OptionalPrincipal } =
  guardControllers(atender, {
    authenticate: async (request, moduleRef) => {
      type Given = [Expect<Equal<typeof request, NestRequest>>, Expect<Equal<typeof moduleRef, ModuleRef>>];
      const owner: Owner = { name: 'Ada' };
      return { scopes: bearerToken(request) ?? null, principal: owner };
    },
    realm: 'atender',
  });
const ofGithub = guardControllers(github, { authenticate: (request: Request) => bearerToken(request) });

// -- what a handler is given

@Controller('contacts')
@UseGuards(ScopeGuard)
class Contacts {
  @Get()
  @RequireScope('contacts:read')
  list(@ProvenGrant() grant: GrantOf<Atender, 'contacts:read'>, @Principal() owner: Owner) {
    return [listContacts(grant), owner.name];
  }

  @Get(':id')
  @RequireScope('contacts:write')
  async show(@Param('id') id: string, @ProvenGrant() grant: GrantOf<Atender, 'contacts:read'>) {
    return [id, listContacts(grant)];
  }

  @Post()
  @RequireScope(atender.allOf('contacts:write', 'tags:read'))
  insert(
    @Body() body: { readonly name: string },
    @ProvenGrant() grant: GrantOf<Atender, 'contacts:write'>,
    @ProvenGrant() same: GrantOf<Atender, 'tags:read'>,
    @ProvenGrant() wider: Grant<'atender', never>,
    @ProvenGrant() text: { toString(): string },
    @Principal() owner: unknown,
  ) {
    return [insertContact(grant, body.name), listTags(same), `${wider} ${text}`, owner];
  }

  @Get('search')
  @RequireScope(atender.anyOf('contacts:write', 'tags:read'))
  search(@ProvenGrant() grant: GrantOf<Atender, 'contacts:read'> | GrantOf<Atender, 'tags:read'>) {
    // @ts-expect-error either is not both
    listContacts(grant);
    return grant.has('tags:read') ? listTags(grant) : [];
  }

  @Get('me')
  @RequireScope(authenticated)
  me(@ProvenGrant() grant: Grant<'atender', never>) {
    return grant.held;
  }

  @Get('health')
  @RequireScope(open)
  health() {
    return 'up';
  }

  @Post('both')
  @RequireScope('contacts:read')
  @ofGithub.RequireScope('repo')
  both(
    @ProvenGrant() grant: GrantOf<Atender, 'contacts:read'>,
    @ofGithub.ProvenGrant() other: GrantOf<typeof github, 'public_repo'>,
  ) {
    return [listContacts(grant), String(other)];
  }
}

@Controller()
@DefaultScope('contacts:write')
class ByClass {
  @Get()
  list(@ProvenGrant() grant: GrantOf<Atender, 'contacts:read'>) {
    return listContacts(grant);
  }

  @Get('tags')
  @RequireScope('tags:read')
  tags(@Principal() owner: Owner, @OptionalPrincipal() same: Owner | undefined) {
    return owner === same;
  }
}

// -- refused

class Wrong {
  // @ts-expect-error contacts:read does not prove contacts:write
  @RequireScope('contacts:read')
  less(@ProvenGrant() grant: GrantOf<Atender, 'contacts:write'>) {
    return insertContact(grant, 'Ada');
  }

  // @ts-expect-error nor where it may be absent
  @RequireScope('contacts:read')
  optional(@ProvenGrant() grant?: GrantOf<Atender, 'contacts:write'>) {
    return grant;
  }

  // @ts-expect-error nor behind other parameters
  @RequireScope('contacts:read')
  second(@Body() body: string, @ProvenGrant() grant: GrantOf<Atender, 'contacts:write'>) {
    return insertContact(grant, body);
  }

  // @ts-expect-error either is not both
  @RequireScope(atender.anyOf('contacts:read', 'tags:read'))
  either(@ProvenGrant() grant: GrantOf<Atender, 'contacts:read'>) {
    return listContacts(grant);
  }

  // @ts-expect-error nobody is asked for a key
  @RequireScope(open)
  nobody(@ProvenGrant() grant: GrantOf<Atender, 'contacts:read'>) {
    return listContacts(grant);
  }

  // @ts-expect-error no such scope
  @RequireScope('contacts:raed')
  misspelt() {}

  // @ts-expect-error another vocabulary's
  @RequireScope(github.anyOf('gist', 'repo'))
  foreign() {}

  // @ts-expect-error a bare array could mean all or any
  @RequireScope(['contacts:read'])
  bare() {}

  @RequireScope('contacts:read')
  other(
    // @ts-expect-error a grant of another vocabulary
    @ProvenGrant() grant: GrantOf<typeof github, 'repo'>,
    // @ts-expect-error no grant
    @ProvenGrant() text: string,
    // @ts-expect-error the misspelt scope of a grant is a message
    @ProvenGrant() misspelt: GrantOf<Atender, 'contacts:raed'>,
    // @ts-expect-error another principal
    @Principal() owner: { readonly email: string },
    // @ts-expect-error there may be none
    @OptionalPrincipal() certain: Owner,
  ) {
    return [grant, text, misspelt, owner, certain];
  }
}

class Base {
  @Post()
  insert(@ProvenGrant() grant: GrantOf<Atender, 'contacts:write'>) {
    return insertContact(grant, 'Ada');
  }
}
// @ts-expect-error contacts:read does not prove what an inherited handler takes
@DefaultScope('contacts:read')
class WrongByClass extends Base {}
// @ts-expect-error no such scope
@DefaultScope('contacts:raed')
class Misspelt {}
// @ts-expect-error of handlers alone
@RequireScope('contacts:read')
class OfHandlers {}

// -- in the words of the compiler

class Several {
  insert(_contacts: GrantOf<Atender, 'contacts:write'>) {}
  tag(_tags: GrantOf<Atender, 'tags:read'>) {}
}
const byClass = DefaultScope('contacts:read');
const optionalOwner = OptionalPrincipal();
type Taking<Parameter> = { handle(given: Parameter): void };
type Words = [
  Expect<Equal<Parameters<typeof RequireScope<'contacts:raed'>>[0], 'unknown scope contacts:raed'>>,
  Expect<
    Equal<
      Parameters<typeof RequireScope<['contacts:read']>>[0],
      'a bare list could mean all or any: use allOf or anyOf'
    >
  >,
  Expect<Equal<Parameters<typeof RequireScope<string>>[0], 'not a literal: write it here, or as const'>>,
  Expect<Equal<Parameters<typeof DefaultScope<undefined>>[0], 'not a requirement of this vocabulary'>>,
  Expect<
    Equal<
      Parameters<typeof byClass<typeof Several>>[0],
      'contacts:read does not prove contacts:write' | 'contacts:read does not prove tags:read'
    >
  >,
  Expect<
    Equal<
      Parameters<typeof optionalOwner<Taking<Owner>, 'handle', 0>>[2],
      'this gives a value that may be undefined'
    >
  >,
  Expect<
    Equal<
      Parameters<typeof optionalOwner<Taking<string>, 'handle', 0>>[2],
      'the parameter does not take what this gives'
    >
  >,
  Expect<Equal<Parameters<typeof optionalOwner<Taking<unknown>, 'handle', 0>>[2], 0>>,
];

// As a decorator of any method or class, or in `applyDecorators`, neither could compare anything.
// @ts-expect-error a decorator of any method
RequireScope('contacts:read') satisfies MethodDecorator;
// @ts-expect-error a decorator of any class
DefaultScope('contacts:read') satisfies ClassDecorator;
// @ts-expect-error a decorator of any parameter
ProvenGrant() satisfies ParameterDecorator;
// @ts-expect-error a decorator of anything
applyDecorators(Get(), RequireScope('contacts:read'));
// @ts-expect-error a decorator of anything
applyDecorators(Controller(), DefaultScope('contacts:read'));

// @ts-expect-error somebody has to ask
guardControllers(atender, {});
guardControllers(atender, {
  // @ts-expect-error no scopes
  authenticate: () => true,
});

// -- as platforms have it

guardControllers(atender, { authenticate: (request: FastifyRequest) => bearerToken(request) });
const named = guardControllers(defineScopes('notes', { surfaces: { notes: ['read'] } }), {
  authenticate: (request: Request, moduleRef) =>
    moduleRef.get<Map<string, string>>('keys').get(request.ip ?? ''),
});
type _ = [
  Expect<Equal<typeof ofGithub, ControllerGuard<typeof github>>>,
  Expect<Equal<ReturnType<typeof guardControllers<Atender, Request, string>>, ControllerGuard<Atender>>>,
  Expect<Equal<InstanceType<typeof ScopeGuard>, CanActivate>>,
  Expect<Equal<typeof named.Principal, ControllerGuard<Atender>['Principal']>>,
];
