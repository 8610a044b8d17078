import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { type Role, roles, systemCtx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { addUser } from '../auth/users.ts'
import { BadSetting } from '../config.ts'
import { withDatabase } from './database.ts'

/**
 * `dianhu user add --username U --name N --roles a,b --organisation PATH [--account NO]`: adds a log-in; the password is
 * read from standard input, so that it stands in no history, follows the log-in policy and is changed at the first log-in. A customer's log-in is tied to the customer of the account.
 */
export async function runUser(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const { username, name, organisation } = values
  const wanted = (values.roles ?? '').split(',').filter(Boolean)
  if (positionals[0] !== 'add' || !username || !name || !organisation) {
    throw new BadSetting('user add --username U --name N --roles a,b --organisation PATH < password')
  }
  if (wanted.includes('customer') && !values.account)
    throw new BadSetting('account: a customer’s log-in needs --account NO')
  const unknown = wanted.filter((role) => !roles.includes(role as Role))
  if (wanted.length === 0 || unknown.length > 0)
    throw new BadSetting(`roles: ${unknown.join(',') || 'none'}; known: ${roles.join(' ')}`)
  const password = await readLine()
  if (password === '') throw new BadSetting('password: on standard input')
  return withDatabase(values, async (db) => {
    const ctx = systemCtx(db, new Date(), 'cli')
    const account = values.account ? await findAccountFile(ctx, { accountNo: values.account }) : null
    const customerId = account?.customerId
    await addUser(ctx, {
      username,
      name,
      password,
      roles: wanted as Role[],
      organisationPath: organisation,
      customerId,
      mustChange: true,
    })
    console.log(`已添加 added ${username}`)
    return 0
  })
}

async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    const options = {
      username: text,
      name: text,
      roles: text,
      organisation: text,
      account: text,
      home: text,
      'database-url': text,
    } as const
    return parseArgs({ args, allowPositionals: true, options })
  } catch (fault) {
    throw new BadSetting((fault as Error).message)
  }
}
