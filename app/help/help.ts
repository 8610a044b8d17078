import type { Ctx, Role } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import { roleNames } from '../people/contract.ts'
import type { GlossaryList, Help } from './contract.ts'
import { glossary } from './glossary.ts'
import { guides } from './guides.ts'
import { insertSeen, listContacts, listSeen } from './sql.ts'

const HOTLINE = { what: { zh: '供电服务热线', en: 'Hotline' }, name: '95598', phone: '95598' }

/** The guides of one's own roles, and whom to call: the unit's number, its manager and its administrator. */
export async function findHelp(ctx: Ctx): Promise<Help> {
  const { roles } = ctx.actor
  const seen = await listSeen(ctx)
  const found = await listContacts(ctx, civilDay(ctx.now))
  return {
    guides: roles.map((role) => ({
      role,
      title: titleOf(role),
      steps: guides[role].map(([to, zh, en, text, textInEnglish]) => {
        return { to, title: { zh, en }, text: { zh: text, en: textInEnglish } }
      }),
    })),
    isNew: roles.some((role) => !seen.includes(role)),
    contacts: [
      ...found.map(({ role, name, phone }) => {
        const what = role === null ? { zh: '本单位电话', en: 'Your unit' } : titleOf(role)
        return { what, name, phone }
      }),
      HOTLINE,
    ],
  }
}

/** From now on they are not offered by themselves. */
export function noteSeen(ctx: Ctx): Promise<void> {
  return insertSeen(ctx, ctx.actor.roles)
}

export function listGlossary(): GlossaryList {
  return {
    items: glossary.map(([en, zh, explained, inEnglish]) => {
      return { term: { zh, en }, explained: { zh: explained, en: inEnglish } }
    }),
  }
}

function titleOf(role: Role): { zh: string; en: string } {
  return { zh: roleNames[role][0], en: roleNames[role][1] }
}
