import { Pill } from '../../web/kit/parts.tsx'
import { useWords } from '../../web/kit/words.ts'
import { type Grant, type Permission, type Role, roleNames } from '../contract.ts'
import css from './people.module.css'
import { peopleWords } from './words.ts'

export function RolePills({ roles }: { roles: Permission['roles'] }) {
  const say = useWords(peopleWords)
  return (
    <div className={css.pills}>
      {roles.map((role) => (
        <Pill key={role} tone={role === 'public' ? 'warn' : 'calm'}>
          {say(`role.${role}`)}
        </Pill>
      ))}
    </div>
  )
}

const allRoles = Object.keys(roleNames) as Role[]

/** Of what all roles may, or all but customers, that they may; which these are is one press away. */
export function CallerPills({ roles }: { roles: Permission['roles'] }) {
  const say = useWords(peopleWords)
  const left = allRoles.filter((role) => !roles.includes(role))
  if (left.some((role) => role !== 'customer')) return <RolePills roles={roles} />
  const who = left.length === 0 ? 'permissions.everyRole' : 'permissions.everyStaff'
  return (
    <details className={css.everyRole}>
      <summary>{say(who, { count: roles.length })}</summary>
      <RolePills roles={roles} />
    </details>
  )
}

/** By which roles somebody may, and whose they are. */
export function GrantPills({ grants }: { grants: Grant[] }) {
  const say = useWords(peopleWords)
  return (
    <div className={css.pills}>
      {grants.map(({ role, onBehalfOf, through }) => (
        <Pill key={`${role}-${onBehalfOf?.username}`} tone={onBehalfOf ? 'warn' : 'brand'}>
          {onBehalfOf
            ? say('grant.lent', { role: say(`role.${role}`), name: onBehalfOf.name, day: through ?? '' })
            : say('grant.own', { role: say(`role.${role}`) })}
        </Pill>
      ))}
    </div>
  )
}
