/** The keys of a table, which may be written as numbers; of a wide table, `string`. */
export type NamesOf<Table> = number extends keyof Table
  ? keyof Table & string
  : keyof Table & (string | number);

/** A text as a plain literal, where it may be the member of an enum. */
// Inferred, or TypeScript would look for the constraint of `Text` in every program.
export type TextOf<Text> = [Text] extends [infer Plain extends string] ? `${Plain}` : never;

/** The entries of some names; where the table is empty, the names themselves. */
// Unconstrained, so TypeScript skips checking `Names`.
export type Entries<Table, Names> = [keyof Table] extends [never] ? Names : Table[Names & keyof Table];

/** The entry of a name, and of a union of names the union of their entries. */
// One name at a time: TypeScript takes the intersection of two unions member by member.
export type Entry<Table, Name> = Name extends keyof Table ? Table[Name] : never;

/** As `Entry`, with another type for names that the table lacks. */
export type EntryOr<Table, Name, Other> = Name extends keyof Table ? Table[Name] : Other;

/** As `Entry`, for a table of strings. TypeScript reads this one entry and not the keys of the table. */
// Strings only: every object has a `valueOf`, which is a function.
export type InferredEntry<Table, Name> = Name extends string
  ? Table extends { readonly [N in Name]: infer Found extends string }
    ? Found
    : never
  : never;

/** A type that is no union; else `never`. */
export type NonUnion<Type, All = Type> = Type extends unknown ? ([All] extends [Type] ? Type : never) : never;

/** A type that is neither `any` nor a union; else `never`. */
// `0 extends 1 & Type` fails where `Type` extends string: TypeScript reduces the intersection to never before it knows any.
export type Single<Type> = unknown extends Type ? never : NonUnion<Type>;

/** One string literal: neither a union, nor `string`, nor a template of many strings; else `never`. */
export type SingleLiteral<Text extends string> = {} extends { readonly [T in Text]: 1 }
  ? never
  : Single<Text>;

/**
 * The members that a list certainly has, in every run of the program.
 *
 * | list | certain members |
 * | --- | --- |
 * | `['a', 'b']` | `'a' \| 'b'` |
 * | `['a', 'b' \| 'c']` | `'a'`: the second element is one of two |
 * | `['a', ...string[]]` | `'a'`: the rest may be empty |
 * | `['a', 'b'?]`, `['a'] \| ['b']` | `never`: the list is one of several |
 * | `string[]`, `any` | `never` |
 */
export type CertainMembers<List extends readonly string[]> = unknown extends List[number]
  ? never
  : UnionMark<List> | UnionMark<List['length']> extends never
    ? number extends List['length']
      ? LeadingMembers<List>
      : EachUnionMark<List>[number] extends never // tests all elements at once
        ? List[number]
        : EachNonUnion<List>[number]
    : never;
// Unconstrained, because indexing a list of strings would make one more type.
type LeadingMembers<List> = List extends readonly [infer First, ...infer Rest]
  ? NonUnion<First> | LeadingMembers<Rest>
  : never;
/** `true` for a union; else `never`. */
// IsUnion of type-fest would cost the program of 2,100 scopes 33 % more instantiations.
export type UnionMark<Type, All = Type> = Type extends unknown ? (All extends Type ? never : true) : never;
type EachUnionMark<List> = { [I in keyof List]: UnionMark<List[I]> };
type EachNonUnion<List> = { [I in keyof List]: NonUnion<List[I]> };

/** `true` for a list of literals that may be another one, or absent, in another run of the program; else `never`. */
// `object`, because TypeScript compares two lists member by member.
export type UncertainMark<List extends readonly string[]> = [List] extends [object]
  ? [List[number]] extends [CertainMembers<List>]
    ? never
    : {} extends { readonly [Text in List[number]]: 1 }
      ? never
      : true
  : true;

/** The entries of a table that a list certainly names. */
// Inferred, so TypeScript does not look into the list first.
export type CertainEntries<Table, List extends readonly string[]> = [TextOf<CertainMembers<List>>] extends [
  infer Names,
]
  ? Entries<Table, Names>
  : never;

/**
 * name, or the empty name that editors complete → all names; any other text → the message that refuses it
 *
 * `[One] extends [Name] ? One : Refusals<Name, Message>[One & string]` is a name that a call gives. A type parameter that
 * extends the names is assignable to both branches; it would not be to a conditional type that ends in a message.
 */
// Each call spells this out: an alias for it costs `has` and `authorize` 4 % more instantiations. `& string` keeps
// TypeScript from looking the entry up at every call. `Message` is a template, which editors do not offer.
export type Refusals<Name extends string, Message> = {
  readonly [Text in Name | '' | (string & {})]: Text extends Name | '' ? Name : Message;
};
