import type { Actor, Role } from '../../db/context.ts'
import { shapes } from './rules/check.ts'
import { type Kind, kindNames, releasersOf } from './rules/shape.ts'

/** Who looks at every kind of sheet. */
export const overseers: Role[] = ['admin', 'auditor']
/** Who releases one kind or another. */
export const releasers: Role[] = [...new Set(kindNames.flatMap((kind) => releasersOf(shapes[kind])))]

const holds = ({ roles }: Actor, asked: readonly Role[]) => roles.some((role) => asked.includes(role))

export const mayRelease = (actor: Actor, kind: Kind): boolean => holds(actor, releasersOf(shapes[kind]))

/** Whoever only releases reads what he releases. */
export const readableKinds = (actor: Actor): Kind[] =>
  kindNames.filter((kind) => holds(actor, overseers) || mayRelease(actor, kind))
