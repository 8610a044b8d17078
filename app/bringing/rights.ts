import type { Actor, Role } from '../../db/context.ts'
import { type Kind, kindNames } from './rules/shape.ts'

/** Who looks at every kind of sheet. */
export const overseers: Role[] = ['admin', 'auditor']

/** Balances move what customers owe: who keeps the ledgers answers for them. */
const ownReleasers: Partial<Record<Kind, Role[]>> = { balances: ['accountant', 'manager'] }

/** A sheet is released by a second person who holds one of these roles. */
export const releasersOf = (kind: Kind): Role[] => ownReleasers[kind] ?? ['admin']

/** Who releases one kind or another. */
export const releasers: Role[] = [...new Set(kindNames.flatMap(releasersOf))]

const holds = ({ roles }: Actor, asked: readonly Role[]) => roles.some((role) => asked.includes(role))

export const mayRelease = (actor: Actor, kind: Kind): boolean => holds(actor, releasersOf(kind))

/** Whoever only releases reads what he releases. */
export const readableKinds = (actor: Actor): Kind[] =>
  kindNames.filter((kind) => holds(actor, overseers) || mayRelease(actor, kind))
