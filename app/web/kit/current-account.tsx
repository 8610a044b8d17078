import { createContext, use } from 'react'
import type { AccountFile } from '../../../db/customers/contract.ts'

/** The account that a customer's pages speak of. */
export type CurrentAccount = {
  file: AccountFile
  accountNo: string
  pointIds: number[]
  /** False of another's that is bound to his log-in: of that he sees less. */
  isOwn: boolean
}

const AccountContext = createContext<CurrentAccount | undefined>(undefined)
export const CurrentAccountProvider = AccountContext.Provider

export function useCurrentAccount(): CurrentAccount | undefined {
  return use(AccountContext)
}
